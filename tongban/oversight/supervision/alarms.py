"""Alarms as streams of the ledger (监察单): raised once, with an owner, seen, escalated, closed."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from tongban.agencies import api as agencies
from tongban.agencies.domain.duties import HEAD
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.identifiers import unnamed
from tongban.ledger import api as ledger
from tongban.oversight.domain import supervision as law
from tongban.oversight.domain.problems import UnknownAlarm
from tongban.oversight.domain.supervision import (
    NAMES,
    TYPES,
    Alarm,
    AlarmClosed,
    AlarmEscalated,
    AlarmEvent,
    AlarmRaised,
    AlarmStatus,
    NotYourAlarm,
    Rule,
)
from tongban.people import api as people

ALARM = "alarm"
ACT, ESCALATE = "alarm", "oversight.escalate"
WORK = (ACT, ESCALATE)
OPEN = tuple(one.value for one in AlarmStatus if one is not AlarmStatus.CLOSED)


def raise_once(
    rule: Rule, *, about: str, agency: str, words: str, at: datetime, shard: int = 0
) -> Alarm | None:
    """Raise an alarm, unless this rule has raised one about the same thing (None then).

    What somebody else wrote may name a person; numbers of people and telephones are starred in it.
    """
    owner, words = _owner(agency), unnamed(words)
    said = AlarmRaised(rule.no, rule.level, about, agency, words, rule.hours, *(owner or (0, "")))
    alarm = Alarm(ids.new(shard), said, at, changed_at=at)
    if ledger.find_number(alarm.number) is not None:
        return None
    _append(alarm, None, said, actor=SYSTEM, at=at)
    return alarm


def _owner(agency: str) -> tuple[int, str] | None:
    """Return the account of the agency's head; without one the city's supervisor is meant."""
    for post in agencies.staff(agency, duty=HEAD) if agency else ():
        return post.account, people.officer_names([post.account]).get(post.account, "")
    return None


def alarm(identifier: int) -> Alarm:
    """Return an alarm; raises UnknownAlarm."""
    events = ledger.events(identifier)
    if not events or events[0].type not in TYPES:
        raise UnknownAlarm
    return _folded(identifier, events)


def open_alarms(*, agency: str | None = None, limit: int = 200) -> list[Alarm]:
    """Return the alarms nobody has closed, newest first, of one agency or of all."""
    found = ledger.heads(kind=ALARM, status=OPEN, limit=limit)
    wanted = [one.stream for one in found.items if agency is None or one.attrs["agency"] == agency]
    histories = ledger.history(wanted)
    return [_folded(one, histories[one]) for one in wanted]


def closed_alarms(*, limit: int = 100) -> list[Alarm]:
    """Return what was dealt with, newest first."""
    found = ledger.heads(kind=ALARM, status=AlarmStatus.CLOSED.value, limit=limit)
    histories = ledger.history([one.stream for one in found.items])
    return [_folded(one.stream, histories[one.stream]) for one in found.items]


def see(identifier: int, *, actor: Actor, at: datetime | None = None) -> Alarm:
    """Say that an alarm was seen (签收); raises NotYourAlarm, AlarmOver, UnknownAlarm."""
    now = alarm(identifier)
    _ensure(now, actor)
    return _append(now, now.seq, law.see(now, officer=actor.id), actor=actor, at=at or time.now())


def close(identifier: int, *, words: str, actor: Actor, at: datetime | None = None) -> Alarm:
    """Say what was done about an alarm (反馈); raises NotYourAlarm, AlarmOver, WordsNeeded."""
    now = alarm(identifier)
    _ensure(now, actor)
    return _append(now, now.seq, law.close(now, words=words), actor=actor, at=at or time.now())


def lift(now: Alarm, *, words: str, at: datetime) -> Alarm:
    """Close an alarm whose cause is gone."""
    return _append(now, now.seq, AlarmClosed(words, by_itself=True), actor=SYSTEM, at=at)


def _ensure(now: Alarm, actor: Actor) -> None:
    """Let in the supervisor of the city, and the head of the agency it is for."""
    if agencies.may(actor, "trail", agency=None):
        return
    mine = agencies.posts(actor.id) if actor.kind == "officer" else ()
    if not any(one.duty == HEAD and one.agency == now.raised.agency for one in mine):
        raise NotYourAlarm


@ledger.clock(ESCALATE)
def escalate(task: ledger.Task, head: ledger.Head, at: datetime) -> None:
    """Take an alarm that nobody has seen a step further up."""
    del task
    now = alarm(head.stream)
    if now.status is AlarmStatus.RAISED:
        _append(now, now.seq, AlarmEscalated(now.queue), actor=SYSTEM, at=at)


def _append(
    now: Alarm, expected: int | None, event: AlarmEvent, *, actor: Actor, at: datetime
) -> Alarm:
    earlier = ledger.events(now.id) if expected else []
    envelope = Event(
        NAMES[type(event)],
        at,
        actor,
        json.loads(json.dumps(asdict(event))),
        (Ref("alarm", str(now.id), "subject"), Ref("agency", now.raised.agency, "agency")),
    )
    after = _folded(now.id, [*earlier, envelope])
    head, work = project(now.id, [*earlier, envelope])
    ledger.append(
        ledger.Append(
            now.id, ALARM, expected or 0, [envelope], head, work, WORK if expected else ()
        )
    )
    return after


def _folded(identifier: int, log: Sequence[Event]) -> Alarm:
    return law.fold(identifier, ((TYPES[one.type](**one.data), one.at) for one in log))


@ledger.projector(ALARM, begins=("oversight.AlarmRaised",))
def project(stream: int, log: Sequence[Event]) -> tuple[ledger.Head, list[ledger.Task]]:
    """Return the row of an alarm and whose work it is."""
    now = _folded(stream, log)
    head = ledger.Head(
        now.status.value,
        now.queue if now.is_open else None,
        0,
        now.number,
        now.raised.words,
        None,
        {"rule": now.raised.rule, "level": now.raised.level, "agency": now.raised.agency},
    )
    if not now.is_open:
        return head, []
    until = now.at + timedelta(hours=now.raised.hours)
    shard = ids.shard_of(stream)
    work = [ledger.Task(ids.new(shard), now.queue, ACT, until, {"owner": now.raised.owner})]
    if now.status is AlarmStatus.RAISED:
        work.append(ledger.Task(ids.new(shard), ledger.CLOCK, ESCALATE, until))
    return head, work
