"""The inbox (站内信): what a person was told, the newest first; opening one is reading it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tongban.exchange.notices import serving
from tongban.exchange.notices.domain.problems import NoSuchNotice
from tongban.exchange.notices.domain.serving import OPENED
from tongban.exchange.notices.models import NoticeRow
from tongban.facts import api as facts
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor, Purpose
from tongban.people import api as people

PAGE = 20
MESSAGES = "messages"
"""How a reading of messages is logged."""
ALONE = ("result-ready", "rating-invited")
"""Whose words are for the person alone: a code stands in them, or a link by which they act."""
SHOWN = 99
"""Unread ones are counted no further."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as its person reads it (站内信)."""

    id: int
    person: int
    template: str
    subject: str
    body: str
    language: str
    about: tuple[str, str]
    made_at: datetime
    read_at: datetime | None
    legal: bool
    document: str
    served_at: datetime | None
    served_by: str


def inbox(
    person: int, *, actor: Actor, after: int | None = None, limit: int = PAGE
) -> Sequence[Notice]:
    """Return a page of what a person was told, the newest first; `after` is the last one's id.

    Raises NoSuchNotice for anybody but the person and who acts for them.
    """
    _own(person, actor)
    return _page(person, after, limit)


def read_to(person: int, *, actor: Actor, purpose: Purpose, limit: int = PAGE) -> Sequence[Notice]:
    """Return what a person was told, for a clerk who reads it to them (代读消息); leaves a reading.

    Nothing counts as read or served by it, and what carries a code or a link for the person
    alone has no words here. Raises NoPurpose.
    """
    facts.log_read({person: (MESSAGES,)}, purpose=purpose, actor=actor)
    found = _page(person, None, limit)
    return [replace(one, body="") if one.template in ALONE else one for one in found]


def _page(person: int, after: int | None, limit: int) -> Sequence[Notice]:
    rows = NoticeRow.objects.filter(shard=ids.shard_of(person), person=person, secret=False)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return [_read(row) for row in rows.order_by("-id")[:limit]]


def unread(person: int) -> int:
    """Return how many a person has not opened, 99 at most."""
    rows = NoticeRow.objects.filter(
        shard=ids.shard_of(person), person=person, read_at__isnull=True, secret=False
    )
    return len(rows.values_list("id", flat=True)[:SHOWN])


def open_notice(notice: int, *, actor: Actor, at: datetime | None = None) -> Notice:
    """Return one and note that it was read; a later look does not move the time. Raises NoSuchNotice."""
    row = NoticeRow.objects.filter(shard=ids.shard_of(notice), id=notice, secret=False).first()
    if row is None:
        raise NoSuchNotice
    _own(row.person, actor)
    at = at or time.now()
    fresh = NoticeRow.objects.filter(shard=row.shard, id=row.id, read_at__isnull=True)
    if actor.kind == "person" and fresh.update(read_at=at):
        row.read_at = at
        if row.legal and row.served_at is None:
            serving.serve(row, OPENED, actor=actor, at=at, proof=actor.name)
    return _read(row)


def told(person: int) -> Sequence[Notice]:
    """Return what the platform told a person lately, for a test or a story: nobody has read it."""
    rows = NoticeRow.objects.filter(shard=ids.shard_of(person), person=person, secret=False)
    return [_read(row) for row in rows.order_by("-id")[:PAGE]]


def _own(person: int, actor: Actor) -> None:
    if actor.kind == "person" and not people.may_act_for(actor.id, person):
        raise NoSuchNotice


def _read(row: NoticeRow) -> Notice:
    return Notice(
        row.id, row.person, row.template, row.subject, row.body, row.language,
        (row.about_kind, row.about_number), row.made_at, row.read_at, row.legal, row.document,
        row.served_at, row.served_by,
    )  # fmt: skip
