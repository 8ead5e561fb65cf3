"""Between the domain of demands and its tables: events in, states out, rows of words.

Every change is one append: its events, its one current row, and the open work that follows from
where it stands. The row and the work are functions of the state (`differences` holds them together).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.identifiers import case_number
from tongban.kernel.time import city_date, end_of
from tongban.ledger import api as ledger
from tongban.ledger.api import CLOCK, Append, Head, Task
from tongban.voice.domain import demands, handling, standing
from tongban.voice.domain.demands import DemandEvent
from tongban.voice.domain.standing import Demand, Standing
from tongban.voice.models import DemandRow, SaidRow

DEMAND = "demand"
COORDINATION = "voice"
"""The queue of those who dispatch, coordinate and call back (协调席)."""
DISPATCH, COORDINATE, CALL, LATE = "dispatch", "coordinate", "call", "late"
ACCEPT, REPLY, HELP, URGE = "accept", "reply", "help", "urge"
ANSWER, JUDGE = "answer", "judge"
MARK, UNANSWERED, UNJUDGED = "voice.mark", "voice.unanswered", "voice.unjudged"
WORK = (
    DISPATCH, COORDINATE, CALL, LATE, ACCEPT, REPLY, HELP, URGE, ANSWER, JUDGE, MARK, UNANSWERED,
    UNJUDGED,
)  # fmt: skip
LETTER = "S"
"""Begins the number of a demand (诉), so that nobody takes it for a case's."""


def queue_of(agency: str) -> str:
    """Return the queue of an agency's demands, apart from that of its cases."""
    return f"{COORDINATION}:{agency}"


def head_queue(agency: str) -> str:
    """Return the queue of the head of an agency, who hears of what is late."""
    return f"{COORDINATION}:{agency}:head"


def number_of(day: date, shard: int) -> str:
    """Take the next number of a demand in a shard on a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into voice_serial (shard, day, last) values (%s, %s, 1) on conflict"
            " (shard, day) do update set last = voice_serial.last + 1 returning last",
            (shard, day),
        )
        return LETTER + case_number(day, shard, int(cursor.fetchone()[0]))


# Reading


def load(stream: int) -> Demand | None:
    """Fold a demand from its events, None where there is no such demand."""
    return load_all([stream]).get(stream)


def load_all(streams: Collection[int]) -> dict[int, Demand]:
    """Fold several demands in one read; what is not there is left out."""
    return {
        stream: folded(found)
        for stream, found in ledger.history(streams).items()
        if found and found[0].type in demands.TYPES
    }


def folded(found: Sequence[Event]) -> Demand:
    """Fold the envelopes of a demand; who asked stands among the objects of the first."""
    asker = next((int(one.id) for one in found[0].objects if one.role == "asker"), 0)
    return standing.fold((demands.read(one) for one in found), asker)


def row(stream: int) -> DemandRow | None:
    """Read what the person wrote."""
    return DemandRow.objects.filter(shard=ids.shard_of(stream), id=stream).first()


def rows(streams: Collection[int]) -> dict[int, DemandRow]:
    """Read what several persons wrote, in one query."""
    shards = {ids.shard_of(one) for one in streams}
    found = DemandRow.objects.filter(shard__in=shards, id__in=list(streams))
    return {one.id: one for one in found}


def said(stream: int) -> dict[int, SaidRow]:
    """Read what the person said after filing, by its id."""
    found = SaidRow.objects.filter(shard=ids.shard_of(stream), demand=stream)
    return {one.id: one for one in found.order_by("id")}


def say(stream: int, kind: str, words: str, at: datetime) -> int:
    """Keep words of the person; returns their id, nought for no words."""
    if not words:
        return 0
    shard = ids.shard_of(stream)
    row = SaidRow(id=ids.new(shard), shard=shard, demand=stream, kind=kind, words=words, at=at)
    row.save(force_insert=True)
    return row.id


# Writing


def change(
    stream: int,
    state: Demand | None,
    happened: Sequence[DemandEvent],
    *,
    actor: Actor,
    at: datetime,
    party: int = 0,
) -> tuple[Append, Demand]:
    """Make the append that these events are, and the state after them."""
    after, expected = state, state.seq if state else 0
    for one in happened:
        after = standing.evolve(after, one, at, party)
    if after is None:
        raise ValueError("nothing happened to no demand")
    if actor.kind == "person" and after.filed.privacy == demands.ANONYMOUS:
        actor = Actor("person", 0)  # nobody, though they signed in
    touched = _objects(stream, after, actor)
    appended = Append(
        stream,
        DEMAND,
        expected,
        [
            Event(demands.NAMES[type(one)], at, actor, demands.write(one), touched)
            for one in happened
        ],
        head_of(after),
        work_of(stream, after),
        WORK if expected else (),
    )
    return appended, after


def _objects(stream: int, state: Demand, actor: Actor) -> tuple[Ref, ...]:
    found = [Ref("demand", str(stream), "demand")]
    if state.party:
        found.append(Ref("party", str(state.party), "asker"))
    if state.agency:
        found.append(Ref("agency", state.agency, "agency"))
    found += [Ref("agency", one, "helper") for one in state.helpers]
    if state.theme:
        found.append(Ref("theme", str(state.theme), "theme"))
    if actor.kind == "officer":
        found.append(Ref("account", str(actor.id), actor.capacity))
    return tuple(found)


def head_of(state: Demand) -> Head:
    """Return the current row that follows from a state."""
    sent, running = state.sent or state.proposed, state.running
    attrs: dict[str, Any] = {"privacy": state.filed.privacy, "channel": state.filed.channel}
    if sent is not None:
        attrs |= {
            "type": sent.type,
            "category": sent.category,
            "topic": sent.topic,
            "district": sent.district,
            "grade": sent.grade,
        }
    more = {
        "agency": state.agency,
        "outcome": state.outcome,
        "closed": city_date(state.closed_at).isoformat() if state.closed_at else "",
        "shares": list(state.shares),
        "joined": len(state.joined),
        "theme": state.theme,
        "officer": state.officer,
        "rounds": state.rounds if state.rounds > 1 else 0,
        "call": state.call.why if state.call else "",
    }
    attrs |= {name: value for name, value in more.items() if value}
    return Head(
        status=state.standing.value,
        queue=queue_of(state.agency) if state.agency else COORDINATION,
        subject=state.party,
        number=state.filed.number,
        label=(sent.topic or sent.category) if sent else "",
        due=city_date(running.due) if running else None,
        attrs=attrs,
    )


def work_of(stream: int, state: Demand) -> list[Task]:
    """Return the open work that follows from a state: everybody's who has a part in it."""
    running = state.running
    due = running.due if running else None
    found = _steps(state, due)
    if state.standing.is_open and due:
        left = [one for one in state.helpers if one not in {done.agency for done in state.helped}]
        found += [(queue_of(one), HELP, due) for one in left]
    if due and state.agency and 80 in state.shares:  # noqa: PLR2004 - the share the head hears of
        found.append((head_queue(state.agency), URGE, due))
    if due and state.agency and state.is_late:
        found.append((COORDINATION, LATE, due))
    if state.call is not None:
        found.append((COORDINATION, CALL, standing.call_due(state)))
    if (mark := handling.next_mark(state)) is not None:
        found.append((CLOCK, MARK, mark[1]))
    shard = ids.shard_of(stream)
    return [Task(ids.new(shard), queue, kind, at) for queue, kind, at in found]


def _steps(state: Demand, due: datetime | None) -> list[tuple[str, str, datetime | None]]:
    """Return whose turn it is."""
    own, hall = queue_of(state.agency), COORDINATION
    turns = {
        Standing.FILED: (hall, DISPATCH),
        Standing.RETURNED: (hall, COORDINATE),
        Standing.DISPATCHED: (own, ACCEPT),
        Standing.ACCEPTED: (own, REPLY),
    }
    if turn := turns.get(state.standing):
        return [(*turn, due)]
    match state.standing:
        case Standing.ASKED:
            days = state.question.days if state.question else 0
            return _of_person(state, ANSWER, UNANSWERED, _in_days(state.asked_at, days))
        case Standing.REPLIED:
            days = state.reply.days if state.reply else 0
            return _of_person(state, JUDGE, UNJUDGED, _in_days(state.replied_at, days))
        case _:
            return []


def _of_person(
    state: Demand, task: str, lapse: str, until: datetime
) -> list[tuple[str, str, datetime | None]]:
    own = [(f"person:{state.party}", task, until)] if state.party else []
    return [*own, (CLOCK, lapse, until)]


def _in_days(at: datetime | None, days: int) -> datetime:
    if at is None:
        raise ValueError("nothing was asked")
    return end_of(city_date(at) + timedelta(days=days))


# Replay


def differences(stream: int) -> list[str]:
    """Fold a demand and name what of its stored row and open work differs; empty when equal."""
    stored, state = ledger.head(stream), load(stream)
    if stored is None or state is None:
        return ["no such demand"]
    head = head_of(state)
    wrong = [
        f"{name}: {getattr(stored, name)!r} is stored, {getattr(head, name)!r} follows"
        for name in ("status", "queue", "subject", "number", "label", "due", "attrs")
        if getattr(stored, name) != getattr(head, name)
    ]
    there, follows = _listed(ledger.work(stream)), _listed(work_of(stream, state))
    if there != follows:
        wrong.append(f"work: {there} is open, {follows} follows")
    return wrong


def _listed(work: Iterable[Task]) -> list[tuple[str, str, datetime | None]]:
    return sorted(((one.queue, one.kind, one.due_at) for one in work), key=str)
