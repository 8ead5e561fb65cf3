"""Drafts beside what is live (草稿): written, submitted, approved by another, published when due.

A draft is a set of definition files under way. Its story is a stream of events; the files stand
beside it. What may happen next follows from where it stands:

    draft ──submit──► submitted ──approve──► approved ──publish──► published
      ▲                  │ return               │ schedule
      └──────────────────┘                      └──► scheduled ──due──► published | failed
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, assert_never

from tongban.catalogue.domain.problems import DraftMoved, FourEyesNeeded, WrongDraftStep
from tongban.kernel.actors import Actor

Who = Mapping[str, Any]
"""An actor as JSON."""


class DraftStatus(StrEnum):
    """Where a draft stands (草稿状态)."""

    DRAFT = "draft"  # 起草中
    SUBMITTED = "submitted"  # 待审批
    APPROVED = "approved"  # 已审批
    SCHEDULED = "scheduled"  # 已排期
    PUBLISHED = "published"  # 已发布
    FAILED = "failed"  # 到期未能发布
    DROPPED = "dropped"  # 已放弃


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The author kept the files (存稿); a change begins the approval anew.

    `base` is the publication the author had before them; `back_to` the one that all is to be put
    back to, in place of files.
    """

    title: str
    author: Who
    files: tuple[str, ...]
    base: int | None = None
    back_to: int | None = None


@dataclass(frozen=True, slots=True)
class DraftSubmitted:
    """The author asked for approval (送审)."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftApproved:
    """Somebody entitled agreed (审批通过)."""

    approver: Who
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftReturned:
    """Somebody entitled sent it back with a reason (退回修改)."""

    by: Who
    reason: str


@dataclass(frozen=True, slots=True)
class DraftScheduled:
    """It is to be published at an instant (排期发布)."""

    at: str


@dataclass(frozen=True, slots=True)
class DraftPublished:
    """It was published as a revision (发布)."""

    revision: int


@dataclass(frozen=True, slots=True)
class DraftFailed:
    """When it fell due it could not be published any more (到期未能发布): why, finding by finding."""

    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftDropped:
    """The author gave it up (放弃)."""


DraftEvent = (
    DraftSaved
    | DraftSubmitted
    | DraftApproved
    | DraftReturned
    | DraftScheduled
    | DraftPublished
    | DraftFailed
    | DraftDropped
)
TYPES: Mapping[str, type[DraftEvent]] = {
    "catalogue.DraftSaved": DraftSaved,
    "catalogue.DraftSubmitted": DraftSubmitted,
    "catalogue.DraftApproved": DraftApproved,
    "catalogue.DraftReturned": DraftReturned,
    "catalogue.DraftScheduled": DraftScheduled,
    "catalogue.DraftPublished": DraftPublished,
    "catalogue.DraftFailed": DraftFailed,
    "catalogue.DraftDropped": DraftDropped,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its events left it (草稿); `seq` counts them.

    `author` began it, `hands` are all who wrote in it (kind and id), `files` its files' names.
    `base` is the publication it was made from, `last` whoever wrote in it last; a draft with
    `back_to` puts everything back as that publication left it.
    """

    id: int = 0
    seq: int = 0
    status: DraftStatus = DraftStatus.DRAFT
    title: str = ""
    author: Who | None = None
    approver: Who | None = None
    files: tuple[str, ...] = ()
    at: datetime | None = None
    revision: int | None = None
    reason: str = ""
    findings: tuple[str, ...] = ()
    hands: tuple[tuple[str, int], ...] = ()
    base: int | None = None
    back_to: int | None = None
    last: Who | None = None


def fold(identifier: int, events: Iterable[DraftEvent]) -> Draft:
    """Return what the events of a draft come to."""
    draft = Draft(identifier)
    for event in events:
        draft = evolve(draft, event)
    return draft


def evolve(draft: Draft, event: DraftEvent) -> Draft:
    """Return a draft after one more event."""
    seq = draft.seq + 1
    if isinstance(event, DraftSaved):
        author = draft.author or event.author
        kept = Draft(draft.id, seq, title=event.title, author=author, files=tuple(event.files))
        hand = (event.author["kind"], event.author["id"])
        base = event.base if event.base is not None else draft.base
        return replace(
            kept,
            reason=draft.reason,
            hands=(*draft.hands, hand),
            base=base,
            back_to=event.back_to,
            last=event.author,
        )
    return replace(draft, seq=seq, **_changes(event))


def _changes(
    event: DraftSubmitted
    | DraftApproved
    | DraftReturned
    | DraftScheduled
    | DraftPublished
    | DraftFailed
    | DraftDropped,
) -> dict[str, Any]:
    match event:
        case DraftSubmitted():
            found: dict[str, Any] = {"status": DraftStatus.SUBMITTED, "reason": ""}
        case DraftApproved(approver):
            found = {"status": DraftStatus.APPROVED, "approver": approver}
        case DraftReturned(_, reason):
            found = {"status": DraftStatus.DRAFT, "approver": None, "reason": reason, "at": None}
        case DraftScheduled(at):
            found = {"status": DraftStatus.SCHEDULED, "at": datetime.fromisoformat(at)}
        case DraftPublished(revision):
            found = {"status": DraftStatus.PUBLISHED, "revision": revision}
        case DraftFailed(findings):
            found = {"status": DraftStatus.FAILED, "findings": tuple(findings), "at": None}
        case DraftDropped():
            found = {"status": DraftStatus.DROPPED}
        case _:
            assert_never(event)
    return found


def save(
    draft: Draft,
    *,
    title: str,
    files: Iterable[str],
    actor: Actor,
    seen: int | None = None,
    base: int | None = None,
) -> DraftSaved:
    """Decide that files are kept; what is published or given up is not written on.

    `seen` is how far the author had read the draft: what another wrote since is not written over.
    """
    _must(draft, DraftStatus.DRAFT, DraftStatus.SUBMITTED, DraftStatus.APPROVED, DraftStatus.FAILED)
    if seen is not None and seen != draft.seq:
        raise DraftMoved((draft.last or {}).get("name", ""))
    return DraftSaved(title, actor.to_json(), tuple(sorted(files)), base)


def put_back(to: int, *, reason: str, actor: Actor) -> DraftSaved:
    """Decide that it is proposed to put everything back as a publication left it (提请回滚)."""
    return DraftSaved(reason, actor.to_json(), (), None, to)


def submit(draft: Draft, *, note: str) -> DraftSubmitted:
    """Decide that a draft is up for approval."""
    _must(draft, DraftStatus.DRAFT)
    return DraftSubmitted(note)


def approve(
    draft: Draft,
    *,
    actor: Actor,
    note: str,
    four_eyes: bool,
    is_one_person: Callable[[int, int], bool] = int.__eq__,
) -> DraftApproved:
    """Decide that a draft is approved; with four eyes, never by anybody who wrote in it.

    `is_one_person` says of two accounts whether they are one person's: a second account is no
    second pair of eyes.
    """
    _must(draft, DraftStatus.SUBMITTED)
    mine = (is_one_person(actor.id, other) for kind, other in draft.hands if kind == actor.kind)
    if four_eyes and any(mine):
        raise FourEyesNeeded
    return DraftApproved(actor.to_json(), note)


def send_back(draft: Draft, *, actor: Actor, reason: str) -> DraftReturned:
    """Decide that a draft goes back to its author."""
    _must(draft, DraftStatus.SUBMITTED, DraftStatus.APPROVED, DraftStatus.SCHEDULED)
    return DraftReturned(actor.to_json(), reason)


def schedule(draft: Draft, *, at: datetime, four_eyes: bool) -> DraftScheduled:
    """Decide when a draft is published."""
    may_go_live(draft, four_eyes=four_eyes)
    return DraftScheduled(at.isoformat())


def drop(draft: Draft) -> DraftDropped:
    """Decide that a draft is given up."""
    if draft.status in (DraftStatus.PUBLISHED, DraftStatus.DROPPED):
        raise WrongDraftStep(draft.status.value)
    return DraftDropped()


def may_go_live(draft: Draft, *, four_eyes: bool) -> None:
    """Raise unless a draft may be published: approved, where the city wants four eyes."""
    if four_eyes:
        if draft.approver is None:
            raise FourEyesNeeded
        _must(draft, DraftStatus.APPROVED, DraftStatus.SCHEDULED)
    elif draft.status in (DraftStatus.PUBLISHED, DraftStatus.DROPPED):
        raise WrongDraftStep(draft.status.value)


def _must(draft: Draft, *allowed: DraftStatus) -> None:
    if draft.status not in allowed:
        raise WrongDraftStep(draft.status.value)
