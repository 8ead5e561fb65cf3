"""The face of applying (申请): drafts, forms, files, handing in, applications.

What `cases.api` promises to the applicant's side; nothing outside this room imports it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases import (
    access,
    co_applicants,
    drafting,
    entering,
    files,
    handling,
    reading,
    receipts,
    store,
    submitting,
)
from tongban.cases import drafts as drafts_
from tongban.cases.domain.forms import attachment_asked
from tongban.cases.problems import AnswersWrong, FileNotAsked, NotPossible, NotReady, NotYours
from tongban.cases.views import Application, Attachment, Draft, Form
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.policy.api import Goals


def start(
    *,
    goal: str | Sequence[str],
    applicant: int,
    actor: Actor,
    channel: str = "web",
    receiving: str = "",
    delivering: str = "",
    at: datetime | None = None,
) -> Draft:
    """Begin a draft for a life event or for services (开始申请), pinned to today's definitions.

    The applicant begins it themself, or a holder of their mandate, or a clerk acting for them.
    `receiving` and `delivering` are the agencies where it is handed in and where the result is
    fetched, for services that are handled across places (跨域通办); the decision stays with the one
    that has the power. Raises UnknownGoal, UnknownAgency, NotYours.
    """
    at = at or time.now()
    ids = [goal] if isinstance(goal, str) else list(goal)
    access.ensure_theirs(actor, applicant, "start", scopes=lambda: entering.each_of(ids), at=at)
    people.party(applicant)
    goals = Goals.of(ids, catalogue.book(time.city_date(at)))
    places = {"receiving": receiving, "delivering": delivering}
    for place in filter(None, places.values()):
        agencies.find(place)
    with transaction.atomic():
        row = drafts_.start(
            applicant=applicant,
            goal=goals.ids,
            channel=channel,
            places={key: place for key, place in places.items() if place},
            actor=actor,
            at=at,
        )
        drafts_.save_matters(row, [one.service for one in goals.wanted])
    return drafting.view(row)


def draft(draft_id: int, *, actor: Actor) -> Draft:
    """Return a draft as it stands. Raises NotYours."""
    return drafting.view(entering.own_draft(draft_id, actor, "fill"))


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
        row = entering.own_draft(draft_id, actor, "fill", open_=True, lock=True, at=at)
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
    row = entering.own_draft(draft_id, actor, "attach", open_=True, at=at)
    checked = files.check(name, content)
    if not attachment_asked(drafting.draw(row, actor=actor, at=at).form, service, material_no, ref):
        raise FileNotAsked
    with transaction.atomic():
        # It may have been handed in while the file was being looked at.
        row = entering.own_draft(draft_id, actor, "attach", open_=True, lock=True, at=at)
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
        row = entering.own_draft(draft_id, actor, "attach", open_=True, lock=True, at=at)
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
        row = entering.own_draft(draft_id, actor, "fill", open_=True, lock=True, at=at)
        drafts_.discard(row)


def attachment(attachment_id: int, *, actor: Actor) -> tuple[Attachment, bytes]:
    """Return a file to its applicant or to an officer of the agency it was handed to."""
    row = drafts_.file(attachment_id)
    shown = drafts_.files([attachment_id])[0]
    if row.draft is not None and not row.case:
        _ensure_file_of_draft(row.draft, attachment_id, actor)
    else:
        _, state = handling.find(int(row.case or 0))
        entering.ensure_examiner(state, actor)
    return shown, bytes(row.content)


def form(draft_id: int, *, actor: Actor, at: datetime | None = None) -> Form:
    """Gather what is held and show what is left to ask (一张表单); leaves rows of what was read."""
    at = at or time.now()
    row = entering.own_draft(draft_id, actor, "fill", open_=True, at=at)
    return drafting.draw(row, actor=actor, at=at).form


def submit(draft_id: int, *, actor: Actor, at: datetime | None = None) -> Application:
    """Hand everything in (提交): one application, one case for each included service.

    The same draft always leads to the same application, however often and however
    simultaneously it is handed in. Where a service is applied for by several, they are asked first,
    and the last confirmation files it. Raises NotReady, whose `missing` lists what is open;
    NotPossible; NotConfirmed while others have yet to confirm; DraftMoved when an answer or a file
    came in between.
    """
    at = at or time.now()
    row = entering.own_draft(draft_id, actor, "submit", at=at)
    if row.submitted_at is None:
        drawn = drafting.draw(row, actor=actor, at=at)
        if drawn.form.missing:
            # Somebody may have handed it in while it was being looked at.
            if drafts_.load(draft_id).submitted_at is None:
                raise NotReady(drawn.form.missing)
            return application(row.application, actor=actor, at=at)
        if not drawn.plan.reachable:
            raise NotPossible("；".join(one.words.zh for one in drawn.plan.findings))
        co_applicants.ensure_confirmed(drawn, actor=actor, at=at)
        _hand_in_once(drawn, actor=actor, at=at)
    return application(row.application, actor=actor, at=at)


def application(application_id: int, *, actor: Actor, at: datetime | None = None) -> Application:
    """Return an application with its matters. Raises NotYours."""
    head = ledger.head(application_id)
    if head is None or head.kind != store.APPLICATION:
        raise NotYours
    scopes = lambda: entering.goal_of(application_id)  # noqa: E731 - asked only for a mandate
    access.ensure_theirs(actor, head.subject, access.READ, scopes=scopes, at=at)
    return reading.applications_of([(application_id, entering.created(head))])[0]


def applications(
    applicant: int, *, actor: Actor, at: datetime | None = None, limit: int = 50
) -> list[Application]:
    """List a person's applications, newest first."""
    access.ensure_theirs(actor, applicant, access.READ, at=at)
    heads = ledger.heads(kind=store.APPLICATION, subject=applicant, limit=limit)
    return reading.applications_of([(one.stream, entering.created(one)) for one in heads.items])


def receipt(application_id: int, *, actor: Actor, language: str = "zh") -> bytes:
    """Return the dated receipt of an application as PDF (受理回执; 许可法 第三十二条第二款)."""
    shown = application(application_id, actor=actor)
    return receipts.receipt(shown, language=language)


def _hand_in_once(drawn: drafting.Drawn, *, actor: Actor, at: datetime) -> None:
    """Hand a draft in; that another click was faster is as good as having done it."""
    try:
        with transaction.atomic():
            submitting.hand_in(drawn, actor=actor, at=at)
    except (ledger.VersionConflict, people.NumberTaken):
        if ledger.head(drawn.row.application) is None:
            raise


def _ensure_file_of_draft(draft_id: int, attachment_id: int, actor: Actor) -> None:
    """Raise NotYours unless it is the applicant's side, or an officer of a case it went to."""
    row = drafts_.load(draft_id)
    if access.is_theirs(
        actor, row.applicant, access.READ, scopes=lambda: entering.each_of(row.goal)
    ):
        return
    for case_id, _ in row.matters.values():
        state = store.load(int(case_id))
        if (
            state is not None
            and attachment_id in state.attachments
            and entering.is_examiner(state, actor)
        ):
            return
    raise NotYours
