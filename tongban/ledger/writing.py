"""From appends to one call of the function that writes them (写入)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from django.db import DatabaseError, connections

from tongban.kernel import ids, tracing
from tongban.ledger import codec, listeners, shortcut
from tongban.ledger.envelopes import Append, Head, Task, VersionConflict

_APPEND = "select append_v1(%s)"
_NAME, _STATEMENT = b"tongban_append_v1", b"select append_v1($1)"
_JSONB = 3802  # the type's number in every PostgreSQL


def append(appends: Sequence[Append]) -> list[int]:
    """Encode, write in one round trip, and return the new versions in the order given."""
    if not appends:
        return []
    argument, versions = encode(appends)
    try:
        _call(argument)
    except DatabaseError as error:
        if _is_conflict(error.__cause__):
            raise VersionConflict from error
        raise
    tracing.wrote(one.stream for one in appends)
    return versions


def _is_conflict(cause: object) -> bool:
    """Whether somebody else wrote first: the stream moved on, or it is there already.

    A deadlock means the same: somebody else is at it.
    """
    if not isinstance(cause, psycopg.Error):
        return False
    if cause.sqlstate == "23505":
        return cause.diag.constraint_name in ("ledger_stream_pkey", "ledger_event_pkey")
    return cause.sqlstate in ("TB409", "40P01")


def _call(argument: str) -> None:
    """Call the function, by the shortest way where the call is a transaction of its own."""
    session = shortcut.alone()
    if session is not None:
        shortcut.call(session, _NAME, _STATEMENT, [_JSONB], [argument.encode()])
        return
    with connections["default"].cursor() as cursor:
        cursor.execute(_APPEND, (argument,))


def encode(appends: Sequence[Append]) -> tuple[str, list[int]]:
    """Write the argument of the function, and the versions that the streams will have."""
    versions, shared = [], _Shared(appends)
    rows: dict[str, Any] = {
        part: [] for part in ("new", "moved", "events", "close", "open", "outbox")
    }
    for item in appends:
        version = item.expected + len(item.events)
        versions.append(version)
        rows["moved" if item.expected else "new"].append(_stream_out(item, version))
        _events_out(item, shared, rows["events"], rows["outbox"])
        if item.close:
            rows["close"].append(_close_out(item))
        for task in item.open:
            rows["open"].append(_task_out(task, item.stream))
    # Two writers that touch the same streams take them in the same order.
    rows["moved"].sort(key=lambda row: row["id"])
    argument = {part: found for part, found in rows.items() if found}
    argument["actor"], argument["at"] = shared.actor_out, shared.at_out
    return codec.dumps(argument), versions


class _Shared:
    """What the events of one command share: who, and when; written once for all of them."""

    __slots__ = ("actor", "actor_out", "at", "at_out")

    def __init__(self, appends: Sequence[Append]) -> None:
        first = appends[0].events[0] if appends[0].events else None
        if first is None:
            raise ValueError("an append needs an event: the log is the only history")
        self.actor, self.at = first.actor, first.at
        self.actor_out, self.at_out = codec.actor_out(first.actor), _instant(first.at)


def _stream_out(item: Append, version: int) -> dict[str, Any]:
    if not item.events:
        raise ValueError("an append needs an event: the log is the only history")
    if item.expected < 0 or not item.kind:
        raise ValueError("an append needs a kind and an expected version of 0 or more")
    head = item.head
    out: dict[str, Any] = {
        "id": item.stream,
        "version": version,
        "changed_at": _instant(item.events[-1].at),
    }
    if item.expected:
        out["expected"] = item.expected
        out["has_head"] = head is not None
    else:
        out["kind"] = item.kind
        out["created_at"] = _instant(item.events[0].at)
        head = head or Head("", None, 0, None, "", None)
    if head is not None:
        out["status"] = head.status
        out["queue"] = head.queue
        out["subject"] = head.subject
        out["number"] = head.number
        out["label"] = head.label
        out["due"] = head.due
        out["attrs"] = head.attrs
    return out


def _events_out(
    item: Append,
    shared: _Shared,
    events: list[dict[str, Any]],
    outbox: list[dict[str, Any]],
) -> None:
    stream, seq, shard = item.stream, item.expected, ids.shard_of(item.stream)
    for event in item.events:
        seq += 1
        identifier = event.id or ids.new(shard)
        row: dict[str, Any] = {
            "stream": stream,
            "seq": seq,
            "id": identifier,
            "type": event.type,
            "data": event.data,
            "objects": codec.objects_out(event, item.shared if seq > 1 else 0),
        }
        if event.actor is not shared.actor:
            row["actor"] = codec.actor_out(event.actor)
        if event.at is not shared.at:
            row["at"] = _instant(event.at)
        if event.schema != 1:
            row["schema"] = event.schema
        events.append(row)
        outbox.extend(
            {"event": identifier, "listener": name, "stream": stream, "seq": seq}
            for name in listeners.names(event.type)
        )


def _task_out(task: Task, stream: int) -> dict[str, Any]:
    return {
        "stream": stream,
        "id": task.id or ids.new(ids.shard_of(stream)),
        "queue": task.queue,
        "kind": task.kind,
        "due_at": task.due_at and _instant(task.due_at),
        "data": task.data,
    }


def _close_out(item: Append) -> dict[str, Any]:
    return {
        "stream": item.stream,
        "ids": [found for found in item.close if isinstance(found, int)],
        "kinds": [found for found in item.close if isinstance(found, str)],
    }


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an event's instant needs a time zone")
    return at.isoformat()
