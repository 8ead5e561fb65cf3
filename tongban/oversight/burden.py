"""What the state asks of people (办事负担): facts and materials found or asked, and visits.

For every published service and life event, for an adult of whom only the ID number is known:
what the number alone leaves to be typed and brought. "Only the ID card" is this number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.catalogue.domain.model import Book
from tongban.policy.api import ANONYMOUS, Goals, Plan, plan


@dataclass(frozen=True, slots=True)
class Burden:
    """The burden of one goal (一件事的负担)."""

    id: str
    facts_needed: int
    facts_held: int
    facts_asked: int
    materials_listed: int
    materials_found: int
    materials_generated: int
    materials_asked: int
    visits: int

    @classmethod
    def of(cls, goal: str, found: Plan) -> "Burden":
        """Read the burden off a plan."""
        return cls(
            goal,
            len(found.held) + len(found.asked),
            len(found.held),
            len(found.asked),
            found.materials.listed,
            len(found.materials.found),
            len(found.materials.generated),
            len(found.materials.asked),
            found.visits,
        )

    def to_json(self) -> dict[str, Any]:
        """Print it as `tongban burden --json` promises it."""
        return {"id": self.id, **_figures([self])}


def burden(book: Book, *, today: date | None = None) -> dict[str, Any]:
    """Return the burden of every service and life event of a book, and the services' totals."""
    services = [_of(one, book, today) for one in sorted(book.services)]
    events = [_of(one, book, today) for one in sorted(book.events)]
    return {
        "services": [one.to_json() for one in services],
        "life_events": [one.to_json() for one in events],
        "totals": {
            "services": len(services),
            "life_events": len(events),
            **_figures(services),
            "in_life_events": _figures(events),
        },
    }


def _of(goal: str, book: Book, today: date | None) -> Burden:
    return Burden.of(goal, plan(Goals.of([goal], book), book, holdings=ANONYMOUS, today=today))


def _figures(burdens: Iterable[Burden]) -> Mapping[str, Any]:
    several = list(burdens)
    return {
        "facts": {
            "needed": sum(one.facts_needed for one in several),
            "held": sum(one.facts_held for one in several),
            "asked": sum(one.facts_asked for one in several),
        },
        "materials": {
            "listed": sum(one.materials_listed for one in several),
            "found": sum(one.materials_found for one in several),
            "generated": sum(one.materials_generated for one in several),
            "asked": sum(one.materials_asked for one in several),
        },
        "visits": sum(one.visits for one in several),
    }
