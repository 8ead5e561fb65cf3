"""Gathering facts (归集): derive, known, licence, then ask; the only runner of that order.

Looks up what a goal may need about those who play a part in it, in two reads, each of which the
subject can see. What is derived follows from what is known, so it is worked out by `policy`
from these holdings; what is left after all that is the form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.cases.domain.parties import bind_parties, candidates, parties_of, wants
from tongban.cases.domain.wants import holders_of, reach, wanted_facts, wanted_licences
from tongban.catalogue.domain.model import Book, FactRef
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.licences import api as licences
from tongban.people import api as people
from tongban.policy.api import Goals, Holdings

IDENTITY = {"person": ("idno", "name"), "company": ("uscc", "co_name")}
"""The two fact kinds that anybody registered has: the number and the name."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found (归集结果): the holdings, and for each fact the statement behind it.

    `identity` are the facts that stand in the register of people alone, without a statement yet;
    `said` are the person's own answers that go before nothing known.
    """

    holdings: Holdings
    statements: Mapping[FactRef, facts.Statement] = field(default_factory=dict)
    identity: Mapping[FactRef, str] = field(default_factory=dict)
    said: Mapping[FactRef, Any] = field(default_factory=dict)

    @property
    def parties(self) -> Mapping[str, int]:
        """Which party plays which role."""
        return self.holdings.parties


def holdings(
    party_id: int,
    *,
    book: Book,
    purpose: Purpose,
    actor: Actor,
    goal: Sequence[str],
) -> Holdings:
    """Return what is held about a person for a goal, ready for `policy.plan`."""
    goals = Goals.of(goal, book)
    return gather(party_id, book=book, goals=goals, purpose=purpose, actor=actor).holdings


def gather(
    party_id: int,
    *,
    book: Book,
    goals: Goals,
    purpose: Purpose,
    actor: Actor,
    bindings: Mapping[str, int] | None = None,
    answers: Mapping[str, Any] | None = None,
    chosen: Mapping[str, bool] | None = None,
    related: Mapping[str, tuple[int, ...]] | None = None,
    at: datetime | None = None,
) -> Gathered:
    """Find who plays which role and everything held about them, with the sources.

    `answers` are keyed "role.kind" and go before nothing the government holds; `related` are
    the person's relations where they have been read already.
    """
    at = at or time.now()
    related = people.related(party_id) if related is None else related
    bound = bind_parties(party_id, book, goals, related=related, given=bindings)
    sought = wants(wanted_facts(goals, book), bound, book, goals)
    statements = _statements(bound, sought, purpose=purpose, actor=actor, at=at)
    held = _licences(bound=bound, book=book, goals=goals, purpose=purpose, actor=actor, at=at)
    said = {
        FactRef.read(key): value
        for key, value in (answers or {}).items()
        if not key.startswith("@")
    }
    held |= _registers(statements, book)
    identity = {
        ref: value for ref, value in _identity(bound, sought).items() if ref not in statements
    }
    found = _holdings(
        bound=bound,
        statements=statements,
        identity=identity,
        said=said,
        held=held,
        chosen=chosen or {},
        # Whoever has two firms is asked which, and founds no third.
        several=frozenset(
            role
            for role in book.roles
            if role not in bound and candidates(role, book, goals, related)
        ),
    )
    return Gathered(found, statements, identity, said)


def _statements(
    bound: Mapping[str, int],
    sought: Mapping[int, set[str]],
    *,
    purpose: Purpose,
    actor: Actor,
    at: datetime,
) -> dict[FactRef, facts.Statement]:
    """Return what is known, by role; a placeholder below zero is nobody yet."""
    registered = {party: kinds for party, kinds in sought.items() if party > 0}
    known = facts.known_of(registered, purpose=purpose, actor=actor, at=at)
    return {
        FactRef(role, kind): statement
        for role, party in bound.items()
        for (subject, kind), statement in known.items()
        if subject == party
    }


def _identity(bound: Mapping[str, int], sought: Mapping[int, set[str]]) -> dict[FactRef, str]:
    """Say the number and name each party is registered under, where the goal asks for them."""
    found: dict[FactRef, str] = {}
    registered = people.parties(set(bound.values()))
    for role, party_id in bound.items():
        party = registered.get(party_id)
        if party is None:
            continue
        number, name = IDENTITY.get(party.kind, ("", ""))
        for kind, value in ((number, party.number), (name, party.name)):
            if value and kind in sought.get(party_id, ()):
                found[FactRef(role, kind)] = value
    return found


def _licences(
    *,
    bound: Mapping[str, int],
    book: Book,
    goals: Goals,
    purpose: Purpose,
    actor: Actor,
    at: datetime,
) -> frozenset[tuple[str, str]]:
    """Return the licences, by role, that are valid today; looks at nobody without a part."""
    holders = {bound["applicant"]}
    for service_id, cast in reach(goals, book):
        for role in holders_of(book.services[service_id], book):
            holders |= parties_of(cast.get(role, role), bound, book, goals)
    today = time.city_date(at)
    found = licences.held_by(
        sorted(one for one in holders if one > 0),
        kinds=wanted_licences(goals, book),
        purpose=purpose,
        actor=actor,
        at=at,
    )
    # What its holder is asked for first counts only once they said yes, for one of these matters.
    withheld = licences.unauthorised(
        found,
        {each.id for each in book.licences.values() if each.authorise},
        grantee=bound["applicant"],
        matters={service_id for service_id, _ in reach(goals, book)},
        at=at,
    )
    held = {
        (each.holder, each.kind)
        for each in found
        if each.usable_on(today) and each.id not in withheld
    }
    return frozenset(
        (role, kind) for role, party in bound.items() for holder, kind in held if holder == party
    )


def _registers(
    statements: Mapping[FactRef, facts.Statement], book: Book
) -> frozenset[tuple[str, str]]:
    """Return the register entries that answers of agencies stand for, by role (对应登记)."""
    answered = {
        (ref.role, statement.source.holder, ref.kind)
        for ref, statement in statements.items()
        if statement.source.message
    }
    return frozenset(
        (role, service.register)
        for service in book.data_services.values()
        for role, holder, kind in answered
        if service.register and holder == service.agency and kind in service.yields
    )


def _holdings(
    *,
    bound: Mapping[str, int],
    statements: Mapping[FactRef, facts.Statement],
    identity: Mapping[FactRef, str],
    said: Mapping[FactRef, Any],
    held: frozenset[tuple[str, str]],
    chosen: Mapping[str, bool],
    several: frozenset[str],
) -> Holdings:
    """Put everything together: what the government holds goes before what the person says."""
    values: dict[FactRef, Any] = {}
    sources: dict[FactRef, str] = {}
    for ref, statement in statements.items():
        values[ref] = statement.value
        sources[ref] = source_of(statement.source)
    for ref, value in identity.items():
        values[ref], sources[ref] = value, "account"
    for ref, value in said.items():
        if sources.get(ref) in (None, "person"):
            values[ref], sources[ref] = value, "person"
    return Holdings(
        facts=values,
        licences=held,
        sources=sources,
        parties=dict(bound),
        chosen=dict(chosen),
        candidates=several,
    )


def source_of(source: facts.Source) -> str:
    """Name a source in one word: the licence that states it, exchange where it was asked, or its kind."""
    return source.licence_kind or ("exchange" if source.message else source.kind)


def strangers(
    parties: Mapping[str, int],
    applicant: int,
    book: Book,
    *,
    related: Mapping[str, tuple[int, ...]] | None = None,
) -> set[str]:
    """Return the roles of those who are neither the applicant, nor related, nor brought into being.

    What is held of them the applicant may use and not see; what the applicant says of them
    counts in this matter alone. `related` are the applicant's relations where they have been
    read already.
    """
    others = {
        role: party
        for role, party in parties.items()
        if party != applicant and not (role in book.roles and book.roles[role].new)
    }
    if not others:
        return set()
    related = people.related(applicant) if related is None else related
    family = {one for several in related.values() for one in several}
    return {role for role, party in others.items() if party not in family}
