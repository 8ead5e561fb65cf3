"""Cases and applications as people read them (查看): views made from states."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from tongban.agencies import api as agencies
from tongban.cases import drafts, store, structure
from tongban.cases.domain import acts, applications, clocks, events, saying, words
from tongban.cases.domain.applications import ApplicationState, Progress
from tongban.cases.domain.clocks import NamedClock
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.drafting import title_of
from tongban.cases.handling import service_of
from tongban.cases.submitting import wanted_by
from tongban.cases.views import (
    Application,
    Case,
    ClockView,
    DecisionView,
    Matter,
    Moment,
    NoticeView,
    Round,
)
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, PublicService
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.events import Event
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.people import api as people

MATERIAL = "material:"


def names_of(service: PublicService, bind: Mapping[str, str], book: Book) -> dict[str, Text]:
    """Name the refs and materials of a service by their keys."""
    found = {str(one.ref.under(bind)): one.name for one in service.needs}
    for ref in sorted(wanted_by(service, bind, book)):
        found.setdefault(str(ref), book.kind(ref.kind).name)
    return found | {f"{MATERIAL}{one.no}": one.name for one in service.materials}


# A case


def case(stream: int, state: CaseState, *, at: datetime, filed_at: datetime | None = None) -> Case:
    """Show a case with its clocks explained; `filed_at` where its log is at hand."""
    filed, book = state.filed, catalogue.book(state.filed.book_on)
    service, calendar = service_of(state), agencies.calendar()
    return Case(
        id=stream,
        number=filed.number,
        service=service,
        agency=filed.agency,
        agency_name=catalogue.agency_name(filed.agency),
        applicant=filed.applicant,
        application=filed.application,
        bind={
            role: filed.parties[played]
            for role, played in {**{one: one for one in filed.parties}, **filed.bind}.items()
            if played in filed.parties
        },
        status=state.status.value,
        words=words.status_words(state),
        filed_at=filed_at or _filed_at(stream, state),
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
        course=state.course,
        terms=filed.terms,
        act=filed.act,
        act_words=acts.WORDS.get(filed.act),
        origin=filed.origin_number,
        pledged=filed.pledged,
        lacking=state.lacking,
        rounds=tuple(_rounds(state, service, book)),
        officer=state.assigned.officer if state.assigned else 0,
        officer_name=state.assigned.name if state.assigned else "",
        offered=state.offered,
        contest_until=_contest_until(state, calendar),
        whom=structure.whom(state, at),
    )


def _contest_until(state: CaseState, calendar: WorkingCalendar) -> date | None:
    """Return until when reconsideration can be applied for, None where it cannot or was."""
    made = state.decided or state.course.not_accepted
    closed = state.filed.act == acts.RECONSIDERATION or state.course.contested
    if made is None or closed or acts.is_ruled(state):
        return None
    return acts.reconsidered_by(state, calendar)


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
    said = (published.text,) if published and published.text else ()
    if clock is None:
        why = _why_none(named, state)
        return ClockView(
            named.name, saying.CLOCKS[named.name], None, "working_day", None, None, None,
            overdue=False, explanation=(why, *said), law=clocks.LAWS.get(named.name),
        )  # fmt: skip
    ended = state.ended
    on = ended.on if ended and named.name not in clocks.AFTERWARDS else today
    lines = zip(clock.explain(calendar, on, "zh"), clock.explain(calendar, on, "en"), strict=True)
    return ClockView(
        name=named.name,
        title=saying.CLOCKS[named.name],
        days=clock.total,
        unit=clock.unit,
        start=clock.start,
        due=clock.due(calendar),
        left=clock.left(on, calendar),
        overdue=clock.is_overdue(on, calendar),
        explanation=(*(Text(zh, en) for zh, en in lines), *said),
        law=clocks.LAWS.get(named.name),
        demo=named.name == "demo",
    )


def _why_none(named: NamedClock, state: CaseState) -> Text:
    """Say why a clock has no last day: it stands, or none is published."""
    limits = {"statutory": state.filed.statutory, "promised": state.filed.promised}
    if named.name in limits and limits[named.name].days is None:
        return words.UNPUBLISHED
    return words.WAITING if state.status is Status.SUPPLEMENT else words.STANDS


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


def _rounds(state: CaseState, service: PublicService, book: Book) -> Iterator[Round]:
    """Yield the rounds of correction with what came back in each (补正前后对照)."""
    names = names_of(service, state.filed.bind, book)
    for no, asked in enumerate(state.notices):
        answer = state.supplements[no] if no < len(state.supplements) else None
        changed = dict.fromkeys((*answer.statements, *answer.attachments)) if answer else {}
        yield Round(
            asked.on,
            asked.by,
            asked.gaps,
            {key: names.get(key, Text(key)) for key in asked.gaps},
            answer.on if answer else None,
            tuple(changed),
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
        conditions=made.conditions,
        refuses=made.refuses,
        automatic=made.automatic,
        deemed=made.deemed,
        law=made.law,
        rules=made.rules,
        despite=made.despite,
        ruling=saying.RULINGS.get(made.ruling),
    )


def timeline(
    log: Sequence[Event], state: CaseState, *, reader: Actor, called: Mapping[int, str]
) -> list[Moment]:
    """Tell the life of a case in plain words, oldest first; the log names residents by id alone.

    `called` are the names of those who are known already.
    """
    book = catalogue.book(state.filed.book_on)
    names = names_of(service_of(state), state.filed.bind, book)
    residents = {one.actor.id for one in log if one.actor.kind == "person"}
    called = {reader.id: reader.name, **called}
    called |= {one.id: one.name for one in people.parties(residents - called.keys()).values()}
    counted, found = _counted(state, time.city_date(log[-1].at)), []
    for envelope in log:
        said, detail = words.moment_words(events.read(envelope), names)
        is_officer = envelope.actor.kind == "officer"
        agency = envelope.actor.agency or state.filed.agency if is_officer else None
        found.append(
            Moment(
                envelope.at,
                envelope.type,
                said,
                envelope.actor.name or called.get(envelope.actor.id, ""),
                catalogue.agency_name(agency).zh if agency else None,
                detail,
                counted.get(time.city_date(envelope.at)),
            )
        )
    return found


def _counted(state: CaseState, until: date) -> dict[date, Text]:
    """Say of every day up to one which day of the limit it is: the promise's, else the law's."""
    running = {one.name: one.clock for one in clocks.clocks(state) if one.clock is not None}
    clock = running.get("promised") or running.get("statutory")
    if clock is None:
        return {}
    days = clock.days(agencies.calendar(), until)
    return {one.on: words.nth_day(one.number, clock.unit) for one in days if one.counts}


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
        agency_name=book.agency_name(service.agency),
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
