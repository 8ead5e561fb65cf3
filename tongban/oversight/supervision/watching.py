"""What the rules find (监察): the open work is gone through by due date, the measures by agency.

Reads each agency's queue in the order of due dates and stops at what no rule is about, so that a
round costs as much as there is to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.agencies import api as agencies
from tongban.catalogue import api as catalogue
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger
from tongban.oversight import measuring
from tongban.oversight.domain.measures import MEASURES
from tongban.oversight.domain.supervision import Alarm, Rule
from tongban.oversight.supervision import alarms

PAGE = 200
EVERY = timedelta(minutes=10)
CLOCKS = ("due_soon", "overdue", "untouched")


@dataclass(frozen=True, slots=True)
class Found:
    """Something a rule fires for (监察发现)."""

    rule: Rule
    about: str
    agency: str
    words: str
    stream: int = 0


def rules() -> tuple[Rule, ...]:
    """Return the numbered rules of the city, as the definitions have them today."""
    return tuple(Rule.of(one) for one in catalogue.book().supervision.values())


def supervise(at: datetime | None = None) -> list[Alarm]:
    """Go through the rules once: raise what is new, lift what is over. Returns what was raised."""
    at = at or time.now()
    found = list(findings(at))
    raised = [
        alarm
        for one in found
        if (
            alarm := alarms.raise_once(
                one.rule,
                about=one.about,
                agency=one.agency,
                words=one.words,
                at=at,
                shard=ids.shard_of(one.stream),
            )
        )
    ]
    watched = {one.no: one.watch for one in rules()}
    standing = {(one.rule.no, one.about) for one in found}
    for alarm in alarms.open_alarms():
        is_clock = watched.get(alarm.raised.rule) in (*CLOCKS, "stuck")
        if is_clock and (alarm.raised.rule, alarm.raised.about) not in standing:
            alarms.lift(alarm, words="办件已经往下走了。", at=at)
    return raised


@ledger.beat("oversight.supervise", every=EVERY)
def _beat(at: datetime) -> None:
    supervise(at)


def findings(at: datetime) -> Iterator[Found]:
    """Yield what the rules fire for at this instant."""
    known = rules()
    clocks = [one for one in known if one.watch in CLOCKS]
    for agency in agencies.all_() if clocks else ():
        yield from _clocks(agency.code, clocks, at)
    for rule in known:
        if rule.watch == "stuck":
            yield from _stuck(rule, at)
        elif rule.watch == "measure":
            yield from _measured(rule, at)


def _clocks(agency: str, known: list[Rule], at: datetime) -> Iterator[Found]:
    calendar, today = agencies.calendar(), time.city_date(at)
    reach = max((int(one.start) for one in known if one.watch == "due_soon"), default=0)
    horizon = time.end_of(calendar.add(today, reach)) if reach else time.end_of(today)
    after: str | None = None
    while True:
        page = ledger.tasks(queue=agency, after=after, limit=PAGE, before=horizon)
        for task, head in page.items:
            if task.kind not in ("intake", "decide") or head.due is None or head.kind != "case":
                continue
            left = (
                calendar.between(today, head.due)
                if head.due >= today
                else -calendar.between(head.due, today)
            )
            since = time.city_date(head.changed_at) if head.changed_at else today
            still = calendar.between(since, today)
            for rule in known:
                if words := _fires(rule, left, still, task.kind):
                    yield Found(
                        rule,
                        head.number or str(head.stream),
                        agency,
                        f"{head.label}：{words}",
                        head.stream,
                    )
        if page.next is None:
            return
        after = page.next


def _fires(rule: Rule, left: int, still: int, kind: str) -> str:
    if rule.watch == "due_soon" and left >= 0 and rule.fires(left):
        return f"还剩 {left} 个工作日到期" if left else "今天到期"
    if rule.watch == "overdue" and left < 0 and rule.fires(-left):
        return f"超期 {-left} 个工作日"
    if rule.watch == "untouched" and kind == "intake" and rule.fires(still):
        return f"收件 {still} 个工作日没有动"
    return ""


def _stuck(rule: Rule, at: datetime) -> Iterator[Found]:
    from tongban.cases import api as cases

    calendar, today = agencies.calendar(), time.city_date(at)
    after: str | None = None
    while True:
        page = cases.watchlist(actor=SYSTEM, after=after, limit=PAGE)
        for one in page.rows:
            if one.why != "stuck" or one.since is None:
                continue
            days = calendar.between(one.since, today)
            if rule.fires(days):
                words = f"{one.label}：会办超期 {days} 个工作日没有反馈"
                yield Found(rule, one.number, one.waits_for or one.agency, words)
        if page.after is None:
            return
        after = page.after


def _measured(rule: Rule, at: datetime) -> Iterator[Found]:
    today = time.city_date(at)
    part = measuring.Part(since=today - timedelta(days=rule.days), until=today)
    measure = MEASURES[rule.measure]
    for figure in measuring.by(rule.measure, of="agency", actor=SYSTEM, part=part):
        value = figure.value
        rests = figure.bottom if measure.bottom else figure.top
        if value is None or rests < rule.least:
            continue
        if rule.fires(value, more_is_better=bool(measure.more)):
            said = f"{value:.1%}" if measure.unit == "share" else f"{value:.1f}"
            words = f"{measure.name.zh} {said}（近 {rule.days} 天，{rests} 件）"
            yield Found(rule, f"{figure.of}-{today:%Y%m}", figure.of, words)
