"""Demands as pages show them (诉求查看): to the person, to the agency, to coordinators, to all.

A person sees their own; an agency what was sent to it, without the name of whoever asked for that;
coordinators and clerks all of it. What everybody sees is what the person gave free, and never a name.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tongban.agencies import api as agencies
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task
from tongban.people import api as people
from tongban.voice.demands import filing, persons, photos, store, themes
from tongban.voice.demands.filing import Point
from tongban.voice.domain import demands
from tongban.voice.domain.demands import NAMED, DemandEvent
from tongban.voice.domain.problems import NoSuchDemand, NotYourPost
from tongban.voice.domain.standing import Demand
from tongban.voice.models import DemandRow
from tongban.voice.routing import api as routing

PAGE = 40


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a demand (经过): when, by whom, and what was said with it."""

    event: DemandEvent
    at: datetime
    who: str
    kind: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class DemandPage:
    """A demand with everything this reader may see (诉求详情); `asker` is "" where it is hidden."""

    id: int
    state: Demand
    words: str
    place: str
    point: Point | None
    asker: str
    contact: str
    filed_at: datetime
    moments: tuple[Moment, ...]
    photos: tuple[int, ...] = ()

    @property
    def number(self) -> str:
        """The number people know it by."""
        return self.state.filed.number


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A demand as a list shows it (诉求列表行); `task` is what is to be done, `due` until when."""

    id: int
    number: str
    topic: str
    standing: str
    agency: str
    grade: str
    district: str
    filed_at: datetime
    due: datetime | None = None
    task: str = ""
    outcome: str = ""
    joined: int = 0
    shares: tuple[int, ...] = ()
    words: str = ""
    place: str = ""
    officer: int = 0


@dataclass(frozen=True, slots=True)
class DemandList:
    """A page of demands (诉求列表), with the key that leads on and the counts by task."""

    lines: tuple[DemandLine, ...]
    after: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alike:
    """A demand like the one about to be filed (相似诉求), without anybody's words or name."""

    number: str
    topic: str
    place: str
    filed_at: datetime
    standing: str
    joined: int
    alike: float
    why: tuple[str, ...] = ()


def demand(number: str, *, actor: Actor, code: str = "", at: datetime | None = None) -> DemandPage:
    """Show a demand to whoever may see it. Raises NoSuchDemand, NotYourPost."""
    at = at or time.now()
    stream = filing.by_code(number, code) if code else filing.find(number)
    found = ledger.events(stream)
    row = store.row(stream)
    if not found or row is None:
        raise NoSuchDemand
    state = store.folded(found)
    own = bool(code) or persons.is_theirs(state, actor, at)
    hall = bool(agencies.may(actor, "coordinate_demand", agency=None))
    if not own and not hall and not _deals(state, actor):
        raise NotYourPost if actor.kind == "officer" else NoSuchDemand
    named = own or hall or state.filed.privacy == NAMED
    asker = _name(state, row) if named else ""
    said = {key: one.words for key, one in store.said(stream).items()}
    return DemandPage(
        id=stream,
        state=state,
        words=row.words,
        place=row.place,
        point=_point(row),
        asker=asker,
        contact=row.contact if named else "",
        filed_at=row.filed_at,
        moments=tuple(_moment(one, said, named=named) for one in found),
        photos=photos.of(stream),
    )


def photo(number: str, photo_id: int, *, actor: Actor, code: str = "") -> bytes:
    """Return a photo of a demand to whoever may see the demand. Raises NoSuchDemand."""
    page = demand(number, actor=actor, code=code)
    content = photos.content(page.id, photo_id)
    if content is None:
        raise NoSuchDemand
    return content


def inbox(agency: str, *, actor: Actor, after: str | None = None, limit: int = PAGE) -> DemandList:
    """Return what lies with an agency in the order of its clocks (待办诉求).

    A function with units in the districts sees all of them, the first due of each; page by page it
    is read by unit.
    """
    filing.may(actor, "handle_demand", agency=agency)
    return _of_units(agency, lambda one: _worklist(store.queue_of(one), after, limit))


def urged(agency: str, *, actor: Actor, limit: int = PAGE) -> DemandList:
    """Return what the head of an agency is told of: four fifths of its time are gone (提级)."""
    filing.may(actor, "handle_demand", agency=agency)
    return _of_units(agency, lambda one: _worklist(store.head_queue(one), None, limit))


def coordination(
    *, actor: Actor, after: str | None = None, limit: int = PAGE, task: str = ""
) -> DemandList:
    """Return what waits for a person of the hotline (协调席): to dispatch, decide, call, urge."""
    filing.may(actor, "dispatch_demand")
    found = _worklist(store.COORDINATION, after, limit)
    if not task:
        return found
    lines = tuple(one for one in found.lines if one.task == task)
    return DemandList(lines, found.after, found.counts)


def dealt_with(
    agency: str, *, actor: Actor, after: str | None = None, limit: int = PAGE
) -> DemandList:
    """Return what an agency has answered, newest first."""
    filing.may(actor, "handle_demand", agency=agency)

    def answered(one: str) -> DemandList:
        found = ledger.heads(
            kind=store.DEMAND,
            queue=store.queue_of(one),
            status=("replied", "closed"),
            after=after,
            limit=limit,
        )
        return DemandList(_lines(found.items), found.next)

    return _of_units(agency, answered, newest=True)


def unit_counts(agency: str, *, actor: Actor) -> dict[str, int]:
    """Count the open work of a function by unit, its own first (各区待办); one where it has none."""
    filing.may(actor, "handle_demand", agency=agency)
    return {
        one: sum(ledger.counts(store.queue_of(one)).values())
        for one in catalogue.book().units(agency)
    }


def mine(party: int, *, actor: Actor, after: str | None = None, limit: int = PAGE) -> DemandList:
    """Return the demands of a person, newest first. Raises NoSuchDemand for somebody else's."""
    if actor.kind != "person" or not people.may_act_for(actor.id, party):
        raise NoSuchDemand
    found = ledger.heads(kind=store.DEMAND, subject=party, after=after, limit=limit)
    return DemandList(_lines(found.items), found.next)


def of_theme(theme_id: int, *, actor: Actor) -> tuple[DemandLine, ...]:
    """Return the demands a theme was made of, as coordinators see them (专题所含诉求)."""
    filing.may(actor, "coordinate_demand")
    heads = (ledger.head(one) for one in themes.theme(theme_id).demands)
    return _lines(one for one in heads if one is not None)


def alike(
    words: str, *, district: str = "", at: datetime | None = None, limit: int = 3
) -> tuple[Alike, ...]:
    """Return open or recent demands that may be the same, before one is filed (查重)."""
    found = routing.similar(words, district=district, at=at, limit=limit)
    states, rows = _known([one.demand for one in found])
    return tuple(
        Alike(
            number=states[one.demand].filed.number,
            topic=_topic(states[one.demand]),
            place=rows[one.demand].place if rows[one.demand].public else "",
            filed_at=rows[one.demand].filed_at,
            standing=states[one.demand].standing.value,
            joined=len(states[one.demand].joined),
            alike=one.alike,
            why=one.why,
        )
        for one in found
        if one.demand in states and one.demand in rows
    )


def replays(stream: int) -> list[str]:
    """Fold a demand and name what differs from its stored row; empty when equal."""
    return store.differences(stream)


def _known(streams: Iterable[int]) -> tuple[dict[int, Demand], dict[int, DemandRow]]:
    ids = list(streams)
    return (store.load_all(ids), store.rows(ids)) if ids else ({}, {})


def _deals(state: Demand, actor: Actor) -> bool:
    """Whether the demand lies with the officer's agency, or it helps."""
    return any(
        bool(agencies.may(actor, "handle_demand", agency=one))
        for one in (state.agency, *state.helpers)
        if one
    )


def _of_units(
    agency: str, read: Callable[[str], DemandList], *, newest: bool = False
) -> DemandList:
    """Put the lists of a function's units together; that of a single unit is read on."""
    found = [read(one) for one in catalogue.book().units(agency)]
    if len(found) == 1:
        return found[0]
    lines = [line for each in found for line in each.lines]
    if newest:
        lines.sort(key=lambda one: one.filed_at, reverse=True)
    else:
        lines.sort(key=lambda one: (one.due is None, one.due or one.filed_at))
    counts: Counter[str] = Counter()
    for each in found:
        counts.update(each.counts)
    return DemandList(tuple(lines), None, counts)


def _worklist(queue: str, after: str | None, limit: int) -> DemandList:
    page = ledger.tasks(queue=queue, after=after, limit=limit)
    rows = store.rows([head.stream for _, head in page.items])
    lines = tuple(_line(head, task, rows.get(head.stream)) for task, head in page.items)
    return DemandList(lines, page.next, ledger.counts(queue))


def _lines(heads: Iterable[Head]) -> tuple[DemandLine, ...]:
    found = list(heads)
    rows = store.rows([one.stream for one in found])
    return tuple(_line(one, None, rows.get(one.stream)) for one in found)


def _line(head: Head, task: Task | None, row: DemandRow | None) -> DemandLine:
    attrs = head.attrs
    due = task.due_at if task else time.end_of(head.due) if head.due else None
    return DemandLine(
        id=head.stream,
        number=head.number or "",
        topic=head.label,
        standing=head.status,
        agency=str(attrs.get("agency", "")),
        grade=str(attrs.get("grade", "")),
        district=str(attrs.get("district", "")),
        filed_at=head.created_at or time.now(),
        due=due,
        task=task.kind if task else "",
        outcome=str(attrs.get("outcome", "")),
        joined=int(attrs.get("joined", 0)),
        shares=tuple(attrs.get("shares", ())),
        words=row.words if row else "",
        place=row.place if row else "",
        officer=int(attrs.get("officer", 0)),
    )


def _moment(event: Event, said: Mapping[int, str], *, named: bool) -> Moment:
    found, at = demands.read(event)
    who = event.actor.name if named or event.actor.kind != "person" else ""
    return Moment(found, at, who, event.actor.kind, said.get(getattr(found, "said", 0), ""))


def _name(state: Demand, row: DemandRow) -> str:
    if not state.party:
        return row.caller
    found = people.parties([state.party]).get(state.party)
    return found.name if found else row.caller


def _point(row: DemandRow) -> Point | None:
    if row.latitude is None or row.longitude is None:
        return None
    return Point(row.latitude, row.longitude)


def _topic(state: Demand) -> str:
    found = state.sent or state.proposed
    return (found.topic or found.category) if found else ""
