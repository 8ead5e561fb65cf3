"""Pages of supervision (电子监察页): the rules, who was called, what they answered."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.agencies.domain.duties import HEAD, SUPERVISOR
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import moment, said
from tongban.doors.supervisor import sheets
from tongban.doors.supervisor.views import base, exchange_alarms, look_of
from tongban.exchange import api as exchange
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight

STATES = {
    "raised": Text("已发出", "Raised"),
    "seen": Text("已签收", "Seen"),
    "escalated": Text("已升级", "Escalated"),
    "closed": Text("已办结", "Closed"),
}
WATCHED = {
    "subject_watch": Text(
        "同一经办人短时间内查询过多，已放慢或停止", "One officer asked too often; slowed or stopped"
    ),
    "asked_by_many": Text("一天内很多部门查询同一个人", "Many agencies asked about one person"),
}
"""What the rules that watch the exchange saw (共享监测), without anybody in it."""


@require_safe
@post(SUPERVISOR, HEAD)
def board(request: StaffRequest) -> HttpResponse:
    """Show the alarms that wait for somebody, those dealt with, and the rules behind them."""
    look = look_of(request)
    is_open = oversight.open_alarms(agency=look.part.agency)
    closed = [
        one for one in oversight.closed_alarms() if look.part.agency in (None, one.raised.agency)
    ]
    sheet = sheets.Sheet(
        _("电子监察"),
        [_("监察编号"), _("级别"), _("内容"), _("部门"), _("责任人"), _("发出"), _("状态"), _("处理结果")],
        [
            [
                one.number, said(oversight.LEVELS[one.raised.level]), one.raised.words,
                look.agency(one.raised.agency), one.raised.owner_name, moment(one.at),
                said(STATES[one.status]), one.done,
            ]
            for one in (*is_open, *closed)
        ],
    )  # fmt: skip
    if file := sheets.asked(request, sheet):
        return file
    context = base(request, look, "alarms") | {
        "open": is_open,
        "closed": closed[:20],
        "rules": oversight.rules(),
        "levels": oversight.LEVELS,
        "watches": oversight.WATCHES,
        "states": STATES,
        "shared": exchange_alarms() if request.seat.duty == SUPERVISOR else [],
        "rules_watched": WATCHED,
    }
    return render(request, "supervisor/alarms.html", context)


@require_POST
@post(SUPERVISOR)
def shared(request: StaffRequest, matter: int) -> HttpResponse:
    """Say what came of an alarm of the exchange and close it; nothing said closes nothing."""
    words = request.POST.get("words", "").replace("\x00", "")[:2000]
    exchange.close_alarm(matter, words=words, actor=request.seat.actor())
    return redirect("supervisor:alarms")


@require_http_methods(["GET", "POST"])
@post(SUPERVISOR, HEAD)
def one(request: StaffRequest, alarm: int) -> HttpResponse:
    """Show an alarm; its owner says that it was seen, and what was done."""
    problem: Problem | None = None
    words, status = "", 200
    try:
        found = oversight.alarm(alarm)
        if request.seat.duty == HEAD and found.raised.agency != request.seat.agency:
            raise Http404
        if request.method == "POST":
            words = request.POST.get("words", "")
            if request.POST.get("do") == "see":
                oversight.see(alarm, actor=request.seat.actor())
            else:
                oversight.close(alarm, words=words, actor=request.seat.actor())
            return redirect("supervisor:alarm", alarm=alarm)
    except oversight.UnknownAlarm as unknown:
        raise Http404 from unknown
    except Problem as said_no:
        problem, status = said_no, said_no.status
    rule = next((one for one in oversight.rules() if one.no == found.raised.rule), None)
    context = base(request, look_of(request), "alarms") | {
        "alarm": found,
        "rule": rule,
        "levels": oversight.LEVELS,
        "watches": oversight.WATCHES,
        "states": STATES,
        "problem": problem,
        "words": words,
        "is_case": ledger.find_number(found.raised.about) is not None,
        "story": ledger.events(alarm),
    }
    return render(request, "supervisor/alarm.html", context, status=status)
