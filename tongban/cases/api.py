"""The face of the cases room (办件): drafts, forms, applications, and cases to their decision.

Somebody begins with a goal (`start`), answers what nobody else can answer (`form`, `fill`,
`attach`) and hands everything in at once (`submit`). Each service becomes a case of its own;
officers take it in, ask once for what is missing, and decide. Whoever has no part in a draft,
an application or a case is told that there is none (`NotYours`).

Problems, all below `kernel.Problem`: see `cases.domain.problems` (procedure) and
`cases.problems` (doors: not yours, nothing found, files).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases import (
    access,
    drafting,
    files,
    handling,
    lists,
    officers,
    reading,
    receipts,
    store,
    submitting,
    supplementing,
)
from tongban.cases import drafts as drafts_
from tongban.cases.domain import decisions
from tongban.cases.domain.answers import Note
from tongban.cases.domain.decisions import Remedy
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.forms import attachment_asked
from tongban.cases.domain.problems import (
    AlreadyDecided,
    CaseMoved,
    HeldByGovernment,
    NotAsked,
    NothingAnswered,
    NothingNamed,
    NoticeAlreadyGiven,
    ReasonNeeded,
    RefusalNeedsReason,
    RefusalNeedsRemedy,
    ResultMissing,
    SilenceAccepted,
    UnknownGap,
    UnknownOutcome,
    WordsTooLong,
    WrongStep,
)
from tongban.cases.domain.states import CaseState
from tongban.cases.gathering import holdings
from tongban.cases.granting import numbers_from
from tongban.cases.models import DraftRow
from tongban.cases.problems import (
    AnswersWrong,
    BadFile,
    DraftMoved,
    FileDamaged,
    FileNotAsked,
    FileTooLarge,
    FileTypeUnknown,
    NotPossible,
    NotReady,
    NotYours,
    Submitted,
    TooManyFiles,
)
from tongban.cases.views import (
    Application,
    Attachment,
    Case,
    CaseFact,
    CasePage,
    Check,
    ClockView,
    DecisionView,
    Done,
    Draft,
    Form,
    Group,
    Held,
    Inbox,
    InboxRow,
    MaterialLine,
    Matter,
    Moment,
    NoticeView,
    PartyToName,
    Question,
    ResultField,
    Upload,
)
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.calendar import WorkingCalendar
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.policy.api import Goals

__all__ = [
    "AlreadyDecided",
    "AnswersWrong",
    "Application",
    "Attachment",
    "BadFile",
    "Case",
    "CaseFact",
    "CaseMoved",
    "CasePage",
    "Check",
    "ClockView",
    "DecisionView",
    "Done",
    "Draft",
    "DraftMoved",
    "FileDamaged",
    "FileNotAsked",
    "FileTooLarge",
    "FileTypeUnknown",
    "Form",
    "Group",
    "Held",
    "HeldByGovernment",
    "Inbox",
    "InboxRow",
    "MaterialLine",
    "Matter",
    "Moment",
    "NotAsked",
    "NotPossible",
    "NotReady",
    "NotYours",
    "Note",
    "NothingAnswered",
    "NothingNamed",
    "NoticeAlreadyGiven",
    "NoticeView",
    "PartyToName",
    "Question",
    "ReasonNeeded",
    "RefusalNeedsReason",
    "RefusalNeedsRemedy",
    "Remedy",
    "ResultField",
    "ResultMissing",
    "SilenceAccepted",
    "Submitted",
    "TooManyFiles",
    "UnknownGap",
    "UnknownOutcome",
    "Upload",
    "WordsTooLong",
    "WrongStep",
    "application",
    "applications",
    "attach",
    "attachment",
    "case",
    "decide",
    "detach",
    "discard",
    "done",
    "draft",
    "drafts",
    "facts_of",
    "fill",
    "form",
    "holdings",
    "inbox",
    "numbers_from",
    "page",
    "propose_remedy",
    "receipt",
    "replays",
    "request_supplement",
    "start",
    "submit",
    "supplement",
    "take_in",
    "timeline",
    "withdraw",
]


def start(
    *,
    goal: str | Sequence[str],
    applicant: int,
    actor: Actor,
    channel: str = "web",
    at: datetime | None = None,
) -> Draft:
    """Begin a draft for a life event or for services (开始申请), pinned to today's definitions.

    The applicant begins it themself, or a holder of their mandate, or a clerk acting for them.
    Raises UnknownGoal, NotYours.
    """
    at = at or time.now()
    ids = [goal] if isinstance(goal, str) else list(goal)
    access.ensure_theirs(actor, applicant, "start", scopes=lambda: _each(ids), at=at)
    people.party(applicant)
    goals = Goals.of(ids, catalogue.book(time.city_date(at)))
    with transaction.atomic():
        row = drafts_.start(
            applicant=applicant, goal=goals.ids, channel=channel, actor=actor, at=at
        )
        drafts_.save_matters(row, [one.service for one in goals.wanted])
    return drafting.view(row)


def draft(draft_id: int, *, actor: Actor) -> Draft:
    """Return a draft as it stands. Raises NotYours."""
    return drafting.view(_own_draft(draft_id, actor, "fill"))


def drafts(applicant: int, *, actor: Actor) -> list[Draft]:
    """List the drafts of a person that have not been handed in, newest first."""
    access.ensure_theirs(actor, applicant, "fill")
    return drafting.views(drafts_.open_of(applicant))


def fill(
    draft_id: int, answers: Mapping[str, Any], *, actor: Actor, at: datetime | None = None
) -> Draft:
    """Answer questions, keyed "role.kind" (or a party's number_key/name_key); None takes back.

    Good answers are kept even when others fail. Raises AnswersWrong, whose `errors` say for each
    ref what is wrong and what to do; Submitted when the draft has been handed in.
    """
    at = at or time.now()
    with transaction.atomic():
        row = _own_draft(draft_id, actor, "fill", open_=True, lock=True, at=at)
        judged = drafting.checked(row, answers)
        kept = {key: old for key, old in row.answers.items() if key not in judged.cleared}
        drafts_.save_answers(row, kept | dict(judged.good), at)
    if judged.errors:
        raise AnswersWrong(judged.errors)
    return drafting.view(row, notes=judged.notes)


def attach(
    draft_id: int,
    *,
    name: str,
    content: bytes,
    actor: Actor,
    service: str = "",
    material_no: int = 0,
    ref: str = "",
    at: datetime | None = None,
) -> Attachment:
    """Hand in a file for a material (service and number) or for a fact of type file (`ref`).

    PDF, JPEG or PNG up to 10 MB, judged by content and never by name. Raises BadFile.
    """
    at = at or time.now()
    row = _own_draft(draft_id, actor, "attach", open_=True, at=at)
    checked = files.check(name, content)
    if not attachment_asked(drafting.draw(row, actor=actor, at=at).form, service, material_no, ref):
        raise FileNotAsked
    with transaction.atomic():
        # It may have been handed in while the file was being looked at.
        row = _own_draft(draft_id, actor, "attach", open_=True, lock=True, at=at)
        kept = drafts_.keep(
            checked,
            owner=row.applicant,
            draft=row.id,
            case=None,
            service=service,
            material_no=material_no,
            ref=ref,
            actor=actor,
            at=at,
        )
        said = {ref: str(kept.id)} if ref else {}
        drafts_.save_answers(row, {**row.answers, **said}, at)
    return kept


def detach(draft_id: int, attachment_id: int, *, actor: Actor, at: datetime | None = None) -> Draft:
    """Take a file back out of a draft."""
    at = at or time.now()
    with transaction.atomic():
        row = _own_draft(draft_id, actor, "attach", open_=True, lock=True, at=at)
        if not drafts_.remove(row.id, attachment_id):
            raise NotYours
        left = {key: old for key, old in row.answers.items() if old != str(attachment_id)}
        drafts_.save_answers(row, left, at)
    return drafting.view(row)


def discard(draft_id: int, *, actor: Actor, at: datetime | None = None) -> None:
    """Throw away a draft that was not handed in, with its answers and files (删除草稿).

    Raises Submitted when it has been handed in, NotYours. What one withdraws one's consent to is
    deleted at once (个人信息保护法 第四十七条).
    """
    with transaction.atomic():
        row = _own_draft(draft_id, actor, "fill", open_=True, lock=True, at=at)
        drafts_.discard(row)


def attachment(attachment_id: int, *, actor: Actor) -> tuple[Attachment, bytes]:
    """Return a file to its applicant or to an officer of the agency it was handed to."""
    row = drafts_.file(attachment_id)
    shown = drafts_.files([attachment_id])[0]
    if row.draft is not None and not row.case:
        _ensure_file_of_draft(row.draft, attachment_id, actor)
    else:
        _, state = handling.find(int(row.case or 0))
        _ensure_reader(state, actor)
    return shown, bytes(row.content)


def form(draft_id: int, *, actor: Actor, at: datetime | None = None) -> Form:
    """Gather what is held and show what is left to ask (一张表单); leaves rows of what was read."""
    at = at or time.now()
    row = _own_draft(draft_id, actor, "fill", open_=True, at=at)
    return drafting.draw(row, actor=actor, at=at).form


def submit(draft_id: int, *, actor: Actor, at: datetime | None = None) -> Application:
    """Hand everything in (提交): one application, one case for each included service.

    The same draft always leads to the same application, however often and however
    simultaneously it is handed in. Raises NotReady, whose `missing` lists what is open;
    NotPossible; DraftMoved when an answer or a file came in between.
    """
    at = at or time.now()
    row = _own_draft(draft_id, actor, "submit", at=at)
    if row.submitted_at is None:
        drawn = drafting.draw(row, actor=actor, at=at)
        if drawn.form.missing:
            # Somebody may have handed it in while it was being looked at.
            if drafts_.load(draft_id).submitted_at is None:
                raise NotReady(drawn.form.missing)
            return application(row.application, actor=actor, at=at)
        if not drawn.plan.reachable:
            raise NotPossible("；".join(one.words.zh for one in drawn.plan.findings))
        _hand_in_once(drawn, actor=actor, at=at)
    return application(row.application, actor=actor, at=at)


def application(application_id: int, *, actor: Actor, at: datetime | None = None) -> Application:
    """Return an application with its matters. Raises NotYours."""
    head = ledger.head(application_id)
    if head is None or head.kind != store.APPLICATION:
        raise NotYours
    scopes = lambda: _goal_of(application_id)  # noqa: E731 - asked only for a mandate
    access.ensure_theirs(actor, head.subject, access.READ, scopes=scopes, at=at)
    return reading.applications_of([(application_id, _created(head))])[0]


def applications(
    applicant: int, *, actor: Actor, at: datetime | None = None, limit: int = 50
) -> list[Application]:
    """List a person's applications, newest first."""
    access.ensure_theirs(actor, applicant, access.READ, at=at)
    heads = ledger.heads(kind=store.APPLICATION, subject=applicant, limit=limit)
    return reading.applications_of([(one.stream, _created(one)) for one in heads.items])


def case(number_or_id: str | int, *, actor: Actor, at: datetime | None = None) -> Case:
    """Return a case by number or id to its applicant or its agency's officers. NotYours else."""
    at = at or time.now()
    stream, state = handling.find(number_or_id)
    _ensure_reader(state, actor, at=at)
    return reading.case(stream, state, at=at)


def facts_of(
    case: int | str, *, actor: Actor, purpose: Purpose | None = None, at: datetime | None = None
) -> list[CaseFact]:
    """Read the facts a case rests on, with sources; the read is logged under its purpose."""
    at = at or time.now()
    _, state = handling.find(case)
    _ensure_reader(state, actor, at=at)
    purpose = purpose or handling.purpose_of(state)
    return officers.facts_of(state, purpose=purpose, actor=actor, at=at)


def page(case: int | str, *, actor: Actor, at: datetime | None = None) -> CasePage:
    """Return everything an officer needs to decide; reading the facts is logged."""
    at = at or time.now()
    stream, state = handling.find(case)
    access.ensure_officers(actor, state.filed.agency, "inbox")
    return officers.page(stream, state, actor=actor, at=at)


def timeline(case: int | str, *, actor: Actor, at: datetime | None = None) -> list[Moment]:
    """Tell the life of a case in plain words, oldest first."""
    stream, state = handling.find(case)
    _ensure_reader(state, actor, at=at)
    return reading.timeline(stream, reader=actor)


def inbox(
    agency: str,
    *,
    actor: Actor,
    after: str | None = None,
    limit: int = 50,
    at: datetime | None = None,
) -> Inbox:
    """List what waits for an agency in order of due date, a page at a time."""
    access.ensure_officers(actor, agency, "inbox")
    return lists.inbox(agency, after=after, limit=limit, at=at or time.now())


def done(
    agency: str,
    *,
    actor: Actor,
    after: str | None = None,
    limit: int = 50,
    at: datetime | None = None,
) -> Done:
    """List what an agency has finished, newest first."""
    access.ensure_officers(actor, agency, "inbox")
    return lists.done(agency, after=after, limit=limit, at=at or time.now())


def take_in(
    case: int | str, *, actor: Actor, expected: int | None = None, at: datetime | None = None
) -> Case:
    """Accept a case (受理). After five silent working days it counts from the day it arrived.

    Raises WrongStep; CaseMoved when somebody acted since `expected`.
    """
    at = at or time.now()
    stream, state = _officers_case(case, actor, "take_in")

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return decisions.take_in(now, today=today, calendar=calendar)

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)


def request_supplement(
    case: int | str,
    *,
    gaps: Mapping[str, str],
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Name everything that is missing or wrong, once (一次性告知).

    `gaps` maps a ref ("child.name") or a material ("material:3") to the reason. Raises
    NoticeAlreadyGiven (许可法 第三十二条), HeldByGovernment (国务院令第716号 第七条), SilenceAccepted.
    """
    at = at or time.now()
    stream, state = _officers_case(case, actor, "request_supplement")
    listed, held = supplementing.listed(state, actor=actor, at=at)

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return decisions.request_supplement(
            now, gaps=gaps, listed=listed, held=held, today=today, calendar=calendar
        )

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)


def supplement(
    case: int | str,
    *,
    actor: Actor,
    answers: Mapping[str, Any] | None = None,
    attachments: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Case:
    """Answer a notice (补正): only what it named; kept as a difference. Raises AnswersWrong."""
    at = at or time.now()
    stream, state = handling.find(case)
    _ensure_applicants(state, actor, "supplement", at=at)
    state = supplementing.supplement(
        stream, state, answers=answers or {}, uploads=attachments, actor=actor, at=at
    )
    return reading.case(stream, state, at=at)


def decide(
    case: int | str,
    *,
    outcome: str,
    actor: Actor,
    reason: str = "",
    states: Mapping[str, Any] | None = None,
    remedy: Remedy | None = None,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Decide (决定): "granted" or "refused"; granting issues the licence in the same transaction.

    A refusal needs its reason and its remedy with a deadline (许可法 第三十八条). `states` are the
    fields of the result the officer enters, keyed by fact kind. Of two officers at once one
    wins; the other gets AlreadyDecided, which says who decided.
    """
    at = at or time.now()
    stream, state = _officers_case(case, actor, "decide")
    decisions.ensure_unmoved(state, expected)
    state = handling.decide(
        stream,
        state,
        outcome=outcome,
        reason=reason,
        remedy=remedy,
        states=states or {},
        actor=actor,
        at=at,
    )
    return reading.case(stream, state, at=at)


def withdraw(case: int | str, *, reason: str, actor: Actor, at: datetime | None = None) -> Case:
    """Take an application back before it is decided (撤回), by its applicant."""
    at = at or time.now()
    stream, state = handling.find(case)
    _ensure_applicants(state, actor, "withdraw", at=at)

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return decisions.withdraw(now, reason=reason, today=today)

    state = handling.take(stream, state, step, actor=actor, at=at)
    return reading.case(stream, state, at=at)


def propose_remedy(day: date) -> Remedy:
    """Propose the wording and deadline of the remedy against a refusal on this day."""
    return decisions.propose_remedy(day)


def receipt(application_id: int, *, actor: Actor, language: str = "zh") -> bytes:
    """Return the dated receipt of an application as PDF (受理回执; 许可法 第三十二条第二款)."""
    shown = application(application_id, actor=actor)
    return receipts.receipt(shown, language=language)


def replays(stream: int) -> list[str]:
    """Fold a stream of this room and name what differs from its stored row; empty when equal."""
    return store.differences(stream, agencies.calendar())


def _hand_in_once(drawn: drafting.Drawn, *, actor: Actor, at: datetime) -> None:
    """Hand a draft in; that another click was faster is as good as having done it."""
    try:
        with transaction.atomic():
            submitting.hand_in(drawn, actor=actor, at=at)
    except (ledger.VersionConflict, people.NumberTaken):
        if ledger.head(drawn.row.application) is None:
            raise


def _own_draft(
    draft_id: int,
    actor: Actor,
    act: str,
    *,
    open_: bool = False,
    lock: bool = False,
    at: datetime | None = None,
) -> DraftRow:
    """Load a draft the actor may work on; `open_` ones have not been handed in."""
    row = drafts_.load(draft_id, lock=lock)
    access.ensure_theirs(actor, row.applicant, act, scopes=lambda: _each(row.goal), at=at)
    if open_ and row.submitted_at is not None:
        raise Submitted
    return row


def _officers_case(case: int | str, actor: Actor, act: str) -> tuple[int, CaseState]:
    """Load a case of an agency in which the actor's post allows the act."""
    stream, state = handling.find(case)
    access.ensure_officers(actor, state.filed.agency, act)
    return stream, state


def _ensure_reader(state: CaseState, actor: Actor, *, at: datetime | None = None) -> None:
    filed = state.filed
    access.ensure_may_read(
        actor,
        applicant=filed.applicant,
        agency=filed.agency,
        scopes=lambda: _scopes_of(state),
        at=at,
    )


def _ensure_applicants(
    state: CaseState, actor: Actor, act: str, *, at: datetime | None = None
) -> None:
    applicant = state.filed.applicant
    access.ensure_theirs(actor, applicant, act, scopes=lambda: _scopes_of(state), at=at)


def _scopes_of(state: CaseState) -> Sequence[str]:
    """Return what a mandate for this case may be written for: its service, or its life event."""
    return [state.filed.service, *_goal_of(state.filed.application)]


def _goal_of(application_id: int) -> Sequence[str]:
    state = store.load_application(application_id)
    return _each(state.submitted.goal) if state else ()


def _each(goal: Sequence[str]) -> Sequence[str]:
    """Return the scopes of a goal; a mandate for one of several goals is none for the others."""
    return list(goal) if len(goal) == 1 else ["*"]


def _ensure_file_of_draft(draft_id: int, attachment_id: int, actor: Actor) -> None:
    """Raise NotYours unless it is the applicant's side, or an officer of a case it went to."""
    row = drafts_.load(draft_id)
    if access.is_theirs(actor, row.applicant, access.READ, scopes=lambda: _each(row.goal)):
        return
    for case_id, _ in row.matters.values():
        state = store.load(int(case_id))
        if (
            state is not None
            and attachment_id in state.attachments
            and access.is_officers(actor, state.filed.agency, "inbox")
        ):
            return
    raise NotYours


def _created(head: ledger.Head) -> datetime:
    return head.created_at or time.now()
