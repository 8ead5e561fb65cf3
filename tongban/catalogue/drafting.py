"""Drafts: kept, submitted, approved, and published at once or when due (草稿的办理)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from tongban.catalogue import access, store
from tongban.catalogue.domain import drafts
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.drafts import Draft, DraftEvent, DraftFailed, DraftPublished
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.problems import (
    DefinitionsWrong,
    DraftBehind,
    DraftMoved,
    NoSuchRevision,
    UnknownDraft,
)
from tongban.catalogue.publishing import (
    Preview,
    Proposed,
    Published,
    ensure_alone,
    four_eyes,
    preview,
    proposed,
    publish_files,
    put_back,
    unpublished,
)
from tongban.catalogue.store import Act
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.people import api as people

STREAM = "catalogue_draft"
DUE = "catalogue.publish"
APPROVE = "catalogue.approve"
QUEUE = "catalogue"  # where drafts wait for approval
_SHOWN = 50  # findings kept of a publication that failed when it fell due


def save_draft(
    files: Mapping[str, str],
    *,
    actor: Actor,
    title: str = "",
    draft: int | None = None,
    seen: int | None = None,
    at: datetime | None = None,
) -> Draft:
    """Keep a draft: definition files by name, as text with their comments (存稿).

    Nothing is checked yet and nothing goes live. Without `draft` a new one begins. A draft that
    was submitted or approved begins anew. `seen` is the `seq` of the draft as the author read it.
    Raises UnknownDraft, WrongDraftStep, NotEntitled (also where a definition is another
    agency's), DraftMoved where somebody else has written in it since `seen`.
    """
    access.ensure(actor, access.DRAFT)
    ensure_owns(files, actor)
    now = Draft(ids.new(store.SHARD)) if draft is None else _the_draft(draft)
    base = store.newest().number
    event = drafts.save(
        now, title=title or now.title, files=files, actor=actor, seen=seen, base=base
    )
    try:
        with transaction.atomic():
            store.put_files(now.id, files)
            return _append(now, event, actor=actor, at=at)
    except ledger.VersionConflict as fault:
        raise DraftMoved((_the_draft(now.id).last or {}).get("name", "")) from fault


def ensure_owns(files: Mapping[str, str], actor: Actor) -> None:
    """Raise NotEntitled where a definition of these files, or what it follows, is another's."""
    found = load(files).definitions
    before = (store.last_published(one.kind, one.id) for one in found)
    access.ensure_owns(actor, (*found, *(one[1] for one in before if one)))


def the_draft(draft: int, *, actor: Actor) -> Draft:
    """Return a draft; raises UnknownDraft, NotEntitled."""
    access.ensure_reader(actor)
    return _the_draft(draft)


def _the_draft(draft: int) -> Draft:
    events = ledger.events(draft)
    if not events or events[0].type not in drafts.TYPES:
        raise UnknownDraft(draft)
    return drafts.fold(draft, map(read, events))


def draft_files(draft: int, *, actor: Actor) -> dict[str, str]:
    """Return the files of a draft; raises UnknownDraft, NotEntitled."""
    return store.files_of(the_draft(draft, actor=actor).id)


def open_drafts(limit: int = 50, *, actor: Actor) -> list[Draft]:
    """Return the drafts that are under way, newest first; raises NotEntitled."""
    access.ensure_reader(actor)
    standing = [
        one.value
        for one in drafts.DraftStatus
        if one not in (drafts.DraftStatus.PUBLISHED, drafts.DraftStatus.DROPPED)
    ]
    found = ledger.heads(kind=STREAM, status=standing, limit=limit)
    return [_the_draft(head.stream) for head in found.items]


def preview_draft(draft: int, *, actor: Actor) -> Preview:
    """Say what a draft would change, in words, and which open cases it touches."""
    return preview(_texts(draft_files(draft, actor=actor)))


def proposed_by_draft(draft: int, *, actor: Actor) -> Proposed:
    """Compile what would be in force with a draft (拟议定义).

    Raises DefinitionsWrong, UnknownDraft, NotEntitled.
    """
    return proposed(_texts(draft_files(draft, actor=actor)))


def behind_draft(draft: int, *, actor: Actor) -> tuple[Definition, ...]:
    """Return what was published anew, since a draft began, of the definitions it writes."""
    return _behind(the_draft(draft, actor=actor))


def _behind(now: Draft) -> tuple[Definition, ...]:
    if now.base is None or now.base == store.newest().number:
        return ()
    found = (
        store.last_published(one.kind, one.id) for one in load(store.files_of(now.id)).definitions
    )
    return tuple(one[1] for one in found if one and one[0] > now.base)


def _texts(files: Mapping[str, str]) -> dict[str, bytes | OSError]:
    return {name: text.encode() for name, text in files.items()}


def propose_roll_back(
    to: int, *, actor: Actor, reason: str = "", at: datetime | None = None
) -> Draft:
    """Ask that everything be put back as a publication left it (提请回滚); another approves it.

    Raises NoSuchRevision, NotEntitled.
    """
    access.ensure(actor, access.PUBLISH)
    access.ensure_owns(actor, [Definition("city", "city", "", {})])
    if not store.has_revision(to):
        raise NoSuchRevision(to)
    now = Draft(ids.new(store.SHARD))
    now = _append(now, drafts.put_back(to, reason=reason, actor=actor), actor=actor, at=at)
    return _append(now, drafts.submit(now, note=reason), actor=actor, at=at)


def submit_draft(draft: int, *, actor: Actor, note: str = "", at: datetime | None = None) -> Draft:
    """Ask for approval (送审); raises WrongDraftStep, NotEntitled."""
    access.ensure(actor, access.PUBLISH)
    now = _the_draft(draft)
    ensure_owns(store.files_of(draft), actor)
    return _append(now, drafts.submit(now, note=note), actor=actor, at=at)


def approve_draft(
    draft: int,
    *,
    actor: Actor,
    note: str = "",
    by_another: bool = False,
    at: datetime | None = None,
) -> Draft:
    """Approve a draft (审批).

    `by_another` wants a second person even where the city would let the author alone. Raises FourEyesNeeded where the city wants it, WrongDraftStep, NotEntitled.
    """
    access.ensure(actor, access.APPROVE)
    now = _the_draft(draft)
    access.ensure_owns(actor, load(store.files_of(draft)).definitions, access.APPROVE)
    event = drafts.approve(
        now,
        actor=actor,
        note=note,
        four_eyes=by_another or four_eyes(),
        is_one_person=people.is_one_person,
    )
    return _append(now, event, actor=actor, at=at)


def return_draft(draft: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Draft:
    """Send a draft back to its author with a reason (退回); what was scheduled is off.

    Raises WrongDraftStep, NotEntitled.
    """
    access.ensure(actor, access.APPROVE)
    now = _the_draft(draft)
    return _append(now, drafts.send_back(now, actor=actor, reason=reason), actor=actor, at=at)


def drop_draft(draft: int, *, actor: Actor, at: datetime | None = None) -> Draft:
    """Give a draft up (放弃); its story stays, its files go. Raises WrongDraftStep, NotEntitled."""
    access.ensure(actor, access.PUBLISH)
    now = _the_draft(draft)
    with transaction.atomic():
        store.put_files(now.id, {})
        return _append(now, drafts.drop(now), actor=actor, at=at)


def publish_draft(draft: int, *, actor: Actor, at: datetime | None = None) -> Published:
    """Publish a draft now (发布).

    Raises DefinitionsWrong, FourEyesNeeded, WrongDraftStep, NotEntitled, DraftBehind where what
    it was made from has been published anew.
    """
    access.ensure(actor, access.PUBLISH)
    with transaction.atomic():
        now = _the_draft(draft)
        drafts.may_go_live(now, four_eyes=four_eyes())
        if found := _behind(now):
            raise DraftBehind("、".join(one.id for one in found))
        return _publish(now, actor=actor, at=at or time.now())


def schedule_draft(
    draft: int, *, publish_at: datetime, actor: Actor, at: datetime | None = None
) -> Draft:
    """Have a draft published at an instant (排期); it is checked again when it falls due.

    Raises FourEyesNeeded, WrongDraftStep, NotEntitled; DefinitionsWrong where it could not be
    published as things stand.
    """
    access.ensure(actor, access.PUBLISH)
    now = _the_draft(draft)
    event = drafts.schedule(now, at=publish_at, four_eyes=four_eyes())
    found = preview(_texts(store.files_of(draft))).findings
    if not found:
        raise DefinitionsWrong(found.errors)
    return _append(now, event, actor=actor, at=at)


def schedule_files(
    texts: Mapping[str, bytes | OSError],
    *,
    publish_at: datetime,
    actor: Actor,
    title: str = "",
    at: datetime | None = None,
) -> Draft:
    """Have files published at an instant, by whoever may publish them now (排期).

    They are kept as an approved draft, whole; what of them is already published as it is stays
    out. Raises as `publish` does.
    """
    ensure_alone(actor)
    found = preview(texts).findings
    if not found:
        raise DefinitionsWrong(found.errors)
    kept = {name: raw.decode("utf-8-sig") for name, raw in unpublished(texts).items()}
    with transaction.atomic():
        draft = save_draft(kept, actor=actor, title=title, at=at)
        draft = _append(draft, drafts.DraftSubmitted(), actor=actor, at=at)
        draft = _append(draft, drafts.DraftApproved(actor.to_json()), actor=actor, at=at)
        event = drafts.DraftScheduled(publish_at.isoformat())
        return _append(draft, event, actor=actor, at=at)


def publish_due(draft: int, at: datetime) -> None:
    """Publish a scheduled draft that falls due, or note why it could not be."""
    now = _the_draft(draft)
    if now.status is not drafts.DraftStatus.SCHEDULED:
        return
    try:
        with transaction.atomic():
            _publish(now, actor=SYSTEM, at=at)
    except DefinitionsWrong as problem:
        said = tuple(str(one) for one in problem.detail[:_SHOWN])
        _append(now, DraftFailed(said), actor=SYSTEM, at=at)


def _publish(now: Draft, *, actor: Actor, at: datetime) -> Published:
    author = Actor.from_json(now.author) if now.author else actor
    approver = Actor.from_json(now.approver) if now.approver else None
    if now.back_to is not None:
        act = Act("roll_back", author, at, now.title, approver, now.id, now.back_to)
        revision, _count = put_back(act)
        done = Published((), 0, 0.0, revision=revision)
    else:
        act = Act("publish", author, at, now.title, approver=approver, draft=now.id)
        done = publish_files(_texts(store.files_of(now.id)), act)
    _append(now, DraftPublished(done.revision), actor=actor, at=at)
    return done


def read(event: Event) -> DraftEvent:
    """Read an event of a draft."""
    return drafts.TYPES[event.type](**event.data)


def _append(now: Draft, event: DraftEvent, *, actor: Actor, at: datetime | None) -> Draft:
    after = drafts.evolve(now, event)
    name = next(name for name, kind in drafts.TYPES.items() if isinstance(event, kind))
    data = json.loads(json.dumps(asdict(event)))
    touched = (Ref("draft", str(now.id), "subject"),)
    envelope = Event(name, at or time.now(), actor, data, touched, ids.new(store.SHARD))
    head, work = head_of(after)
    close = (DUE, APPROVE) if now.seq else ()
    ledger.append(ledger.Append(now.id, STREAM, now.seq, [envelope], head, work, close))
    return after


def head_of(draft: Draft) -> tuple[ledger.Head, list[ledger.Task]]:
    """Return the row of a draft and what waits: its approval, or the clock of its publication."""
    waits = draft.status is drafts.DraftStatus.SUBMITTED
    head = ledger.Head(draft.status.value, QUEUE if waits else None, 0, None, draft.title, None)
    if draft.status is drafts.DraftStatus.SCHEDULED:
        return head, [ledger.Task(0, ledger.CLOCK, DUE, draft.at)]
    return head, [ledger.Task(0, QUEUE, APPROVE, None)] if waits else []
