"""Pages of measures (监督页): today at a glance, a figure and its cases, the flow map, breaches."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import HEAD, SUPERVISOR
from tongban.cases import api as cases
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language, said
from tongban.doors.supervisor import charts, flowmap, parts, sheets
from tongban.doors.supervisor.charts import Point
from tongban.doors.supervisor.parts import Looked, told
from tongban.exchange import api as exchange
from tongban.exchange.notices import api as notices
from tongban.exchange.payments import reconciling
from tongban.exchange.registry.matters import Matter
from tongban.kernel import time
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight
from tongban.oversight.domain.flow import named
from tongban.oversight.domain.measures import DEMAND, SHARE
from tongban.voice import api as voice

SHOWN = 12
FIRST = (
    "in_time",
    "returned",
    "one_notice",
    "asked_held",
    "waiting",
    "working",
    "visits",
    "overturned",
)
HEARD = ("demands", "solved", "answered_in_time", "given_back")
ALARM_ROWS = 6
TOPICS = 6
BAD = 4  # 不满意 and worse, GB/T 39046 表A.8


def base(request: StaffRequest, look: Looked, section: str) -> dict[str, Any]:
    """Return what every page of this surface shows."""
    return {
        "seat": request.seat,
        "look": look,
        "section": section,
        "spans": parts.SPANS,
        "told": told,
        "rests": parts.rests,
        "named": named,
        "spent": lambda seconds: flowmap.spent(seconds, language()),
        "waiting_alarms": len(oversight.open_alarms(agency=request.seat.agency or None)),
    }


def look_of(request: StaffRequest) -> Looked:
    """Read what the page looks at; a head sees their own agency."""
    return parts.looked(request, agency=request.seat.agency if request.seat.duty == HEAD else "")


@require_safe
@post(SUPERVISOR, HEAD)
def today(request: StaffRequest) -> HttpResponse:
    """Show today at a glance: what is due, late, stuck, sent back; figures; who was called."""
    look, actor = look_of(request), request.seat.actor()
    figures = oversight.figures(actor=actor, part=look.part)
    by_id = {one.measure.id: one for one in figures}
    late = oversight.overdue(agency=look.part.agency)
    agencies = oversight.by("in_time", of="agency", actor=actor, part=look.part)
    months = oversight.by("filed", of="month", actor=actor, part=oversight.Part(look.part.agency))
    worst = sorted((one for one in agencies if one.bottom), key=lambda one: one.value or 0)[:SHOWN]
    found = oversight.open_alarms(agency=look.part.agency)
    counts = cases.watchlist(actor=actor, limit=1).counts if request.seat.duty == SUPERVISOR else {}
    context = base(request, look, "today") | {
        "figures": [by_id[one] for one in FIRST],
        "filed": by_id["filed"],
        "decided": by_id["decided"],
        "late": late[:ALARM_ROWS],
        "late_count": len(late),
        "counts": counts,
        "alarms": found[:ALARM_ROWS],
        "causes": [
            (cause_name(cause, look), number)
            for cause, number in oversight.causes(actor=actor, part=look.part, limit=8)
        ],
        "agencies": worst,
        "agency_chart": charts.bars(
            [
                Point(look.agency(one.of), one.value or 0, told(one), "bad" if (one.value or 0) < LOW else "")
                for one in worst
            ],
            label=_("各部门按时办结率"),
            most=1,
        ),
        "months": months,
        "month_chart": charts.line(
            [Point(one.of[2:], one.value or 0, told(one)) for one in months],
            label=_("每月收件"),
        ),
        "levels": oversight.LEVELS,
        "voices": voices(request, look),
        "ratings": ratings(look),
        "asks": asks(request),
        "heard": [by_id[one] for one in HEARD if one in by_id],
    }  # fmt: skip
    rows = [[said(one.measure.name), told(one), parts.rests(one)] for one in figures]
    rows += [[look.agency(one.of), told(one), parts.rests(one)] for one in agencies]
    rows += [[name, str(number), ""] for name, number, _page in context["asks"]]
    rows += [
        [name, _("评价 %(n)d，差评 %(bad)d") % {"n": number, "bad": bad}, ""]
        for name, number, bad in context["ratings"]
    ]
    sheet = sheets.Sheet(_("今天"), [_("内容"), _("数值"), _("依据")], rows)
    return sheets.asked(request, sheet) or render(request, "supervisor/today.html", context)


LOW = 0.95
LATE_CLOCK = 10  # minutes a clock may ring late before it is shown
MANY = 100
ALARM = "alarm"


def ratings(look: Looked) -> list[tuple[str, int, int]]:
    """Return how many rated each agency and how many of them badly (差评), worst first."""
    found = []
    counted = voice.rating_counts(since=look.part.since, until=look.part.until)
    for agency, levels in counted.items():
        if look.part.agency in (None, agency) and agency:
            bad = sum(number for level, number in levels.items() if level >= BAD)
            found.append((look.agency(agency), sum(levels.values()), bad))
    return sorted(found, key=lambda one: (-one[2], -one[1]))[:TOPICS]


def asks(request: StaffRequest) -> list[tuple[str, int, str]]:
    """Return what of the machinery waits for somebody, with the page where it is dealt with.

    Money that does not agree, notices that did not arrive, alarms of the exchange, late clocks.
    """
    actor = request.seat.actor()
    if request.seat.duty != SUPERVISOR:
        return []
    behind = time.now() - timedelta(minutes=LATE_CLOCK)
    late = ledger.tasks(queue=ledger.CLOCK, before=behind, limit=MANY).items
    dead = [one for one in notices.undelivered(actor=actor) if not one.in_doubt]
    return [
        (_("对不上的账"), len(reconciling.differences()), "supervisor:payments"),
        (_("没送到、待寄出的通知"), len(dead), ""),
        (_("共享告警待核实"), len(exchange_alarms()), "supervisor:alarms"),
        (_("该响没响的时钟"), len(late), ""),
    ]


def exchange_alarms() -> list[Matter]:
    """Return the alarms of the rules that watch the exchange of data, which somebody must look at."""
    return [one for one in exchange.matters("data-authority") if one.kind == ALARM]


def voices(request: StaffRequest, look: Looked) -> dict[str, Any]:
    """Return what people asked for, by place and by what it is about, and whether it was solved."""
    actor, part = request.seat.actor(), look.part
    places = oversight.by("demands", of="place", actor=actor, part=part)
    topics = oversight.by("demands", of="service", actor=actor, part=part)
    return {
        "places": sorted((one for one in places if one.of), key=lambda one: -one.top)[:TOPICS],
        "topics": sorted((one for one in topics if one.of), key=lambda one: -one.top)[:TOPICS],
    }


@require_safe
@post(SUPERVISOR, HEAD)
def measures(request: StaffRequest) -> HttpResponse:
    """Show every measure with its definition beside it."""
    look = look_of(request)
    figures = oversight.figures(actor=request.seat.actor(), part=look.part)
    sheet = sheets.Sheet(
        _("监督指标"),
        [_("指标"), _("数值"), _("依据"), _("定义")],
        [
            [said(one.measure.name), told(one), parts.rests(one), said(one.measure.words)]
            for one in figures
        ],
    )
    if file := sheets.asked(request, sheet):
        return file
    context = base(request, look, "measures") | {"figures": figures}
    return render(request, "supervisor/measures.html", context)


@require_safe
@post(SUPERVISOR, HEAD)
def measure(request: StaffRequest, measure: str) -> HttpResponse:
    """Show one measure by agency, service or month, as a chart and a table."""
    look, actor = look_of(request), request.seat.actor()
    one = oversight.MEASURES.get(measure)
    if one is None:
        raise Http404
    of = request.GET.get("by", "agency")
    ways = [key for key in HEADS if key != "place" or one.about == DEMAND]
    of = of if of in ways else "agency"
    found = oversight.by(measure, of=of, actor=actor, part=look.part)
    name = {"agency": look.agency, "service": look.service, "place": look.place}.get(of, str)
    if of != "month":
        found = sorted(found, key=lambda each: each.value if each.value is not None else -1)
        found = found if one.more else found[::-1]
    rows = [(each, name(each.of)) for each in found]
    sheet = sheets.Sheet(
        said(one.name),
        [HEADS[of](), said(one.name), _("依据")],
        [[words, told(each), parts.rests(each)] for each, words in rows],
    )
    if file := sheets.asked(request, sheet):
        return file
    points = [Point(words, each.value or 0, told(each)) for each, words in rows[:20]]
    draw = charts.line if of == "month" else charts.bars
    context = base(request, look, "measures") | {
        "measure": one,
        "rows": rows,
        "by": of,
        "heads": {key: HEADS[key]() for key in ways},
        "chart": draw(points, label=said(one.name), most=1 if one.unit == SHARE else None),
    }
    return render(request, "supervisor/measure.html", context)


HEADS = {
    "agency": lambda: _("部门"),
    "service": lambda: _("事项"),
    "place": lambda: _("地点"),
    "month": lambda: _("月份"),
}


@require_safe
@post(SUPERVISOR, HEAD)
def cases_of(request: StaffRequest, measure: str) -> HttpResponse:
    """Open a figure to the cases behind it (下钻)."""
    look, actor = look_of(request), request.seat.actor()
    one = oversight.MEASURES.get(measure)
    if one is None:
        raise Http404
    after = request.GET.get("after", "")
    cause = request.GET.get("cause") or None
    found = oversight.counted(
        measure,
        actor=actor,
        part=look.part,
        cause=cause,
        after=int(after) if after.isascii() and after.isdigit() else 0,
    )
    sheet = sheets.Sheet(
        said(one.name),
        [_("办件"), _("事项"), _("部门"), _("收件"), _("办结"), _("原因")],
        [
            [
                each.number, look.service(each.service), look.agency(each.agency),
                str(each.filed_on), str(each.ended_on or ""),
                "、".join(cause_name(cause, look) for cause in each.causes),
            ]
            for each in found
        ],
    )  # fmt: skip
    if file := sheets.asked(request, sheet):
        return file
    context = base(request, look, "measures") | {
        "measure": one,
        "found": found,
        "cause": cause_name(cause, look) if cause else None,
        "cause_of": lambda cause: cause_name(cause, look),
        "after": found[-1].case if len(found) == oversight.PAGE else None,
    }
    return render(request, "supervisor/cases.html", context)


@require_safe
@post(SUPERVISOR, HEAD)
def breaches(request: StaffRequest) -> HttpResponse:
    """Show the list of breaches of "only once" (只交一次违规清单): asked although held."""
    look, actor = look_of(request), request.seat.actor()
    found = oversight.counted("asked_held", actor=actor, part=look.part)
    by = oversight.by("asked_held", of="service", actor=actor, part=look.part)
    rows = [(one, look.service(one.of)) for one in by if one.top]
    sheet = sheets.Sheet(
        _("只交一次违规清单"),
        [_("办件"), _("事项"), _("部门"), _("收件"), _("重复索要项数")],
        [
            [one.number, look.service(one.service), look.agency(one.agency), str(one.filed_on), str(one.value)]
            for one in found
        ],
    )  # fmt: skip
    if file := sheets.asked(request, sheet):
        return file
    context = base(request, look, "breaches") | {
        "found": found,
        "rows": sorted(rows, key=lambda one: -one[0].top),
        "figure": next(
            one
            for one in oversight.figures(actor=actor, part=look.part)
            if one.measure.id == "asked_held"
        ),
    }
    return render(request, "supervisor/breaches.html", context)


@require_safe
@post(SUPERVISOR, HEAD)
def flow(request: StaffRequest) -> HttpResponse:
    """Show the flow map: what follows what, where it waits, where it goes back."""
    look, actor = look_of(request), request.seat.actor()
    found = oversight.flow(actor=actor, part=look.part)
    times = oversight.times(actor=actor, part=look.part)
    sheet = sheets.Sheet(
        _("流程图"),
        [_("从"), _("到"), _("次数"), _("平均用时（小时）"), _("中位用时（小时）"), _("是不是退回")],
        [
            [
                f"{said(named(one.before))} {look.agency(one.from_agency)}",
                f"{said(named(one.after))} {look.agency(one.to_agency)}",
                str(one.count), f"{one.mean / 3600:.1f}", f"{one.middle / 3600:.1f}",
                _("是") if one.is_back else "",
            ]
            for one in found.edges
        ],
    )  # fmt: skip
    if file := sheets.asked(request, sheet):
        return file
    context = base(request, look, "flow") | {
        "flow": found,
        "times": times,
        "variants": oversight.variants(actor=actor, part=look.part),
        "map": flowmap.draw(
            found, label=_("流程图"), agency=look.agency, language=language()
        ) if found.edges else "",
    }  # fmt: skip
    return render(request, "supervisor/flow.html", context)


def cause_name(cause: str, look: Looked) -> str:
    """Name a cause of return: the fact or material that was missing, or the ground."""
    if cause.startswith("not_accepted:"):
        from tongban.cases.domain.saying import GROUNDS

        ground = GROUNDS.get(cause.partition(":")[2])
        return f"{_('不予受理')}：{said(ground)}" if ground else _("不予受理")
    if cause.startswith("material:"):
        return _("材料第 %(no)s 项") % {"no": cause.partition(":")[2]}
    kind = look.book.kinds.get(cause.rpartition(".")[2])
    return said(kind.name) if kind else cause
