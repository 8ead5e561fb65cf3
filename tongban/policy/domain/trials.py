"""Services and life events checked when they are saved (事项检验), and tried on examples (试办).

An example stands beside a definition and says what must come out; see `docs/recipes/`. Nothing
here knows what was expected: the catalogue compares.

>>> from tongban.catalogue.domain.definitions import Definition
>>> ServiceChecker().results(Definition("fact", "age", "", {}), {}, Book()) is None
True
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.model import Book, FactRef, PublicService, Test
from tongban.catalogue.domain.situations import holding, situated
from tongban.policy.domain import expressions
from tongban.policy.domain.goals import Goals
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.judging import judge
from tongban.policy.domain.plan import Plan
from tongban.policy.domain.planner import plan
from tongban.policy.domain.roles import APPLICANT


class ServiceChecker:
    """Fills the port `catalogue.domain.ports.Checker` for services and life events (事项检验)."""

    kinds = frozenset({"service", "life_event"})

    def check(
        self, given: Sequence[Definition], book: Book, versions: Sequence[Definition]
    ) -> Iterator[Finding]:
        """Yield what is wrong with an expression; the rest the catalogue's own rules check."""
        del versions
        for one in given:
            if one.kind in self.kinds:
                yield from expressions.findings(one, book)

    def results(
        self, one: Definition, example: Mapping[str, Any], book: Book
    ) -> Mapping[str, Any] | None:
        """Plan the service or life event for the example's facts and say what comes out."""
        if one.kind not in self.kinds:
            return None
        holdings, today = _holdings(example, book), _day(example.get("on"))
        made = plan(Goals.of([one.id], book), book, holdings=holdings, today=today)
        results = _of_plan(made)
        if one.kind == "service":
            results |= _of_service(book.services[one.id], holdings, book, today)
        return results


def _holdings(example: Mapping[str, Any], book: Book) -> Holdings:
    facts = {book.ref(key): value for key, value in (example.get("facts") or {}).items()}
    held = frozenset(_pair(one, book) for one in example.get("holds") or ())
    roles = {APPLICANT, *(ref.role for ref in facts), *(role for role, _ in held)}
    roles |= set(example.get("parties") or ())
    return Holdings(
        facts,
        held,
        dict.fromkeys(facts, "example"),
        parties={role: no for no, role in enumerate(sorted(roles), 1)},
        chosen=example.get("chosen") or {},
    )


def _pair(said: str, book: Book) -> tuple[str, str]:
    """Read a licence held, "L-ID" or "child.L-ID"; alone it is held by whom it is about."""
    if said in book.licences:
        return book.licences[said].about, said
    role, dot, licence = said.partition(".")
    if not dot or licence not in book.licences:
        raise ValueError(f"no licence is called {said}")
    return role, licence


def _day(said: Any) -> date:
    # A fixed day, so that an example says the same next year.
    return date.fromisoformat(str(said)) if said else date(2026, 6, 1)


def _of_plan(made: Plan) -> dict[str, Any]:
    return {
        "includes": [one.key for one in made.services],
        "stages": [[one.key for one in stage] for stage in made.stages],
        "asks": [_short(one.ref) for one in made.asked],
        "knows": [_short(one.ref) for one in made.held],
        "brings": [one.name.zh for one in made.materials.asked]
        + [
            one.material.name.zh
            for one in made.optional
            if one.included and one.material and one.material.state == "asked"
        ],
        "finds": [one.name.zh for one in made.materials.found],
        "visits": made.visits,
        "days": made.days.critical,
        "findings": [one.code for one in made.findings],
    }


def _short(ref: FactRef) -> str:
    return ref.kind if ref.role == APPLICANT else str(ref)


def _of_service(
    service: PublicService, holdings: Holdings, book: Book, today: date
) -> dict[str, Any]:
    """Say what a service's situations make of its steps, fee and limits, and its conditions."""

    def says(test: Test) -> bool | None:
        return judge(test, holdings, book, today=today)

    now = situated(service, holding(service, says))
    verdicts = [says(one.test) for one in now.requirements if one.test]
    return {
        "situations": [one.id for one in now.situations],
        "steps": [one.text.zh for one in now.steps],
        "fee": now.fee.get("amount"),
        "statutory": now.statutory.days,
        "promised": now.promised.days,
        "outcome": now.output.licence or now.output.name.zh,
        "conditions": False if False in verdicts else None if None in verdicts else True,
    }
