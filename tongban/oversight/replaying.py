"""The face of replay (先试后行): a proposed change on a year of past cases, before it is published.

The definitions, the calendar and the departments are those of the proposal; the inputs are the
ones pinned in each case's events. What an officer judged is not played again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases.domain.replaying import Replayed
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.model import Book, PublicService
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.oversight import store

YEAR = timedelta(days=365)
HUMAN = "经办人的判断没有重演：结果只说明路径、期限、收费、材料、条件和部门会有什么不同。"


@dataclass(slots=True)
class Replay:
    """What a proposal would have meant (重演报告): in all, by service, by agency."""

    whole: Replayed = field(default_factory=Replayed)
    services: dict[str, Replayed] = field(default_factory=dict)
    seconds: float = 0.0
    since: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Say it as data."""
        return {
            "cases": self.whole.cases,
            "otherwise": self.whole.otherwise,
            "counts": self.whole.counts,
            "services": {
                name: {"cases": one.cases, "otherwise": one.otherwise, "counts": one.counts}
                for name, one in self.services.items()
            },
            "agencies": {code: asdict(one) for code, one in sorted(self.whole.effects.items())},
            "examples": {
                kind: [
                    {
                        "number": one.number,
                        "due": str(one.due) if one.due else None,
                        "due_after": str(one.due_after) if one.due_after else None,
                        "agency": one.agency,
                        "agency_after": one.agency_after,
                    }
                    for one in found
                ]
                for kind, found in self.whole.examples.items()
            },
            "since": str(self.since) if self.since else None,
            "seconds": round(self.seconds, 2),
            "note": HUMAN,
        }


def replay(
    proposed: catalogue.Proposed,
    *,
    actor: Actor,
    since: date | None = None,
    moves: Mapping[str, str] | None = None,
    most: int | None = None,
    at: datetime | None = None,
) -> Replay:
    """Play the finished cases a proposal touches again, those of the last year if no day is named.

    `moves` names agencies whose powers another would have. Raises NotYours (of cases) for who
    neither designs nor supervises. Writes nothing but the readings that conditions need.
    """
    at = at or time.now()
    began, from_ = time.now(), since or time.city_date(at) - YEAR
    made = Replay(since=from_)
    calendar = _calendar(proposed.changed)
    for service in _touched(proposed, moves or {}, every=calendar is not None):
        left = None if most is None else most - made.whole.cases
        if left is not None and left <= 0:
            break
        found = cases.replay(
            service,
            actor=actor,
            most=left,
            since=time.start_of(from_),
            calendar=calendar,
            book=proposed.book,
        )
        if found.cases:
            made.services[service.id] = found
            made.whole.join(found)
    made.seconds = (time.now() - began).total_seconds()
    return made


def _touched(
    proposed: catalogue.Proposed, moves: Mapping[str, str], *, every: bool
) -> list[PublicService]:
    """Return the services a proposal changes, as they would be: their own file, or their agency."""
    changed = {one.id for one in proposed.changed if one.kind == "service"}
    found = [
        replace(one, agency=moves.get(one.agency, one.agency))
        for one in proposed.book.services.values()
        if every or one.id in changed or one.agency in moves
    ]
    known = {row[0] for row in store.query("select distinct service from oversight_case")}
    return sorted((one for one in found if one.id in known), key=lambda one: one.id)


def _calendar(changed: Sequence[Definition]) -> WorkingCalendar | None:
    """Return the working days of a proposal, None where it leaves them alone."""
    found: WorkingCalendar | None = None
    for one in changed:
        if one.kind == "calendar":
            days = (
                [date.fromisoformat(str(day)) for day in one.value.get(name) or ()]
                for name in ("holidays", "make_up")
            )
            found = (found or agencies.calendar()).with_year(int(one.id), *days)
    return found


def moving(moves: Mapping[str, str], *, on: date | None = None) -> catalogue.Proposed:
    """Return what is published as a proposal, for trying what a change of departments would do."""
    book: Book = catalogue.book(on)
    for old, new in moves.items():
        agencies.find(old)
        agencies.find(new)
    return catalogue.Proposed(book, ())
