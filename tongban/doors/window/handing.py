"""Handing a result out by its code (凭码领取): number of the case, six digits, done."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import CLERK
from tongban.cases.delivering import api as delivering
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.kernel.problems import Problem


@require_http_methods(["GET", "POST"])
@post(CLERK)
def hand_out(request: StaffRequest) -> HttpResponse:
    """Hand a result out to whoever says its code; a wrong code is counted and said."""
    number = request.POST.get("number", "").strip()[:40]
    receiver = request.POST.get("receiver", "").strip()[:60]
    error, done = "", ""
    if request.method == "POST":
        try:
            delivering.hand_over(
                number,
                code=request.POST.get("code", "")[:20],
                receiver=receiver or _("本人"),
                actor=request.seat.actor(),
            )
        except Problem as problem:
            error = problem.said(language())
        else:
            done = number
    again = "" if done else number
    shown = [
        Field("number", _("办件编号"), "string", value=again, error=error),
        Field("code", _("取件码"), "string", hint=_("对方手机上的数字，念一遍就行。")),
        Field(
            "receiver",
            _("谁来领"),
            "string",
            value="" if done else receiver,
            required=False,
            hint=_("本人来领不用填。"),
        ),
    ]
    context = {
        "seat": request.seat,
        "fields": shown,
        "done": done,
        "errors": errors_of(shown),
    }
    return render(request, "window/hand_out.html", context, status=400 if error else 200)
