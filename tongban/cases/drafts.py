"""Drafts, files and serial numbers as rows (草稿与附件): the ordinary tables of this room."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from tongban.cases.files import CheckedFile
from tongban.cases.models import AttachmentRow, DraftRow
from tongban.cases.problems import DraftMoved, NotYours, TooManyFiles
from tongban.cases.views import Attachment
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.identifiers import case_number

MOST_FILES = 60
FIELDS = ("id", "service", "material_no", "ref", "name", "type", "size", "digest")


def start(
    *,
    applicant: int,
    goal: Sequence[str],
    channel: str,
    places: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> DraftRow:
    """Write a new draft in the applicant's shard, with the id its application will have."""
    shard = ids.shard_of(applicant)
    row = DraftRow(
        id=ids.new(shard),
        shard=shard,
        applicant=applicant,
        goal=list(goal),
        channel=channel,
        book_on=time.city_date(at),
        application=ids.new(shard),
        places=dict(places),
        started_at=at,
        started_by=actor.to_json(),
        changed_at=at,
    )
    row.save(force_insert=True)
    return row


def load(draft_id: int, *, lock: bool = False) -> DraftRow:
    """Read a draft, locked against other writers on wish. Raises NotYours where there is none."""
    rows = DraftRow.objects.filter(shard=ids.shard_of(draft_id), id=draft_id)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NotYours
    return row


def open_of(applicant: int) -> list[DraftRow]:
    """Return the drafts of a person that have not been handed in, newest first."""
    rows = DraftRow.objects.filter(
        shard=ids.shard_of(applicant), applicant=applicant, submitted_at=None
    )
    return list(rows.order_by("-id")[:50])


def save_answers(row: DraftRow, answers: Mapping[str, Any], at: datetime) -> None:
    """Write the answers of a draft."""
    row.answers, row.changed_at = dict(answers), at
    DraftRow.objects.filter(shard=row.shard, id=row.id).update(answers=row.answers, changed_at=at)


def save_matters(row: DraftRow, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Set aside a case id and number for every plan key that has none yet; return all."""
    fresh = [key for key in keys if key not in row.matters]
    if fresh:
        for key, serial in zip(fresh, serials(row.shard, row.book_on, len(fresh)), strict=True):
            number = case_number(row.book_on, row.shard, serial)
            row.matters[key] = [ids.new(row.shard), number]
        DraftRow.objects.filter(shard=row.shard, id=row.id).update(matters=row.matters)
    return {key: (int(pair[0]), str(pair[1])) for key, pair in row.matters.items()}


def mark_submitted(row: DraftRow, at: datetime) -> None:
    """Close a draft and forget its answers: they are statements from now on.

    Raises DraftMoved where the draft has changed since this row of it was read.
    """
    as_read = DraftRow.objects.filter(
        shard=row.shard, id=row.id, submitted_at=None, changed_at=row.changed_at
    )
    if not as_read.update(submitted_at=at, changed_at=at, answers={}):
        raise DraftMoved


def discard(row: DraftRow) -> None:
    """Delete a draft and its files; the numbers set aside for it are not given again."""
    AttachmentRow.objects.filter(shard=row.shard, draft=row.id).delete()
    DraftRow.objects.filter(shard=row.shard, id=row.id).delete()


def serials(shard: int, day: date, count: int) -> list[int]:
    """Take the next serial numbers of a shard and day, each given once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_serial (shard, day, last) values (%s, %s, %s) "
            "on conflict (shard, day) do update set last = cases_serial.last + excluded.last "
            "returning last",
            (shard, day, count),
        )
        last = int(cursor.fetchone()[0])
    return list(range(last - count + 1, last + 1))


# Files


def keep(
    checked: CheckedFile,
    *,
    owner: int,
    draft: int | None,
    case: int | None,
    service: str,
    material_no: int,
    ref: str,
    actor: Actor,
    at: datetime,
) -> Attachment:
    """Write a file with its content. Raises TooManyFiles."""
    shard = ids.shard_of(owner)
    where = {"draft": draft} if draft else {"case": case}
    if AttachmentRow.objects.filter(shard=shard, **where).count() >= MOST_FILES:
        raise TooManyFiles
    row = AttachmentRow(
        id=ids.new(shard),
        shard=shard,
        draft=draft,
        case=case,
        service=service,
        material_no=material_no,
        ref=ref,
        name=checked.name,
        type=checked.type,
        size=len(checked.content),
        digest=checked.digest,
        content=checked.content,
        added_at=at,
        added_by=actor.to_json(),
    )
    row.save(force_insert=True)
    return Attachment(*(getattr(row, name) for name in FIELDS))


def files_of_draft(draft: int) -> tuple[Attachment, ...]:
    """Return the files of a draft in the order they came, without their content."""
    return files_of_drafts([draft]).get(draft, ())


def files_of_drafts(drafts: Sequence[int]) -> dict[int, tuple[Attachment, ...]]:
    """Return the files of several drafts in one query; drafts without any are left out."""
    shards = {ids.shard_of(one) for one in drafts}
    rows = AttachmentRow.objects.filter(shard__in=shards, draft__in=drafts).order_by("id")
    found: dict[int, tuple[Attachment, ...]] = {}
    for draft, *row in rows.values_list("draft", *FIELDS):
        found[draft] = (*found.get(draft, ()), Attachment(*row))
    return found


def files(identifiers: Sequence[int]) -> tuple[Attachment, ...]:
    """Return files by id, without their content."""
    if not identifiers:
        return ()
    shards = {ids.shard_of(one) for one in identifiers}
    rows = AttachmentRow.objects.filter(shard__in=shards, id__in=identifiers)
    return tuple(Attachment(*row) for row in rows.order_by("id").values_list(*FIELDS))


def file(identifier: int) -> AttachmentRow:
    """Read one file with its content. Raises NotYours where there is none."""
    row = AttachmentRow.objects.filter(shard=ids.shard_of(identifier), id=identifier).first()
    if row is None:
        raise NotYours
    return row


def remove(draft: int, identifier: int) -> bool:
    """Delete a file of a draft; say whether it was there."""
    rows = AttachmentRow.objects.filter(shard=ids.shard_of(draft), id=identifier, draft=draft)
    return bool(rows.delete()[0])
