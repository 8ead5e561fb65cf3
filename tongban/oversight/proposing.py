"""Causes that sit between two agencies (部门之间的堵点): where neither of them can mend it alone.

Each line names both agencies, what lies between them, how often and since when, and what could be
changed: a time limit, a data service, the power itself. It is a list of proposals, not of blame.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.cases.domain import events
from tongban.catalogue import api as catalogue
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.oversight import store
from tongban.oversight.domain.demands import passed_on
from tongban.oversight.measuring import Part, ensure

SLOW = timedelta(days=2)
LEAST = 2
MOST = 500  # rows that are opened to see between whom they lie, the newest


@dataclass(frozen=True, slots=True)
class Between:
    """A cause between two agencies (部门之间的原因), with what could be changed.

    `about` is the kind of fact that one asks and the other holds.
    """

    kind: str
    agency: str
    other: str
    count: int
    seconds: int
    about: str = ""

    @property
    def hours(self) -> float:
        """Return how long it took each time, on average."""
        return self.seconds / self.count / 3600 if self.count else 0.0

    @property
    def proposal(self) -> Text:
        """Return what could be changed."""
        return PROPOSALS[self.kind]


WAITS, MOVES, RETURNS, ASKS = "waits", "moves", "returns", "asks"
PROPOSALS: Mapping[str, Text] = {
    WAITS: Text(
        "给征求意见定一个更短的时限，或者改成共享查询、不再征求。",
        "Give the opinion a shorter limit, or replace it by a look-up that is shared.",
    ),
    MOVES: Text(
        "把受理入口放到真正决定的部门，或者划清两家的职责。",
        "Take applications in where they are decided, or draw the line between the duties.",
    ),
    RETURNS: Text(
        "在职能手册里写清这类诉求归谁，派单就不再退回。",
        "Say in the duties manual whose demands these are, so that none is sent back.",
    ),
    ASKS: Text(
        "请持有部门开放数据服务，事项改成自动取用、不再让人填。",
        "Have the holder open a data service and the service fetch it, so that nobody types it.",
    ),
}


def between(*, actor: Actor, part: Part = Part()) -> list[Between]:  # noqa: B008 - it is frozen
    """List what keeps cases and demands between two agencies, what costs most time first.

    Waiting for another agency's part, going from one agency to the next, demands that one gave
    back and the other got, and facts one asks of people that the other holds. The last two are
    read off the newest rows. Raises NotASupervisor.
    """
    ensure(actor, part.agency)
    since = part.since or time.city_date(time.now()) - timedelta(days=365)
    found = [*_waits(since), *_moves(since), *_returns(since), *_asks(since)]
    mine = [one for one in found if part.agency in (None, one.agency, one.other)]
    return sorted(mine, key=lambda one: (-one.seconds, -one.count))


def _waits(since: date) -> list[Between]:
    rows = store.query(
        "select from_agency, agency, count(*), sum(seconds) from oversight_stay "
        'where line > 0 and "on" >= %s and from_agency <> agency group by 1, 2 '
        "having count(*) >= %s and avg(seconds) >= %s",
        [since, LEAST, SLOW.total_seconds()],
    )
    return [Between(WAITS, one, other, int(n), int(s)) for one, other, n, s in rows]


def _moves(since: date) -> list[Between]:
    rows = store.query(
        "select agency, to_agency, count(*), sum(seconds) from oversight_stay "
        "where line = 0 and after = 'Transferred' and \"on\" >= %s group by 1, 2 "
        "having count(*) >= %s",
        [since, LEAST],
    )
    return [Between(MOVES, one, other, int(n), int(s)) for one, other, n, s in rows]


def _returns(since: date) -> list[Between]:
    """Return who gave demands back and who got them."""
    rows = store.query(
        "select id from oversight_demand where returned > 0 and filed_on >= %s "
        "order by id desc limit %s",
        [since, MOST],
    )
    counted: Counter[tuple[str, str]] = Counter()
    seconds: Counter[tuple[str, str]] = Counter()
    for log in ledger.history([row[0] for row in rows]).values():
        if (found := passed_on(log)) is not None:
            one, other, spent = found
            counted[one, other] += 1
            seconds[one, other] += spent
    return [
        Between(RETURNS, one, other, number, seconds[one, other])
        for (one, other), number in counted.items()
        if number >= LEAST
    ]


def _asks(since: date) -> list[Between]:
    """Return which kinds of fact an agency's cases asked of people that another agency held."""
    rows = store.query(
        "select id, agency from oversight_case where asked_held > 0 and filed_on >= %s "
        "order by id desc limit %s",
        [since, MOST],
    )
    agency_of = dict(rows)
    rested = [
        (agency_of[case], statement)
        for case, happened in ledger.happened(list(agency_of)).items()
        for one in happened
        for statement in getattr(events.read_plain(*one), "statements", {}).values()
    ]
    held = facts.held_by({statement for _, statement in rested})
    counted = Counter((agency, *held[one]) for agency, one in rested if one in held)
    return [
        Between(ASKS, one, other, number, 0, kind)
        for (one, kind, other), number in counted.items()
        if number >= LEAST and other not in ("", one)
    ]


def duty_changes(agency: str, limit: int = 40) -> list[tuple[catalogue.DatedChange, Text]]:
    """Return how the duties of an agency changed (职能变更记录), newest first, with each service's name."""
    book = catalogue.book()
    found = [
        (change, one.name)
        for one in book.services.values()
        if one.agency == agency
        for change in catalogue.changes("service", one.id)
        if not change.first
    ]
    found.sort(key=lambda one: one[0].day, reverse=True)
    return found[:limit]
