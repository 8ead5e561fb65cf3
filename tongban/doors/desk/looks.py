"""Disputed looks at the desk (查阅异议): people ask why the agency looked, the agency answers in time."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.doors.shared.officers import StaffRequest, post, refused
from tongban.kernel.problems import Problem
from tongban.kernel.time import city_date, now
from tongban.oversight.looks import api as looks


@require_safe
@post(REVIEWER, HEAD)
def asked(request: StaffRequest) -> HttpResponse:
    """Show what people ask about this agency's looks, first due first."""
    return _page(request)


@require_http_methods(["POST"])
@post(REVIEWER, HEAD)
def answer(request: StaffRequest, dispute: int) -> HttpResponse:
    """Answer one of them, in the agency's name."""
    said = request.POST.get("answer", "").strip()[:4000]
    if not said:
        return _page(request, error=_("请写答复。"), at=dispute)
    try:
        looks.answer(dispute, said=said, actor=request.seat.actor())
    except Problem as problem:
        return refused(request, problem.words)
    return redirect("desk:looks")


def _page(request: StaffRequest, *, error: str = "", at: int = 0) -> HttpResponse:
    seat = request.seat
    context = {
        "seat": seat,
        "rows": looks.open_disputes(seat.agency),
        "today": city_date(now()),
        "error": error,
        "at": at,
        "total": None,
    }
    return render(request, "desk/looks.html", context, status=400 if error else 200)
