"""What a granted case brings about (办成之后): numbers, the licence, new parties, relations.

All of it happens in the transaction of the decision: a decision without its licence, or a
licence without its decision, cannot be.
"""

import secrets
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from tongban.agencies import api as agencies
from tongban.agencies.api import Power
from tongban.agencies.domain.duties import split_unit
from tongban.cases import store
from tongban.cases.domain import results
from tongban.cases.domain.states import CaseState
from tongban.cases.gathering import IDENTITY
from tongban.catalogue.domain.model import Book, FactRef, LicenceKind, Output, PublicService
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.identifiers import make_citizen_number, make_uscc
from tongban.licences import api as licences
from tongban.people import api as people
from tongban.policy.api import Goals

_draw: ContextVar[Callable[[int], int]] = ContextVar("draw", default=secrets.randbelow)
SERIALS = 31**6
"""How many serial numbers a credit code has room for."""
TRIES = 2000


@dataclass(frozen=True, slots=True)
class Grant:
    """A case about to be granted (准予事项): its service, and the values of its facts by role.

    `counts_from` is the day from which the validity counts where that is not today: the last day
    of the licence that is renewed; `replaces` is the licence whose next version is issued.
    """

    stream: int
    state: CaseState
    service: PublicService
    book: Book
    values: Mapping[FactRef, Any]
    actor: Actor
    at: datetime
    counts_from: date | None = None
    replaces: licences.Licence | None = None

    @property
    def today(self) -> date:
        """The day of the decision in the city."""
        return time.city_date(self.at)

    @property
    def role(self) -> str:
        """The role of the application that the result belongs to."""
        of = self.service.output.of
        return self.state.filed.bind.get(of, of)


def carry_out(grant: Grant, entered: Mapping[str, Any]) -> licences.Licence | None:
    """Issue what the service issues, and record what follows; returns the licence, if any."""
    output = _stated(grant.service.output, grant.book)
    holder = grant.state.filed.parties.get(grant.role, grant.state.filed.applicant)
    party = people.party(holder)
    # Whoever has a number keeps it: a change of a register issues none.
    numbers = {
        kind: party.number if which != "serial" and party.number else _number(which, grant)
        for kind, which in results.issued(output).items()
    }
    attributes = results.resolve(
        output,
        grant.book,
        bind=grant.state.filed.bind,
        values=grant.values,
        numbers=numbers,
        entered=entered,
        today=grant.today,
    )
    _end(grant, holder)
    licence = _issue(grant, output, holder, attributes)
    _identify(grant, output, holder, attributes)
    _relate(grant, holder)
    return licence


def _stated(output: Output, book: Book) -> Output:
    """Return the output with what it states; a licence without a word on it copies the case."""
    if output.states or output.licence is None:
        return output
    states = {
        kind: {"fact": f"{output.of}.{kind}"} for kind in book.licences[output.licence].states
    }
    return replace(output, states=states)


def _end(grant: Grant, holder: int) -> None:
    """Revoke what is void from this day on: the licence of a firm that is no more, a lost card."""
    if not grant.service.output.ends:
        return
    filed = grant.state.filed
    purpose = Purpose("case", filed.number, "行政许可法 第七十条", f"“{filed.name}”办结注销")
    held = licences.held_by(
        [holder], kinds=grant.service.output.ends, purpose=purpose, actor=grant.actor, at=grant.at
    )
    for one in held:
        if one.state != "revoked":
            licences.revoke(one.id, reason=f"办结“{filed.name}”", actor=SYSTEM, at=grant.at)


def _issue(
    grant: Grant, output: Output, holder: int, attributes: Mapping[str, Any]
) -> licences.Licence | None:
    """Issue the licence, or record what a result without one states."""
    filed = grant.state.filed
    if output.licence is not None:
        return licences.issue(
            _kind(grant, output.licence),
            holder=holder,
            attributes=attributes,
            actor=grant.actor,
            issuer_uscc=_issuer_code(filed.agency, grant.book),
            valid_to=_valid_to(grant, output.months),
            case=grant.stream,
            replaces=grant.replaces,
            at=grant.at,
        )
    if attributes:
        facts.record(
            holder,
            attributes,
            source=facts.Source("case", holder=filed.agency, case=grant.stream),
            actor=grant.actor,
            at=grant.at,
        )
    return None


def _kind(grant: Grant, licence: str) -> LicenceKind:
    """Return the kind of licence as whoever is competent today issues it (现在的发证机关)."""
    kind, filed = grant.book.licences[licence], grant.state.filed
    power = Power(kind.id, kind.holder)
    return replace(kind, holder=agencies.competent(power, place=filed.place, on=grant.today))


def _valid_to(grant: Grant, months: int | None) -> date | None:
    """Return the last day of the new licence, which in a renewal adjoins the old one's."""
    if grant.counts_from is None or grant.counts_from < grant.today:
        return results.valid_to(grant.today, months)
    return results.valid_to(grant.counts_from + timedelta(days=1), months)


def _issuer_code(agency: str, book: Book) -> str:
    """Return the agency's credit code; where no source gives one, a code of this platform's own.

    It is well-formed, stands under "11" (organs), and is the same for the agency every time.
    """
    function, district = split_unit(agency)
    known = None if district else agencies.find(function).uscc
    serial = zlib.crc32(agency.encode()) % SERIALS
    return known or make_uscc(book.region, serial, department="11")


# Numbers


@contextmanager
def numbers_from(draw: Callable[[int], int]) -> Iterator[None]:
    """Draw the numbers an authority issues from here instead of from chance, in a simulation."""
    before = _draw.set(draw)
    try:
        yield
    finally:
        _draw.reset(before)


def _number(which: str, grant: Grant) -> str:
    """Give the number the authority issues: citizen number, credit code or serial."""
    if which == "serial":
        return grant.state.filed.number.replace("-", "")
    draw = _draw.get()
    if which == "uscc":
        return _free(lambda _: make_uscc(_region(grant), draw(SERIALS)))
    born = results.born(grant.role, grant.values, grant.book) or grant.today
    odd = results.told(grant.role, "gender", grant.values, grant.book) == "男"
    start = draw(500)
    return _free(lambda n: make_citizen_number(_region(grant), born, (start + n) % 500 * 2 + odd))


def _free(make: Callable[[int], str]) -> str:
    """Return the first number that nobody has."""
    for n in range(TRIES):
        number = make(n)
        if people.find(number) is None:
            return number
    raise RuntimeError("no number is free for this day and region")


def _region(grant: Grant) -> str:
    """Return the region of 6 digits: the one the case knows, else the city's."""
    told = results.told(grant.role, "region", grant.values, grant.book)
    return str(told or grant.book.region)[:6]


# Parties


def _identify(grant: Grant, output: Output, holder: int, attributes: Mapping[str, Any]) -> None:
    """Give the newborn or the new company the number that was issued to it."""
    for kind, which in results.issued(output).items():
        if which == "serial" or kind not in attributes:
            continue
        party = people.party(holder)
        name_kind = IDENTITY.get(party.kind, ("", ""))[1]
        if party.number is None:
            people.identify(
                holder,
                number=attributes[kind],
                name=str(attributes.get(name_kind) or party.name),
                actor=grant.actor,
                at=grant.at,
            )


def _relate(grant: Grant, holder: int) -> None:
    """Relate whom the matter brought into being to the applicant and to the event's couple.

    The mother and father of a birth are found among applicant and spouse; both have the child.
    """
    role = grant.book.roles.get(grant.role)
    if role is None or not role.new or role.relation is None:
        return
    application = store.load_application(grant.state.filed.application)
    if application is None or holder == grant.state.filed.applicant:
        return
    submitted = application.submitted
    rules = Goals.of(submitted.goal, grant.book).roles.values()
    kin = {str(one) for rule in rules for one in rule.get("one_of", ())} | {"applicant"}
    subjects = {submitted.parties[one] for one in kin if one in submitted.parties}
    number = grant.state.filed.number
    people.relate_all(
        [
            people.NewRelation(subject, role.relation, holder, f"cases {number}")
            for subject in sorted(subjects - {holder})
        ],
        actor=grant.actor,
        at=grant.at,
    )
    # Parents are the guardians of their child (民法典 第二十七条); a firm's founder represents it.
    kind = "guardian" if role.is_ == "person" else "company"
    for subject in sorted(subjects - {holder}):
        if not people.may_act_for(subject, holder, at=grant.at):
            people.mandate(
                holder=subject, principal=holder, kind=kind, actor=grant.actor, at=grant.at
            )
