"""What a matter may need to know (所需信息): the facts to look up, before any plan is made.

Only what a goal can lead to is looked up, and of nobody but those who play a part in it
(个人信息保护法 第六条). A service reaches the services that issue what it uses; a fact reaches the facts
it is derived from.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, PublicService, Test
from tongban.catalogue.domain.remembering import once_a_book
from tongban.policy.domain.goals import Goals


def facts_in(test: Test | None, book: Book) -> Iterator[FactRef]:
    """Yield the facts a condition looks at, in the roles it names."""
    if not test:
        return
    for part in (*test.get("all", ()), *test.get("any", ())):
        yield from facts_in(part, book)
    yield from facts_in(test.get("not"), book)
    if "fact" in test:
        role = test.get("role", "applicant")
        yield book.ref(test["fact"], role=role)
        value = test.get("value")
        if isinstance(value, Mapping) and "ref" in value:
            yield book.ref(value["ref"], role=role)


@once_a_book
def facts_of(service: PublicService, book: Book) -> frozenset[FactRef]:
    """Return every fact a service looks at: needs, conditions, and what its result copies."""
    found = {need.ref for need in service.needs}
    tests = (
        *(need.when for need in service.needs),
        *(material.when for material in service.materials),
        *(requirement.test for requirement in service.requirements),
    )
    for test in tests:
        found |= set(facts_in(test, book))
    for origin in service.output.states.values():
        if "fact" in origin:
            found.add(book.ref(origin["fact"], role=service.output.of))
    return frozenset(with_bases(found, book))


def holders_in(test: Test | None, book: Book) -> Iterator[str]:
    """Yield the roles whose licences a condition asks for."""
    if not test:
        return
    for part in (*test.get("all", ()), *test.get("any", ())):
        yield from holders_in(part, book)
    yield from holders_in(test.get("not"), book)
    if "holds" in test:
        licence = book.licences.get(test["holds"])
        yield test.get("role") or (licence.about if licence else "applicant")


def papers_in(test: Test | None, book: Book) -> Iterator[tuple[str, str]]:
    """Yield each licence a condition asks after, with the role whose it is."""
    if not test:
        return
    for part in (*test.get("all", ()), *test.get("any", ())):
        yield from papers_in(part, book)
    yield from papers_in(test.get("not"), book)
    if "holds" in test:
        yield str(test["holds"]), next(holders_in({"holds": test["holds"], **test}, book))


@once_a_book
def holders_of(service: PublicService, book: Book) -> frozenset[str]:
    """Return the roles whose licences a service looks at or issues."""
    found = {service.output.of}
    found |= {role for one in service.materials if one.is_held for role in one.of}
    for need in service.needs:
        if need.licence:
            kind = book.licences.get(need.licence)
            found |= {need.ref.role, kind.about if kind else need.ref.role}
    tests = (
        *(need.when for need in service.needs),
        *(material.when for material in service.materials),
        *(requirement.test for requirement in service.requirements),
    )
    for test in tests:
        found |= set(holders_in(test, book))
    return frozenset(found)


def with_bases(refs: Iterable[FactRef], book: Book) -> set[FactRef]:
    """Add to derived facts what they are derived from."""
    found: set[FactRef] = set()
    frontier = list(refs)
    while frontier:
        ref = frontier.pop()
        if ref in found:
            continue
        found.add(ref)
        kind = book.kinds.get(ref.kind)
        derive: Mapping[str, Any] = (kind.derive if kind else None) or {}
        frontier += [FactRef(ref.role, derive[key]) for key in ("from", "on") if key in derive]
    return found


def licences_of(service: PublicService) -> set[str]:
    """Return the licences a service uses, as material or for what they state."""
    materials = {one.licence for one in service.materials if one.is_held and one.licence}
    return materials | {need.licence for need in service.needs if need.licence}


@once_a_book
def licences_looked_at(service: PublicService, book: Book) -> frozenset[str]:
    """Return every licence kind worth looking up for a service: used, asked after, or issued."""
    found = licences_of(service) | set(_licences_in_tests(service))
    for ref in facts_of(service, book):
        kind = book.kinds.get(ref.kind)
        if kind and "holds" in (kind.derive or {}):
            found.add(str((kind.derive or {})["holds"]))
    return frozenset(found | ({service.output.licence} if service.output.licence else set()))


def _licences_in_tests(service: PublicService) -> Iterator[str]:
    for need in service.needs:
        yield from _held_in(need.when)
    for material in service.materials:
        yield from _held_in(material.when)
    for requirement in service.requirements:
        yield from _held_in(requirement.test)


def _held_in(test: Test | None) -> Iterator[str]:
    """Yield the licences a condition asks after."""
    if not test:
        return
    for part in (*test.get("all", ()), *test.get("any", ())):
        yield from _held_in(part)
    yield from _held_in(test.get("not"))
    if "holds" in test:
        yield str(test["holds"])


def reach(goals: Goals, book: Book) -> list[tuple[str, Mapping[str, str]]]:
    """Return the services a goal can lead to, each with the roles the goal casts in it."""
    found: dict[str, Mapping[str, str]] = {one.service: one.bind for one in goals.wanted}
    frontier = list(found)
    while frontier:
        for licence in sorted(licences_of(book.services[frontier.pop()])):
            for producer in book.producers(licence):
                if producer.id not in found:
                    found[producer.id] = {}
                    frontier.append(producer.id)
    return list(found.items())


def wanted_facts(goals: Goals, book: Book) -> set[FactRef]:
    """Return every fact the goal can look at, in the roles of the goal."""
    found: set[FactRef] = set()
    for service, bind in reach(goals, book):
        for ref in facts_of(book.services[service], book):
            found.add(ref.under(bind))
    for one in goals.wanted:
        found |= set(facts_in(one.when, book))
    for rule in goals.roles.values():
        for candidate in rule.get("one_of", ()):
            for ref in facts_in(rule.get("where"), book):
                found.add(FactRef(candidate, ref.kind))
    return with_bases(found, book)


def wanted_licences(goals: Goals, book: Book) -> set[str]:
    """Return every licence kind the goal can look at."""
    found = {
        kind
        for service, _ in reach(goals, book)
        for kind in licences_looked_at(book.services[service], book)
    }
    tests = (
        *(one.when for one in goals.wanted),
        *(rule.get("where") for rule in goals.roles.values()),
    )
    for ref in wanted_facts(goals, book):
        kind = book.kinds.get(ref.kind)
        if kind and "holds" in (kind.derive or {}):
            found.add(str((kind.derive or {})["holds"]))
    return found | {licence for test in tests for licence in _held_in(test)}


def is_founded(role: str, goals: Goals, book: Book) -> bool:
    """Whether the goal itself brings whoever plays this role into being (newborn, new company).

    That is so when a service it requires issues the first paper of this role: it uses no licence
    of the same party. Then nobody who exists already can be meant.
    """
    return any(
        one.required
        and service.output.licence is not None
        and one.bind.get(service.output.of, service.output.of) == role
        and service.output.of not in _uses_licences_of(service, book)
        for one in goals.wanted
        for service in [book.services[one.service]]
    )


def _uses_licences_of(service: PublicService, book: Book) -> set[str]:
    """Return the roles whose licences a service uses."""
    found = {role for one in service.materials if one.is_held for role in one.of}
    for need in service.needs:
        if need.licence:
            kind = book.licences.get(need.licence)
            found.add(kind.about if kind else need.ref.role)
            found.add(need.ref.role)
    return found
