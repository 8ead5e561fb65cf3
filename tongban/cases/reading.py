"""Cases and applications as people read them (查看): views made from states."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import drafts, handling, store
from tongban.cases.domain import applications, clocks, decisions, events, results, words
from tongban.cases.domain.applications import ApplicationState, Progress
from tongban.cases.domain.clocks import NamedClock
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.drafting import title_of
from tongban.cases.handling import ref_of, service_of
from tongban.cases.submitting import wanted_by
from tongban.cases.views import (
    Application,
    Case,
    CaseFact,
    CasePage,
    Check,
    ClockView,
    DecisionView,
    MaterialLine,
    Matter,
    Moment,
    NoticeView,
    ResultField,
)
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactRef, PublicService
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.people import api as people
from tongban.policy.api import Holdings, judged

MATERIAL = "material:"


def agency_name(code: str, book: Book) -> Text:
    """Name an agency as the city calls it."""
    found = book.agencies.get(code)
    return found.name if found else Text(code)


def names_of(service: PublicService, bind: Mapping[str, str], book: Book) -> dict[str, Text]:
    """Name the refs and materials of a service by their keys."""
    found = {}
    for ref in wanted_by(service, bind, book):
        kind = results.kind_of(ref.kind, book)
        found[str(ref)] = kind.name
    for need in service.needs:
        role = bind.get(need.ref.role, need.ref.role)
        found[f"{role}.{need.ref.kind}"] = need.name
    return found | {f"{MATERIAL}{one.no}": one.name for one in service.materials}


# A case


def case(stream: int, state: CaseState, *, at: datetime) -> Case:
    """Show a case with its clocks explained."""
    filed, book = state.filed, catalogue.book(state.filed.book_on)
    service, calendar = service_of(state), agencies.calendar()
    return Case(
        id=stream,
        number=filed.number,
        service=service,
        agency=filed.agency,
        agency_name=agency_name(filed.agency, book),
        applicant=filed.applicant,
        application=filed.application,
        bind={
            role: filed.parties[played]
            for role, played in {**{one: one for one in filed.parties}, **filed.bind}.items()
            if played in filed.parties
        },
        status=state.status.value,
        words=words.status_words(state),
        filed_at=_filed_at(stream, state),
        accepted_on=state.accepted.on if state.accepted else None,
        by_silence=bool(state.accepted and state.accepted.by_silence),
        due=clocks.due(state, calendar),
        clocks=tuple(
            clock_view(one, state, service, calendar, time.city_date(at))
            for one in clocks.clocks(state)
        ),
        notice=_notice(state, service, book),
        decision=_decision(state),
        closed_on=state.closed.on if state.closed else None,
        overdue=bool(state.overdue),
        seq=state.seq,
        attachments=drafts.files(state.attachments),
    )


def _filed_at(stream: int, state: CaseState) -> datetime:
    head = ledger.head(stream)
    if head is None or head.created_at is None:
        return time.start_of(state.filed.on)
    return head.created_at


def clock_view(
    named: NamedClock,
    state: CaseState,
    service: PublicService,
    calendar: WorkingCalendar,
    today: date,
) -> ClockView:
    """Explain a clock: how its last day comes about, or that none is published."""
    clock = named.clock
    published = {"statutory": service.statutory, "promised": service.promised}.get(named.name)
    said = (Text(published.text),) if published and published.text else ()
    if clock is None:
        waiting = state.status is Status.SUPPLEMENT
        why = words.WAITING if waiting else words.UNPUBLISHED
        return ClockView(
            named.name, words.CLOCKS[named.name], None, "working_day", None, None, None,
            overdue=False, explanation=(why, *said), law=clocks.LAWS[named.name],
        )  # fmt: skip
    ended = state.decided or state.withdrawn
    on = ended.on if ended else today
    lines = zip(clock.explain(calendar, on, "zh"), clock.explain(calendar, on, "en"), strict=True)
    return ClockView(
        name=named.name,
        title=words.CLOCKS[named.name],
        days=clock.total,
        unit=clock.unit,
        start=clock.start,
        due=clock.due(calendar),
        left=clock.left(on, calendar),
        overdue=clock.is_overdue(on, calendar),
        explanation=(*(Text(zh, en) for zh, en in lines), *said),
        law=clocks.LAWS[named.name],
        demo=named.name == "demo",
    )


def _notice(state: CaseState, service: PublicService, book: Book) -> NoticeView | None:
    if not state.notices:
        return None
    last = state.notices[-1]
    names = names_of(service, state.filed.bind, book)
    return NoticeView(
        given_on=last.on,
        by=last.by,
        gaps=last.gaps,
        names={key: names.get(key, Text(key)) for key in last.gaps},
        open=state.status is Status.SUPPLEMENT,
    )


def _decision(state: CaseState) -> DecisionView | None:
    made = state.decided
    if made is None:
        return None
    return DecisionView(
        outcome=made.outcome,
        on=made.on,
        by=made.by,
        reason=made.reason,
        remedy=made.remedy,
        remedy_until=made.remedy_until,
        facts=tuple(sorted(made.facts)),
        licence=state.closed.licence if state.closed else None,
    )


# Its facts


def facts_of(state: CaseState, *, purpose: Purpose, actor: Actor, at: datetime) -> list[CaseFact]:
    """Read the facts of a case with their sources, what a supplement changed marked."""
    book = catalogue.book(state.filed.book_on)
    found = handling.statements_of(state, purpose=purpose, actor=actor, at=at)
    values = {ref: one.value for ref, one in found.items()}
    before = _before(state, purpose=purpose, actor=actor, at=at)
    names = names_of(service_of(state), state.filed.bind, book)
    shown = [_stated(state, ref, one, book, before) for ref, one in found.items()]
    derived = handling.with_derived(state, values, book)
    shown += [_derived(ref, derived[ref], book) for ref in sorted(derived.keys() - values.keys())]
    order = {key: place for place, key in enumerate(names)}
    return sorted(shown, key=lambda one: (not one.changed, order.get(one.ref, len(order))))


def _before(state: CaseState, *, purpose: Purpose, actor: Actor, at: datetime) -> dict[str, Any]:
    """Read the values that supplements took the place of."""
    was = {key: id_ for one in reversed(state.supplements) for key, id_ in one.was.items()}
    if not was:
        return {}
    found = facts.statements(was.values(), purpose=purpose, actor=actor, at=at)
    return {key: found[id_].value for key, id_ in was.items() if id_ in found}


def _stated(
    state: CaseState,
    ref: FactRef,
    one: facts.Statement,
    book: Book,
    before: Mapping[str, Any],
) -> CaseFact:
    kind = results.kind_of(ref.kind, book)
    key = str(ref)
    source = one.source.licence_kind or one.source.kind
    said = words.SAID_BY_APPLICANT if source == "person" else words.source_words(source, book)
    return CaseFact(
        ref=key,
        kind=kind,
        role=_role_name(ref.role, book),
        value=one.value,
        source=source,
        source_words=said,
        statement=one.id,
        recorded_at=one.recorded_at,
        disputed=one.disputed,
        changed=any(key in supplement.statements for supplement in state.supplements),
        was=before.get(key),
    )


def _derived(ref: FactRef, value: Any, book: Book) -> CaseFact:
    kind = results.kind_of(ref.kind, book)
    said = words.source_words("derived", book)
    return CaseFact(str(ref), kind, _role_name(ref.role, book), value, "derived", said, None, None)


def _role_name(role: str, book: Book) -> Text:
    found = book.roles.get(role)
    return found.name if found else Text(role)


# The officer's page


def page(stream: int, state: CaseState, *, actor: Actor, at: datetime) -> CasePage:
    """Show everything an officer needs to decide; the reads are logged."""
    filed, book = state.filed, catalogue.book(state.filed.book_on)
    service, shown = service_of(state), case(stream, state, at=at)
    purpose = handling.purpose_of(state)
    read = facts_of(state, purpose=purpose, actor=actor, at=at)
    held = _held(state, purpose=purpose, actor=actor, at=at)
    values = handling.with_derived(
        state, {ref_of(one.ref): one.value for one in read}, book, licences=held
    )
    remedy = decisions.propose_remedy(time.city_date(at))
    return CasePage(
        case=shown,
        applicant_name=people.party(filed.applicant).name,
        facts=tuple(read),
        checks=tuple(checks(state, service, values, held, book)),
        materials=tuple(_materials(state, service, shown, held, book)),
        timeline=tuple(timeline(stream)),
        enter=tuple(_enter(service, state, book)),
        remedy=remedy.words,
        remedy_until=remedy.until,
    )


def _held(
    state: CaseState, *, purpose: Purpose, actor: Actor, at: datetime
) -> frozenset[tuple[str, str]]:
    """Return the licences of the case's parties that are valid, by role."""
    parties, today = state.filed.parties, time.city_date(at)
    found = licences.held_by(sorted(set(parties.values())), purpose=purpose, actor=actor, at=at)
    valid = [(one.holder, one.kind) for one in found if one.state_on(today) == "valid"]
    return frozenset(
        (role, kind) for role, party in parties.items() for holder, kind in valid if holder == party
    )


def checks(
    state: CaseState,
    service: PublicService,
    values: Mapping[FactRef, Any],
    held: frozenset[tuple[str, str]],
    book: Book,
) -> list[Check]:
    """Judge the requirements: met or unmet by rule, or left to the officer.

    Of requirements of which one suffices, the unmet ones no longer matter once one is met.
    """
    holdings = Holdings(facts=values, licences=held, parties=state.filed.parties)
    found: list[Check] = []
    for one in service.requirements:
        if one.test is None:
            found.append(Check(one.no, one.text, "info", by_rule=False))
            continue
        verdict = judged(one.test, holdings, book, state.filed.bind, state.filed.on)
        said = {True: "met", False: "unmet", None: "officer"}[verdict.value]
        because = tuple(dict.fromkeys(str(leaf.ref) for leaf in verdict.because if leaf.ref))
        found.append(Check(one.no, one.text, said, verdict.value is not None, because))
    enough = {
        one.any_group
        for one, check in zip(service.requirements, found, strict=True)
        if one.any_group and check.verdict == "met"
    }
    return [
        Check(check.no, check.text, "info", check.by_rule, check.because)
        if one.any_group in enough and check.verdict != "met"
        else check
        for one, check in zip(service.requirements, found, strict=True)
    ]


def _materials(
    state: CaseState,
    service: PublicService,
    shown: Case,
    held: frozenset[tuple[str, str]],
    book: Book,
) -> list[MaterialLine]:
    bind, lines = state.filed.bind, []
    for one in service.materials:
        files = tuple(
            file for file in shown.attachments if file.material_no == one.no and not file.ref
        )
        there = one.is_held and all((bind.get(role, role), one.licence) in held for role in one.of)
        made = "generated" if one.kind == "form" else "asked"
        source = words.source_words(one.licence or "register", book) if there else None
        if one.required or files or there:
            lines.append(
                MaterialLine(
                    service.id,
                    one.no,
                    one.name,
                    "found" if there else made,
                    one.required,
                    source,
                    one.when_text,
                    files,
                )
            )
    return lines


def _enter(service: PublicService, state: CaseState, book: Book) -> list[ResultField]:
    if not state.status.is_open:
        return []
    of = service.output.of
    role = state.filed.bind.get(of, of)
    return [
        ResultField(kind, f"{role}.{kind.id}", kind.name)
        for kind_id in results.entered_by_officer(service.output)
        for kind in [results.kind_of(kind_id, book)]
    ]


def timeline(stream: int) -> list[Moment]:
    """Tell the life of a case in plain words, oldest first."""
    log = ledger.events(stream)
    state = handling.find(stream)[1]
    book = catalogue.book(state.filed.book_on)
    names = names_of(service_of(state), state.filed.bind, book)
    found = []
    for envelope in log:
        said, detail = words.moment_words(events.read(envelope), names)
        is_officer = envelope.actor.kind == "officer"
        agency = envelope.actor.agency or state.filed.agency if is_officer else None
        found.append(
            Moment(
                envelope.at,
                envelope.type,
                said,
                envelope.actor.name,
                agency_name(agency, book).zh if agency else None,
                detail,
            )
        )
    return found


# An application


def application(
    stream: int,
    state: ApplicationState,
    cases: Mapping[int, CaseState],
    *,
    calendar: WorkingCalendar,
    submitted_at: datetime,
) -> Application:
    """Show an application with its matters as their cases stand."""
    submitted = state.submitted
    book = catalogue.book(submitted.book_on)
    names = {key: book.services[one.matter.service].name for key, one in state.matters.items()}
    return Application(
        id=stream,
        applicant=submitted.applicant,
        goal=submitted.goal,
        title=title_of(submitted.goal, book),
        channel=submitted.channel,
        submitted_at=submitted_at,
        matters=tuple(
            _matter(one, cases.get(one.matter.case), names, book, calendar)
            for one in state.matters.values()
        ),
        finished_on=state.finished.on if state.finished else None,
    )


def _matter(
    one: applications.MatterState,
    case: CaseState | None,
    names: Mapping[str, Text],
    book: Book,
    calendar: WorkingCalendar,
) -> Matter:
    matter, service = one.matter, book.services[one.matter.service]
    status = case.status.value if case else one.progress.value
    waiting = one.progress is Progress.WAITING
    return Matter(
        service=service.id,
        name=service.name,
        agency=service.agency,
        agency_name=agency_name(service.agency, book),
        case=matter.case,
        number=matter.number,
        stage=matter.stage,
        status=status,
        words=words.matter_words(one, names, status if case else None),
        waits_for=tuple(after.matter for after in matter.after) if waiting else (),
        due=clocks.due(case, calendar) if case else None,
        licence=case.closed.licence if case and case.closed else None,
    )


def applications_of(
    streams: Sequence[tuple[int, datetime]],
) -> list[Application]:
    """Show several applications with two reads."""
    loaded = store.load_applications([stream for stream, _ in streams])
    cases = store.load_all(
        [one.matter.case for state in loaded.values() for one in state.matters.values()]
    )
    calendar = agencies.calendar()
    return [
        application(stream, loaded[stream], cases, calendar=calendar, submitted_at=when)
        for stream, when in streams
        if stream in loaded
    ]
