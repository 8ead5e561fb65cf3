"""The face of co-applicants (共同申请): who must confirm a draft before it is filed, and does or not.

A marriage or a transfer of property is applied for by both (民法典 第一千零四十九条; 不动产登记暂行条例 第十四条).
The one who filled in the form hands it in; then everybody whom the service names is asked, sees
what they confirm, and confirms or declines. The last confirmation files it. Whatever is changed
in between has to be confirmed anew; a request nobody answers ends after fifteen days.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.cases import access, applying, co_applicants, drafting, entering
from tongban.cases import drafts as drafts_
from tongban.cases.co_applicants import CONFIRMED, DECLINED, EXPIRED, VOID, WAITING, digest_of
from tongban.cases.domain.parties import NAME_KEY, PARTY_KEY
from tongban.cases.models import ConfirmationRow, DraftRow
from tongban.cases.problems import NotReady, NotYours, Submitted
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactKind, FactRef
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.people import api as people

LONGEST_WORDS = 2000


class ConfirmationOver(Problem):
    """The request was answered, has expired, or the answers changed since (确认已失效)."""

    code = "cases.confirmation-over"
    words = Text("这次确认已经失效。", "This request for confirmation is no longer open.")
    advice = Text("请申请人重新发起确认。", "Ask the applicant to send it again.")
    status = 409


class DeclineNeedsReason(Problem):
    """A refusal to confirm without a reason (不同意未说明理由)."""

    code = "cases.decline-needs-reason"
    words = Text("请说明为什么不同意。", "Say why you do not agree.")
    advice = Text("一句话即可，申请人会看到。", "A sentence is enough; the applicant reads it.")


@dataclass(frozen=True, slots=True)
class Said:
    """Something the applicant said in what is to be confirmed (申请内容)."""

    label: Text
    kind: FactKind
    value: Any


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A request to confirm an application (待确认的共同申请).

    `state` is waiting, confirmed, declined, void (something was changed) or expired. `contents`
    are what was said in the application, label by answer, for whom is asked; facts the government
    holds of others are not among them. `application` is there once it was filed.
    """

    id: int
    draft: int
    title: Text
    applicant_name: str
    role: str
    role_name: Text
    asked_at: datetime
    expires_at: datetime
    state: str
    reason: str = ""
    contents: tuple[Said, ...] = ()
    application: int | None = None


# Asking


def ask_confirmations(
    draft_id: int, *, actor: Actor, at: datetime | None = None
) -> tuple[Confirmation, ...]:
    """Ask everybody who must confirm a complete draft; asked again, the open requests stand.

    Raises NotReady while something is missing. Empty where nobody has to confirm.
    """
    at = at or time.now()
    row = entering.own_draft(draft_id, actor, "submit", open_=True, at=at)
    drawn = drafting.draw(row, actor=actor, at=at)
    if drawn.form.missing:
        raise NotReady(drawn.form.missing)
    must = co_applicants.must_confirm(drawn)
    return _views(co_applicants.ask(drawn, must, actor=actor, at=at), at)


# Answering


def confirmations(
    *, actor: Actor, draft_id: int | None = None, at: datetime | None = None
) -> tuple[Confirmation, ...]:
    """List what waits for a person's confirmation; or of a draft, for its applicant, all of it."""
    at = at or time.now()
    if draft_id is not None:
        row = entering.own_draft(draft_id, actor, "fill", at=at)
        rows = ConfirmationRow.objects.filter(shard=row.shard, draft=row.id)
        return _views(list(rows.exclude(state=VOID).order_by("id")), at)
    who = actor.acting_for or actor.id
    access.ensure_theirs(actor, who, "submit", at=at)
    rows = ConfirmationRow.objects.filter(party=who, state=WAITING, expires_at__gt=at)
    return _views(list(rows.order_by("-id")[:50]), at)


def confirmation(confirmation_id: int, *, actor: Actor, at: datetime | None = None) -> Confirmation:
    """Show a request with what is to be confirmed, to whom it was sent. Raises NotYours.

    Whoever declined, did not answer in time, or confirmed what was changed since, reads no more.
    """
    at = at or time.now()
    return _view(_theirs(confirmation_id, actor, at), at, contents=True)


def confirm(confirmation_id: int, *, actor: Actor, at: datetime | None = None) -> Confirmation:
    """Confirm (确认共同申请); the last of all hands the application in.

    Raises ConfirmationOver when it was answered, expired, or something was changed since.
    """
    at = at or time.now()
    with transaction.atomic():
        row = _open(confirmation_id, actor, at)
        row.state, row.answered_at, row.answered_by = CONFIRMED, at, actor.to_json()
        row.save(update_fields=["state", "answered_at", "answered_by"])
    left = ConfirmationRow.objects.filter(
        shard=row.shard, draft=row.draft, digest=row.digest, state__in=[WAITING, DECLINED]
    )
    if not left.exists():
        try:
            applying.submit(row.draft, actor=Actor.from_json(row.asked_by), at=at)
        except (NotReady, Submitted):
            # What was complete is not any more, or it is filed already: the applicant sees which.
            return _view(row, at)
    return _view(row, at)


def decline(
    confirmation_id: int, *, reason: str, actor: Actor, at: datetime | None = None
) -> Confirmation:
    """Decline (不同意), with a reason the applicant reads; nothing is filed."""
    at, words = at or time.now(), reason.strip()
    if not words or len(words) > LONGEST_WORDS:
        raise DeclineNeedsReason
    with transaction.atomic():
        row = _open(confirmation_id, actor, at)
        row.state, row.reason = DECLINED, words
        row.answered_at, row.answered_by = at, actor.to_json()
        row.save(update_fields=["state", "reason", "answered_at", "answered_by"])
    return _view(row, at)


def _theirs(confirmation_id: int, actor: Actor, at: datetime) -> ConfirmationRow:
    row = ConfirmationRow.objects.filter(
        shard=ids.shard_of(confirmation_id), id=confirmation_id
    ).first()
    if row is None or not access.is_theirs(actor, row.party, "submit", at=at):
        raise NotYours
    return row


def _open(confirmation_id: int, actor: Actor, at: datetime) -> ConfirmationRow:
    """Lock an open request whose draft is still what was asked about."""
    row = _theirs(confirmation_id, actor, at)
    draft = drafts_.load(row.draft, lock=True)
    row.refresh_from_db()
    changed = draft.submitted_at is not None or digest_of(draft) != row.digest
    if row.state != WAITING or at >= row.expires_at or changed:
        raise ConfirmationOver
    return row


# Showing


def _views(rows: list[ConfirmationRow], at: datetime) -> tuple[Confirmation, ...]:
    return tuple(_view(row, at) for row in rows)


def _view(row: ConfirmationRow, at: datetime, *, contents: bool = False) -> Confirmation:
    draft = drafts_.load(row.draft)
    book = catalogue.book(draft.book_on)
    expired = row.state == WAITING and at >= row.expires_at
    return Confirmation(
        id=row.id,
        draft=row.draft,
        title=drafting.title_of(tuple(draft.goal), book),
        applicant_name=people.party(draft.applicant).name,
        role=row.role,
        role_name=book.role_name(row.role),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        state=EXPIRED if expired else row.state,
        reason=row.reason,
        contents=_contents(draft, book) if contents and _is_shown(row, draft, at) else (),
        application=draft.application if draft.submitted_at else None,
    )


def _is_shown(row: ConfirmationRow, draft: DraftRow, at: datetime) -> bool:
    """Whether what was asked about is still what stands, and still theirs to see."""
    theirs = row.state == CONFIRMED or (row.state == WAITING and at < row.expires_at)
    return theirs and digest_of(draft) == row.digest


def _contents(draft: DraftRow, book: Book) -> tuple[Said, ...]:
    """List what was said, label by answer; numbers of people are left out, their names are not."""
    found: list[Said] = []
    for key, value in sorted(draft.answers.items()):
        if key.startswith(PARTY_KEY):
            if key.endswith(NAME_KEY):
                role = key.removeprefix(PARTY_KEY).removesuffix(NAME_KEY)
                found.append(Said(book.role_name(role), FactKind(key, book.role_name(role)), value))
            continue
        ref = FactRef.read(key)
        kind = book.kinds.get(ref.kind)
        if kind is None or kind.type == "file":
            continue
        role_name = book.role_name(ref.role)
        label = Text(
            f"{role_name.zh}：{kind.name.zh}", f"{role_name.in_('en')}: {kind.name.in_('en')}"
        )
        found.append(Said(label, kind, value))
    return tuple(found)
