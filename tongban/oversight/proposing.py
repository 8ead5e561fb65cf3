"""Causes that sit between two agencies (部门之间的堵点): where neither of them can mend it alone.

Each line names both agencies, what lies between them, how often and since when, and what could be
changed: a time limit, a data service, the power itself. It is a list of proposals, not of blame.
"""

from dataclasses import dataclass
from datetime import timedelta

from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.oversight import store
from tongban.oversight.measuring import Part, ensure

SLOW = timedelta(days=2)
LEAST = 2


@dataclass(frozen=True, slots=True)
class Between:
    """A cause between two agencies (部门之间的原因), with what could be changed."""

    kind: str
    agency: str
    other: str
    count: int
    seconds: int
    proposal: Text

    @property
    def hours(self) -> float:
        """Return how long it took each time, on average."""
        return self.seconds / self.count / 3600 if self.count else 0.0


WAITS = Text(
    "给征求意见定一个更短的时限，或者改成共享查询、不再征求。",
    "Give the opinion a shorter limit, or replace it by a look-up that is shared.",
)
MOVES = Text(
    "把受理入口放到真正决定的部门，或者划清两家的职责。",
    "Take applications in where they are decided, or draw the line between the duties.",
)


def between(*, actor: Actor, part: Part = Part()) -> list[Between]:  # noqa: B008 - it is frozen
    """List what keeps cases between two agencies, what costs most time first.

    Waiting for another agency's part, and going from one agency to the next. Raises NotASupervisor.
    """
    ensure(actor, part.agency)
    since = part.since or time.city_date(time.now()) - timedelta(days=365)
    waits = store.query(
        "select from_agency, agency, count(*), sum(seconds) from oversight_stay "
        'where line > 0 and "on" >= %s and from_agency <> agency group by 1, 2 '
        "having count(*) >= %s and avg(seconds) >= %s",
        [since, LEAST, SLOW.total_seconds()],
    )
    moves = store.query(
        "select agency, to_agency, count(*), sum(seconds) from oversight_stay "
        "where line = 0 and after = 'Transferred' and \"on\" >= %s group by 1, 2 "
        "having count(*) >= %s",
        [since, LEAST],
    )
    found = [Between("waits", one, other, int(n), int(s), WAITS) for one, other, n, s in waits]
    found += [Between("moves", one, other, int(n), int(s), MOVES) for one, other, n, s in moves]
    return sorted(found, key=lambda one: -one.seconds)


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
