"""What facts gives to the transparency log (日志叶): readings and acts, nobody by name.

A subject, a case and an official stand there as digests under a key of the subject and the year;
where that key is deleted the leaf stays in the tree and leads to nobody any more.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from tongban.facts import closing, sealing
from tongban.facts.models import ActRow, LogKeyRow, ReadRow
from tongban.kernel import ids, time
from tongban.kernel.leaves import Leaf

KINDS = {
    "consent": "consent",
    "withdraw": "revoke",
    "dispute": "dispute",
    "answer": "dispute",
    "correct": "dispute",
    "unmask": "unseal",
    "erase": "revoke",
    "load": "bulk",
    "end": "revoke",
}


def leaves(*, after: int, limit: int) -> list[Leaf]:
    """Return the leaves of the rows above this id, lowest id first.

    Rows of just now are among them: the log waits until nobody writes an id below any more.
    """
    with closing.inside():
        rows: list[ReadRow | ActRow] = [
            *ReadRow.objects.filter(id__gt=after).order_by("id")[:limit],
            *ActRow.objects.filter(id__gt=after).order_by("id")[:limit],
        ]
        rows = sorted(rows, key=lambda row: row.id)[:limit]
        keys = _keys({(row.subject, time.city_date(row.at).year) for row in rows})
    return [_leaf(row, keys[row.subject, time.city_date(row.at).year]) for row in rows]


def _keys(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Return the keys of subjects and years, drawn where there is none yet; empty: deleted."""
    pairs = sorted(set(wanted))
    rows = LogKeyRow.objects.filter(subject__in={subject for subject, _ in pairs})
    shards = {ids.shard_of(subject) for subject, _ in pairs}
    found = {(row.subject, row.year): bytes(row.sealed) for row in rows.filter(shard__in=shards)}
    missing = [pair for pair in pairs if pair not in found]
    LogKeyRow.objects.bulk_create(map(_drawn, missing), ignore_conflicts=True)
    if missing:
        again = LogKeyRow.objects.filter(
            shard__in=shards, subject__in={subject for subject, _ in missing}
        )
        found |= {(row.subject, row.year): bytes(row.sealed) for row in again}
    return {
        pair: sealing.secret_of(found[pair], _name(*pair)) if found[pair] else b"" for pair in pairs
    }


def _drawn(pair: tuple[int, int]) -> LogKeyRow:
    subject, year = pair
    shard = ids.shard_of(subject)
    sealed = sealing.keep(secrets.token_bytes(32), _name(subject, year))
    return LogKeyRow(id=ids.new(shard), shard=shard, subject=subject, year=year, sealed=sealed)


def _name(subject: int, year: int) -> str:
    return f"log:{subject}:{year}"


def _leaf(row: ReadRow | ActRow, key: bytes) -> Leaf:
    said: dict[str, Any] = {"v": 1, "room": "facts", "at": row.at.isoformat()}
    if isinstance(row, ReadRow):
        kind = "outcome"
        said |= _of_reading(row, key)
    else:
        kind = KINDS[row.kind]
        who = f"{row.who['kind']}:{row.who['id']}"
        said |= {"act": row.kind, "official": _digest(key, who)} | _of_act(row.said)
    said |= {"kind": kind, "subject": _digest(key, f"subject:{row.subject}")}
    return Leaf(row.id, kind, said)


def _of_reading(row: ReadRow, key: bytes) -> dict[str, Any]:
    return {
        "purpose": row.matter,
        "basis": row.ground,
        "agency": row.agency or "",
        "official": _digest(key, f"{row.who_kind}:{row.who_id}"),
        "case": _digest(key, f"{row.matter}:{row.reference}"),
        "fields": sorted(row.kinds),
        "withheld": sorted(row.withheld),
    }


def _of_act(said: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what names nobody: the kind of fact, the scope, a count."""
    return {name: said[name] for name in ("scope", "state", "erased", "rows") if name in said} | (
        {"fields": [said["kind"]]} if "kind" in said else {}
    )


def _digest(key: bytes, what: str) -> str:
    """Name somebody or a case under the subject's key of the year, empty once it is deleted."""
    return hmac.new(key, what.encode(), sha256).hexdigest() if key else ""
