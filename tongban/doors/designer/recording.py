"""A test recorded from a real case (由办件记录测试): masked, beside the service it is a test of."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import DESIGNER
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.doors.designer import work
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.kernel.problems import Problem


@require_http_methods(["GET", "POST"])
@post(DESIGNER)
def record(request: StaffRequest, ident: str) -> HttpResponse:
    """Take a case's number, and put the case as a masked example into a draft of its service."""
    actor = request.seat.actor()
    asked = request.POST.get("draft") or request.GET.get("draft", "")
    held = work.opened("service", ident, actor, work.key_of(asked))
    problem = ""
    if request.method == "POST":
        number = request.POST.get("number", "").strip()[:40]
        try:
            service, example = cases.recorded(number, actor=actor)
            if service != ident:
                problem = _("这一件办的是另一个事项。")
            else:
                at = len(held.value.get("examples") or ())
                text = held.with_changes({("examples", at): example})
                draft = work.kept(held, text, actor=actor)
                address = reverse("designer:edit", args=["service", ident, "examples"])
                return redirect(f"{address}?draft={int_to_base36(draft.id)}#v-examples-{at}")
        except (Problem, Http404) as fault:
            problem = fault.said(language()) if isinstance(fault, Problem) else _("没有这一件。")
    context = {
        "seat": request.seat,
        "work": held,
        "draft": asked,
        "problem": problem,
        "number": request.POST.get("number", ""),
        "open": catalogue.service(ident) if ident in catalogue.book().services else None,
    }
    return render(request, "designer/record.html", context, status=400 if problem else 200)
