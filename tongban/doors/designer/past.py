"""What was published (发布历史): when, by whom, approved by whom, and going back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.agencies.domain.duties import DESIGNER, SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.doors.shared.keys import natural
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.kernel.problems import Problem

PAGE = 30


@require_safe
@post(DESIGNER, SUPERVISOR)
def every(request: StaffRequest) -> HttpResponse:
    """List the publications, newest first, a page at a time."""
    return _page(request)


@require_POST
@post(DESIGNER)
def back(request: StaffRequest, revision: int) -> HttpResponse:
    """Ask that everything be put back as a publication left it; somebody else approves."""
    reason = request.POST.get("reason", "").strip()[:400]
    if not reason:
        return _page(request, _("请写明为什么要退回去。"), 400)
    try:
        draft = catalogue.propose_roll_back(revision, actor=request.seat.actor(), reason=reason)
    except Problem as problem:
        return _page(request, problem.said(language()), problem.status)
    response = redirect("designer:draft", draft=draft.id)
    response["Location"] += "?done=sent"
    return response


def _page(request: StaffRequest, problem: str = "", status: int = 200) -> HttpResponse:
    asked = request.GET.get("before", "")
    found = catalogue.history(PAGE + 1, natural(asked))
    context = {
        "seat": request.seat,
        "history": found[:PAGE],
        "next": found[PAGE - 1].number if len(found) > PAGE else None,
        "newest": catalogue.revision(),
        "problem": problem,
    }
    return render(request, "designer/history.html", context, status=status)
