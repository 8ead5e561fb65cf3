"""Results at the desk (结果寄取): what was told and served, packing, laying ready, handing over by code."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.cases import api as cases
from tongban.cases.delivering import api as delivering
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.exchange.notices import api as notices
from tongban.kernel.problems import Problem


@require_http_methods(["GET", "POST"])
@post(REVIEWER, HEAD)
def handing_out(request: StaffRequest, number: str) -> HttpResponse:
    """Show how the notices and the result of a case got on, and take the next step."""
    who, problem = request.seat.actor(), ""
    found = cases.case(number, actor=who)
    if request.method == "POST":
        try:
            _do(request, number)
            return redirect("desk:handing-out", number=number)
        except Problem as bad:
            problem = bad.said(language())
    ways = {
        "sms": _("短信"), "mail": _("邮件"), "letter": _("信函"), "public": _("公告"),
    }  # fmt: skip
    states = {
        "queued": _("等发送"), "taken": _("已发出"), "delivered": _("已送到"), "dead": _("没送到"),
        "dropped": _("已改用别的方式"),
    }  # fmt: skip
    context = {
        "seat": request.seat, "total": None, "section": "", "c": found, "problem": problem,
        "d": delivering.delivery_of(number), "ways": ways, "states": states,
        "rows": notices.deliveries(("case", number), person=found.applicant),
    }  # fmt: skip
    return render(request, "desk/handing_out.html", context, status=400 if problem else 200)


def _do(request: StaffRequest, number: str) -> None:
    form, who = request.POST, request.seat.actor()
    match form.get("do"):
        case "send":
            delivering.send(number, actor=who)
        case "ready":
            delivering.lay_ready(number, place=form.get("place", ""), actor=who)
        case _:
            delivering.hand_over(
                number, code=form.get("code", ""), receiver=form.get("receiver", ""), actor=who
            )
