"""What is asked of other agencies for a draft (向部门查询): only what the plan lacks, of its source.

A question is asked where somebody would otherwise have to be asked, or a paper handed in, and an
agency's data service answers just that for the purpose of somebody's own application. Nothing is
asked twice while an answer is fresh; an office that stays silent is left alone for a while.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.cases.domain.wants import facts_in, papers_in
from tongban.catalogue.domain.data_services import DataPurpose, DataService
from tongban.catalogue.domain.model import Book, FactRef
from tongban.kernel.text import Text
from tongban.policy.domain.goals import Goals
from tongban.policy.domain.plan import Plan

REQUEST = "request"
ASKED, ANSWERED, NOTHING, SILENT, REFUSED = "asked", "answered", "nothing", "silent", "refused"
"""已发出、已答复、查无记录、没有答复、不予答复."""
AGAIN_AFTER = timedelta(seconds=60)
"""How long an office that did not answer is left alone."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question to one agency about one party (查询), on behalf of a role of the plan."""

    service: DataService
    purpose: DataPurpose
    role: str
    party: int
    kinds: tuple[str, ...]

    @property
    def key(self) -> str:
        """Name it within its draft."""
        return f"{self.service.id}/{self.role}"


@dataclass(frozen=True, slots=True)
class Office:
    """How an agency's answer stands, for whoever fills in the form (部门答复情况)."""

    service: str
    name: Text
    state: str

    @property
    def is_silent(self) -> bool:
        """Whether it has not answered (yet)."""
        return self.state in (ASKED, SILENT)


def inquiries(
    plan: Plan,
    book: Book,
    parties: Mapping[str, int],
    known: Mapping[FactRef, Any],
    *,
    goals: Goals,
    held: Collection[tuple[str, str]] = (),
    without: Collection[str] = (),
) -> list[Inquiry]:
    """Return what is to be asked for a plan, one question for each data service and party.

    `held` are the papers, by role, that are there already; `without` are the questions (by their keys) that were asked to no avail: for them the next
    source is asked.
    """
    wanted: dict[tuple[str, str], set[str]] = {}
    named = _named(plan, book)
    for ref in _lacking(plan, book, known):
        for service in _answering(ref, book, parties, named.get(ref)):
            if f"{service.id}/{ref.role}" not in without:
                wanted.setdefault((service.id, ref.role), set()).add(ref.kind)
                break
    for service, role in (*_papers(plan, book), *_looked_at(plan, goals, book)):
        if parties.get(role, 0) > 0 and (role, service.register) not in held:
            wanted.setdefault((service.id, role), set()).update(service.yields)
    made = []
    for (id_, role), kinds in sorted(wanted.items()):
        service = book.data_services[id_]
        purpose = purpose_for(service, role, plan)
        if purpose is not None and (asked := kinds & set(purpose.fields)):
            made.append(Inquiry(service, purpose, role, parties[role], tuple(sorted(asked))))
    return made


def _lacking(plan: Plan, book: Book, known: Mapping[FactRef, Any]) -> Iterator[FactRef]:
    """Yield the facts somebody would be asked for, or an officer would have to find out."""
    seen = {one.ref for one in plan.asked} | {one.ref for one in plan.deciding}
    for planned in plan.services:
        for requirement in book.services[planned.service].requirements:
            seen |= set(_facts(requirement.test, planned.bind, book))
    for ref in sorted(seen):
        kind = book.kinds.get(ref.kind)
        if ref not in known and kind is not None and not kind.derive:
            yield ref


def _facts(test: Any, bind: Mapping[str, str], book: Book) -> Iterator[FactRef]:
    for ref in facts_in(test, book):
        yield FactRef(bind.get(ref.role, ref.role), ref.kind)


def _named(plan: Plan, book: Book) -> dict[FactRef, str]:
    """Return for each fact the register that the services of the plan name as its source."""
    found: dict[FactRef, str] = {}
    for planned in plan.services:
        for need in book.services[planned.service].needs:
            if need.licence:
                role = planned.bind.get(need.ref.role, need.ref.role)
                found.setdefault(FactRef(role, need.ref.kind), need.licence)
    return found


def _answering(
    ref: FactRef, book: Book, parties: Mapping[str, int], register: str | None
) -> Iterator[DataService]:
    """Yield the data services that answer a fact about a party that exists, its source first."""
    role = book.roles.get(ref.role)
    if role is None or parties.get(ref.role, 0) <= 0:
        return
    mine = [
        one
        for one in book.data_services.values()
        if ref.kind in one.yields and one.subject == role.is_
    ]
    yield from sorted(
        mine,
        key=lambda one: (
            register is None or one.register != register, not one.authoritative, one.id
        ),
    )  # fmt: skip


def _papers(plan: Plan, book: Book) -> Iterator[tuple[DataService, str]]:
    """Yield the data services whose answer stands for a paper that would be asked for."""
    registers = {one.register: one for one in book.data_services.values() if one.register}
    planned = {one.key: one for one in plan.services}
    for item in plan.materials.asked:
        service = book.services.get(item.service.partition("@")[0])
        for material in service.materials if service else ():
            if material.no == item.no and material.licence in registers:
                bind = planned[item.service].bind if item.service in planned else {}
                for role in material.of:
                    yield registers[material.licence], bind.get(role, role)


def _looked_at(plan: Plan, goals: Goals, book: Book) -> Iterator[tuple[DataService, str]]:
    """Yield the data services behind registers that a condition asks after."""
    registers = {one.register: one for one in book.data_services.values() if one.register}
    tests: list[tuple[Any, Mapping[str, str]]] = [(one.when, {}) for one in goals.wanted]
    for planned in plan.services:
        service = book.services[planned.service]
        tests += [(one.when, planned.bind) for one in service.needs]
        tests += [(one.when, planned.bind) for one in service.materials]
        tests += [(one.test, planned.bind) for one in service.requirements]
    for test, bind in tests:
        for licence, role in papers_in(test, book):
            if licence in registers:
                yield registers[licence], bind.get(role, role)


def purpose_for(service: DataService, role: str, plan: Plan) -> DataPurpose | None:
    """Return the purpose of the person's own request that covers this role and these matters."""
    matters = {one.service for one in plan.services}
    for one in service.purposes:
        fits = not one.services or bool(matters & set(one.services))
        if one.basis == REQUEST and fits and (not one.roles or role in one.roles):
            return one
    return None


def due(asked: Mapping[str, Mapping[str, Any]], inquiry: Inquiry, at: datetime) -> bool:
    """Whether a question is to be asked now: never yet, no longer fresh, or silent for a while."""
    before = asked.get(inquiry.key)
    if before is None or not set(inquiry.kinds) <= set(before.get("kinds", ())):
        return True
    waited = at - datetime.fromisoformat(str(before["at"]))
    if before["state"] in (ASKED, SILENT):
        return waited >= AGAIN_AFTER
    return waited >= timedelta(days=max(1, inquiry.service.fresh_days))


def in_vain(asked: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Return the questions that were answered with nothing, or refused."""
    return frozenset(key for key, said in asked.items() if said["state"] in (NOTHING, REFUSED))


def offices(asked: Mapping[str, Mapping[str, Any]], book: Book) -> tuple[Office, ...]:
    """Say how every agency that was asked for a draft answered; one line for each."""
    made: dict[str, Office] = {}
    rank = (ASKED, SILENT, REFUSED, ANSWERED, NOTHING)
    for key, said in sorted(asked.items(), key=lambda one: rank.index(one[1]["state"])):
        service = book.data_services.get(key.partition("/")[0])
        if service is None:
            continue
        agency = book.agencies.get(service.agency)
        name = (agency.local or agency.name) if agency else Text(service.agency)
        made.setdefault(service.agency, Office(service.id, name, said["state"]))
    return tuple(made.values())
