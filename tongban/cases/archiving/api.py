"""The face of archives (归档): packed at night, verified at any time, destroyed by two and by law.

Problems:  Problem
           ├── NoSuchArchive     no such case is archived (404)
           └── NotToBeDestroyed  held, too early, or one pair of eyes (409)
"""

import base64
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tongban.cases import store
from tongban.cases.archiving import packing, verify
from tongban.cases.archiving.domain import retention
from tongban.cases.archiving.domain.retention import NoSuchArchive, NotToBeDestroyed
from tongban.cases.archiving.models import ArchiveRow, DestructionRow
from tongban.cases.models import AttachmentRow
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.signing import certificates, keyring

__all__ = [
    "Archive",
    "NoSuchArchive",
    "NotToBeDestroyed",
    "approve_destruction",
    "archive",
    "due_for_destruction",
    "hold",
    "pack_waiting",
    "propose_destruction",
    "release",
    "rotate_key",
    "sign",
    "verify_archive",
]

BATCH = 200
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archived case (档案): where it lies, how long, whether anything holds it."""

    number: str
    kind: str
    closed_on: date
    packed_at: datetime | None
    path: str
    digest: str
    keep_until: date | None
    held: str
    destroyed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Destruction:
    """A list of archives (销毁清册): what is on it, who proposed it, who approved it."""

    id: int
    numbers: tuple[str, ...]
    proposed_by: Actor
    proposed_at: datetime
    approved_by: Actor | None = None
    approved_at: datetime | None = None
    certificate: str = ""
    signature: str = ""


def pack_waiting(at: datetime, *, limit: int = BATCH) -> int:
    """Pack finished cases that are not packed yet (夜间归档); returns how many."""
    rows = ArchiveRow.objects.filter(packed_at__isnull=True, closed_on__lt=time.city_date(at))
    return sum(_pack(row, at) for row in rows.order_by("closed_on")[:limit])


def _pack(row: ArchiveRow, at: datetime) -> bool:
    """Pack one; what cannot be packed waits for a person to read the log and stops no other."""
    try:
        return packing.pack(row, at)
    except Exception:
        log.exception("the case %s was not packed", row.case)
        return False


def archive(number: str) -> Archive:
    """Return an archived case. Raises NoSuchArchive."""
    return _read(_row(number))


def verify_archive(number: str) -> list[str]:
    """Return what is wrong with a package (四性检测), nothing where it is whole.

    Every key that ever signed here counts, the ones that were changed too. Raises NoSuchArchive.
    """
    row = _row(number)
    path = Path(settings.HOME) / row.path
    if row.packed_at is None or row.destroyed_at or not path.exists():
        raise NoSuchArchive(number)
    keys = sorted((Path(settings.HOME) / packing.FOLDER / packing.KEYS).glob("*.pem"))
    return list(verify.faults(path, keys))


def hold(number: str, *, why: str, actor: Actor) -> Archive:
    """Have a case kept whatever its term (冻结): a lawsuit, an audit."""
    del actor
    row = _row(number)
    row.held = why.strip()[:200] or "冻结"
    row.save(update_fields=["held"])
    return _read(row)


def release(number: str, *, actor: Actor) -> Archive:
    """Let its term count again (解除冻结)."""
    del actor
    row = _row(number)
    row.held = ""
    row.save(update_fields=["held"])
    return _read(row)


def due_for_destruction(on: date, *, limit: int = BATCH) -> Sequence[Archive]:
    """Return what may be destroyed on a day: its term is over and nothing holds it (到期档案)."""
    rows = ArchiveRow.objects.filter(
        keep_until__lte=on, destroyed_at__isnull=True, packed_at__isnull=False, held=""
    )
    return [_read(row) for row in rows.order_by("keep_until")[:limit]]


def propose_destruction(numbers: Sequence[str], *, actor: Actor, at: datetime | None = None) -> int:
    """Make a list of what is to be destroyed (销毁清册). Raises NotToBeDestroyed, NoSuchArchive."""
    at = at or time.now()
    rows = [_row(number) for number in numbers]
    _ensure_due(rows, time.city_date(at))
    listed = [{"number": row.number, "digest": row.digest, "kind": row.kind} for row in rows]
    made = DestructionRow.objects.create(
        id=ids.new(ids.draw_shard()), listed=listed, proposed_at=at, proposed_by=actor.to_json()
    )
    return made.id


def approve_destruction(
    destruction: int, *, actor: Actor, at: datetime | None = None
) -> tuple[str, str]:
    """Approve a list and destroy what is on it (审批销毁); returns the certificate and its signature.

    By another person than who proposed it. What stays are the numbers, the digests and who decided.
    """
    at = at or time.now()
    with transaction.atomic():
        made = DestructionRow.objects.select_for_update().filter(id=destruction).first()
        if made is None or made.approved_at or _same(made.proposed_by, actor):
            raise NotToBeDestroyed(destruction)
        rows = [_row(one["number"]) for one in made.listed]
        _ensure_due(rows, time.city_date(at))
        made.approved_at, made.approved_by = at, actor.to_json()
        made.certificate, made.signature = _certificate(made, at)
        made.save()
        for row in rows:
            _forget(row, made.id, at)
        transaction.on_commit(lambda: _unlink(rows), robust=True)
    return made.certificate, made.signature


def destructions(*, limit: int = BATCH) -> list[Destruction]:
    """Return the lists of what is to be or was destroyed, newest first (销毁清册)."""
    return [
        Destruction(
            row.id, tuple(one["number"] for one in row.listed), Actor.from_json(row.proposed_by),
            row.proposed_at, Actor.from_json(row.approved_by) if row.approved_by else None,
            row.approved_at, row.certificate, row.signature,
        )
        for row in DestructionRow.objects.order_by("-proposed_at", "-id")[:limit]
    ]  # fmt: skip


def rotate_key() -> str:
    """Begin a new key for what is packed from now on (密钥轮换)."""
    return packing.rotate()


def sign(text: str) -> str:
    """Sign a certificate of destruction with the key of the archive (销毁证明签名), as base64."""
    signer = keyring(Path(settings.HOME)).signer(packing.current())
    return base64.b64encode(certificates.in_asn1(signer, text.encode())).decode()


def _ensure_due(rows: Sequence[ArchiveRow], on: date) -> None:
    for row in rows:
        over = row.keep_until is not None and row.keep_until <= on
        if not over or row.held or row.destroyed_at or row.packed_at is None:
            raise NotToBeDestroyed(row.number)


def _same(said: dict[str, object], actor: Actor) -> bool:
    mine = actor.to_json()
    return (said.get("kind"), said.get("id")) == (mine.get("kind"), mine.get("id"))


def _certificate(made: DestructionRow, at: datetime) -> tuple[str, str]:
    said = {
        "销毁清册": made.id, "档案": made.listed, "提请": made.proposed_by, "审批": made.approved_by,
        "销毁时间": at.isoformat(), "依据": retention.LAW,
    }  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return text, sign(text)


def _forget(row: ArchiveRow, destruction: int, at: datetime) -> None:
    """Delete what was handed in; the log keeps that there was a case, its files are gone."""
    state = store.load(row.case)
    attached = state.attachments if state else ()
    AttachmentRow.objects.filter(shard=row.shard, id__in=attached).delete()
    row.destruction, row.destroyed_at = destruction, at
    row.save(update_fields=["destruction", "destroyed_at"])


def _unlink(rows: Sequence[ArchiveRow]) -> None:
    for row in rows:
        (Path(settings.HOME) / row.path).unlink(missing_ok=True)


def _row(number: str) -> ArchiveRow:
    row = ArchiveRow.objects.filter(number=number).first()
    if row is None:
        raise NoSuchArchive(number)
    return row


def _read(row: ArchiveRow) -> Archive:
    return Archive(
        row.number, row.kind, row.closed_on, row.packed_at, row.path, row.digest, row.keep_until,
        row.held, row.destroyed_at,
    )  # fmt: skip
