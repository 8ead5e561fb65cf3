"""Applications of companies before the data authority (社会应用审核): open, refuse, stop, let go on."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tongban.agencies.domain.duties import DESIGNER
from tongban.doors.shared.officers import StaffRequest, post
from tongban.exchange.society import api as society
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.people import api as people

STATES = {
    society.Status.SANDBOX: ("", Text("沙箱试用", "In the sandbox")),
    society.Status.ASKED: ("ask", Text("待审核", "Waiting for review")),
    society.Status.LIVE: ("held", Text("已开通", "Live")),
    society.Status.SUSPENDED: ("late", Text("已暂停", "Suspended")),
    society.Status.CLOSED: ("", Text("已注销", "Closed")),
}


@require_safe
@post(DESIGNER)
def every(request: StaffRequest) -> HttpResponse:
    """List the applications, those that wait for review first."""
    return _page(request)


@require_POST
@post(DESIGNER)
def act(request: StaffRequest, app: int, act: str) -> HttpResponse:
    """Open, refuse, suspend or resume one, with the reason its owner reads."""
    actor, reason = request.seat.actor(), request.POST.get("reason", "")
    try:
        match act:
            case "approve":
                society.approve(app, note=reason, actor=actor)
            case "refuse":
                society.refuse(app, reason=reason, actor=actor)
            case "suspend":
                society.suspend(app, reason=reason, actor=actor)
            case "resume":
                society.resume(app, actor=actor)
            case _:
                raise Http404
    except society.UnknownApplication as missing:
        raise Http404 from missing
    except Problem as problem:
        return _page(request, problem.said(request.LANGUAGE_CODE), status=problem.status)
    return redirect("designer:apps")


def _page(request: StaffRequest, problem: str = "", status: int = 200) -> HttpResponse:
    found = society.every(actor=request.seat.actor())
    context = {
        "seat": request.seat,
        "apps": found,
        "owners": people.parties({one.owner for one in found}),
        "states": STATES,
        "scopes": society.SCOPES,
        "problem": problem,
    }
    return render(request, "designer/apps.html", context, status=status)
