"""Handing in (提交): parties, facts, cases and the application, in one transaction.

The ids of the application and of its cases were set aside with the draft, so that a second
hand-in of the same draft meets the first one's rows and changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import assigning, drafts, store, structure
from tongban.cases.domain import offers
from tongban.cases.domain.applications import Awaited, MatterFiled, Submitted
from tongban.cases.domain.events import CaseEvent, Filed
from tongban.cases.domain.parties import name_key, number_key
from tongban.cases.domain.terms import promised_of, statutory_of, terms_of
from tongban.cases.domain.wants import facts_of, holders_of
from tongban.cases.domain.whereabouts import place_of
from tongban.cases.drafting import Drawn
from tongban.cases.gathering import IDENTITY, strangers
from tongban.cases.views import Attachment
from tongban.catalogue.domain.model import Book, FactRef, PublicService
from tongban.catalogue.domain.situations import situated
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.policy.api import PlannedService
from tongban.policy.domain.situation import Situation

WINDOW = "window"
"""The channel of what was handed in at a counter, whose decisions are delivered by hand."""

Cast = Callable[[str], str]
"""From a role of the plan to the role that plays it, now that everything is known."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What a filing rests on (提交依据): who plays which role, which statement says what."""

    parties: Mapping[str, int]
    statements: Mapping[FactRef, int]
    values: Mapping[FactRef, Any]


def hand_in(drawn: Drawn, *, actor: Actor, at: datetime) -> None:
    """Write everything a draft leads to; the caller holds the transaction."""
    keys = [one.key for one in drawn.plan.services]
    numbers = drafts.save_matters(drawn.row, keys)
    casting = Situation(drawn.goals, drawn.book, drawn.gathered.holdings, None).casting
    parties = _parties(drawn, actor, at)
    handed = _record(drawn, parties, casting.of, actor, at)
    matters = tuple(_matter(drawn, one, numbers, casting.of) for one in drawn.plan.services)
    submitted = Submitted(
        on=time.city_date(at),
        applicant=drawn.row.applicant,
        goal=tuple(drawn.row.goal),
        matters=matters,
        parties=parties,
        book_on=drawn.row.book_on,
        channel=drawn.row.channel,
        draft=drawn.row.id,
        title=drawn.form.draft.title.zh,
        receiving=drawn.row.places.get("receiving", ""),
        delivering=drawn.row.places.get("delivering", ""),
    )
    application, _ = store.change_application(
        drawn.row.application, None, [submitted], actor=actor, at=at
    )
    ready = [one for one in matters if not one.after]
    filed = file(
        ready,
        submitted,
        handed=lambda _: handed,
        application=drawn.row.application,
        files=drawn.form.draft.attachments,
        book=drawn.book,
        actor=actor,
        at=at,
    )
    ledger.append(application, *filed)
    drafts.mark_submitted(drawn.row, at)


# Parties


def _parties(drawn: Drawn, actor: Actor, at: datetime) -> dict[str, int]:
    """Return who plays which role; register whom nobody has registered yet.

    Those are the named whom the register of people does not know, and those whom the matter
    itself brings into being: a newborn child, a company being founded.
    """
    bound = dict(drawn.gathered.parties)
    answers = drawn.row.answers
    missing = [role for role, party in bound.items() if party < 0]
    played = {role for one in drawn.plan.services for role in one.bind.values()}
    fresh = sorted(
        role
        for role in played - bound.keys()
        if role in drawn.book.roles and drawn.book.roles[role].new
    )
    new = [
        people.NewParty(_is(role, drawn.book), answers[number_key(role)], answers[name_key(role)])
        for role in missing
    ]
    new += [people.NewParty(_is(role, drawn.book), None, _name(drawn, role)) for role in fresh]
    if new:
        made = people.register_all(new, actor=actor, at=at)
        bound |= {role: one.id for role, one in zip([*missing, *fresh], made, strict=True)}
    return bound


def _is(role: str, book: Book) -> str:
    return book.roles[role].is_


def _name(drawn: Drawn, role: str) -> str:
    kind = IDENTITY.get(_is(role, drawn.book), ("", ""))[1]
    return str(drawn.gathered.holdings.facts.get(FactRef(role, kind)) or "")


# Facts


def _record(
    drawn: Drawn, parties: Mapping[str, int], cast: Cast, actor: Actor, at: datetime
) -> Handed:
    """Record what the person said and what the register of people says, in one bulk insert.

    Only what an included service looks at is kept; the rest of the draft is forgotten.
    """
    needed = {
        FactRef(cast(planned.bind.get(ref.role, ref.role)), ref.kind)
        for planned in drawn.plan.services
        for ref in facts_of(drawn.book.services[planned.service], drawn.book)
    }
    sources, values = drawn.gathered.holdings.sources, drawn.gathered.holdings.facts
    others = strangers(parties, drawn.row.applicant, drawn.book, related=drawn.related)
    fresh: dict[FactRef, tuple[str, Any]] = {}
    for ref in (*drawn.gathered.said, *drawn.gathered.identity):
        source = sources.get(ref)
        one = FactRef(cast(ref.role), ref.kind)
        if source in ("person", "account") and one in needed and one.role in parties:
            said = source == "person" and one.role in others
            fresh.setdefault(one, ("other" if said else source, values[ref]))
    ids = facts.record_all(
        [
            facts.NewStatement(
                parties[ref.role],
                ref.kind,
                value,
                facts.Source(source, case=drawn.row.application),
            )
            for ref, (source, value) in fresh.items()
        ],
        actor=actor,
        at=at,
    )
    statements = {
        FactRef(cast(ref.role), ref.kind): one.id for ref, one in drawn.gathered.statements.items()
    }
    statements |= dict(zip(fresh, ids, strict=True))
    return Handed(parties, statements, values)


# Cases


def _matter(
    drawn: Drawn, planned: PlannedService, numbers: Mapping[str, tuple[int, str]], cast: Cast
) -> MatterFiled:
    """Make the matter of a planned service, with the roles of its conditions cast for good."""
    service = drawn.book.services[planned.service]
    roles = {ref.role for ref in facts_of(service, drawn.book)} | holders_of(service, drawn.book)
    bind = {role: cast(role) for role in roles} | dict(planned.bind)
    stage = next(
        place
        for place, services in enumerate(drawn.plan.stages, start=1)
        if any(one.key == planned.key for one in services)
    )
    after = dict.fromkeys(
        Awaited(edge.from_, edge.via) for edge in drawn.plan.waits_for(planned.key)
    )
    case, number = numbers[planned.key]
    return MatterFiled(
        key=planned.key,
        case=case,
        number=number,
        stage=stage,
        after=tuple(after),
        service=service.id,
        version=service.version,
        bind={role: played for role, played in bind.items() if role != played},
        pledged=_relieved(offers.PLEDGED, drawn, service),
        lacking=_relieved(offers.LATER, drawn, service),
        situations=planned.situations,
    )


def _relieved(kind: str, drawn: Drawn, service: PublicService) -> tuple[int, ...]:
    """Return the materials the form shows as pledged, or as coming later."""
    return tuple(
        one.no
        for one in drawn.form.materials
        if one.state == kind and one.service.partition("@")[0] == service.id
    )


def file(
    matters: Sequence[MatterFiled],
    submitted: Submitted,
    *,
    handed: Callable[[MatterFiled], Handed],
    application: int,
    files: Iterable[Attachment],
    book: Book,
    actor: Actor,
    at: datetime,
) -> list[ledger.Append]:
    """Make the appends that file these matters, each on what is `handed` in for it."""
    calendar, appends = agencies.calendar(), []
    for one in matters:
        filed = filing(
            one,
            submitted,
            handed=handed(one),
            application=application,
            files=files,
            book=book,
            at=at,
        )
        happened: list[CaseEvent] = [
            filed,
            *assigning.at_filing(filed, book.services[one.service], at=at),
        ]
        appends.append(
            store.change(one.case, None, happened, actor=actor, at=at, calendar=calendar)[0]
        )
    return appends


def filing(
    matter: MatterFiled,
    submitted: Submitted,
    *,
    handed: Handed,
    application: int,
    files: Iterable[Attachment],
    book: Book,
    at: datetime,
) -> Filed:
    """Make the filing of a matter: which service version, which parties, which statements."""
    service = situated(book.services[matter.service], matter.situations)
    wanted = wanted_by(service, matter.bind, book)
    roles = {ref.role for ref in wanted} | {
        matter.bind.get(role, role) for role in holders_of(service, book)
    }
    statements = {
        str(ref): handed.statements[ref] for ref in sorted(wanted) if ref in handed.statements
    }
    kinds = {ref for ref in wanted if str(ref) not in statements}
    place = place_of(service, matter.bind, handed.values, book)
    return Filed(
        on=time.city_date(at),
        number=matter.number,
        service=service.id,
        version=service.version,
        agency=structure.office(service, place=place, on=time.city_date(at)),
        applicant=submitted.applicant,
        application=application,
        book_on=submitted.book_on or submitted.on,
        parties={role: handed.parties[role] for role in sorted(roles) if role in handed.parties},
        bind=matter.bind,
        statements=statements,
        derived=tuple(sorted(str(ref) for ref in kinds if _is_derived(ref, book))),
        attachments=tuple(
            one.id for one in files if one.service == matter.key or _is_for(one, wanted)
        ),
        statutory=statutory_of(service),
        promised=promised_of(service),
        demo_days=service.demo_days,
        channel=submitted.channel,
        name=service.name.zh,
        receiving=_place(service, submitted.receiving),
        delivering=_place(service, submitted.delivering),
        terms=terms_of(
            service,
            by_hand=submitted.channel == WINDOW,
            pledged=bool(matter.pledged),
            lacking=bool(matter.lacking),
        ),
        pledged=matter.pledged,
        lacking=matter.lacking,
        place=place,
    )


def _place(service: PublicService, place: str) -> str:
    """Return where it is handed in or fetched, if the service allows another place (跨域通办)."""
    allows = service.procedure.cross_place is not None or service.cross_region.get("available")
    return place if allows and place != service.agency else ""


def wanted_by(service: PublicService, bind: Mapping[str, str], book: Book) -> set[FactRef]:
    """Return every fact a service looks at, in the roles of the application."""
    return {ref.under(bind) for ref in facts_of(service, book)}


def _is_for(file: Attachment, wanted: set[FactRef]) -> bool:
    return bool(file.ref) and FactRef.read(file.ref) in wanted


def _is_derived(ref: FactRef, book: Book) -> bool:
    kind = book.kinds.get(ref.kind)
    return bool(kind and kind.derive)
