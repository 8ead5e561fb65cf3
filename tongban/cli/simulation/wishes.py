"""Which values make a condition true (愿望): what a story's person must have, read off the plan.

A wish is a value for one fact, taken from the condition trees of triggers and requirements, so
that a simulated person qualifies and every optional service that can apply does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, Test


@dataclass(slots=True)
class Wishes:
    """What must be so: facts with values, licences held or not held, by role."""

    facts: dict[FactRef, Any] = field(default_factory=dict)
    held: set[tuple[str, str]] = field(default_factory=set)
    not_held: set[tuple[str, str]] = field(default_factory=set)

    def want(self, test: Test | None, book: Book, bind: Mapping[str, str]) -> None:
        """Add what makes this condition true; the first wish for a fact stays."""
        if test is not None:
            self._add(test, book, bind, wanted=True)

    def _add(self, test: Test, book: Book, bind: Mapping[str, str], *, wanted: bool) -> None:
        if "not" in test:
            self._add(test["not"], book, bind, wanted=not wanted)
        for branch in ("all", "any"):
            if branch in test:
                # One true branch satisfies "any", one false branch refutes "all".
                every = (branch == "all") == wanted
                for inner in test[branch] if every else test[branch][:1]:
                    self._add(inner, book, bind, wanted=wanted)
        if "holds" in test:
            role = test.get("role") or _about(book, test["holds"])
            (self.held if wanted else self.not_held).add((bind.get(role, role), test["holds"]))
        if "fact" in test:
            ref = book.ref(test["fact"], role=test.get("role") or "applicant")
            value = _value(test["op"], test["value"], wanted=wanted)
            if value is not None:
                self.facts.setdefault(FactRef(bind.get(ref.role, ref.role), ref.kind), value)


def _about(book: Book, licence: str) -> str:
    kind = book.licences.get(licence)
    return kind.about if kind else "applicant"


def _value(op: str, value: Any, *, wanted: bool) -> Any:
    """Return one value for which `op value` is as wanted; None where the source has no number."""
    if isinstance(value, bool):
        return value if (op == "==") == wanted else not value
    if isinstance(value, list):
        return value[0] if op == "in" and wanted and value else None
    if isinstance(value, int | float):
        larger = (op in (">=", ">")) == wanted if op not in ("==", "!=") else False
        if op in ("==", "!="):
            return value if (op == "==") == wanted else value + 1
        return value + 1 if larger else max(0, value - 1)
    if isinstance(value, str):
        return value if (op == "==") == wanted else None
    return None


def of_services(
    book: Book, services: Iterator[tuple[str, Mapping[str, str]]], triggers: Iterator[Test | None]
) -> Wishes:
    """Wish for every trigger and every requirement of these services with their bindings."""
    wishes = Wishes()
    for trigger in triggers:
        wishes.want(trigger, book, {})
    for service_id, bind in services:
        groups: set[str] = set()
        for requirement in book.services[service_id].requirements:
            if requirement.any_group in groups:
                continue
            if requirement.any_group:
                groups.add(requirement.any_group)
            wishes.want(requirement.test, book, bind)
    return wishes
