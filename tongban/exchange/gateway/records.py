"""The message log (消息留痕): the intent before the call, the outcome after it, refusals beside.

No provider is called before the intent is committed durably; when it cannot be, the call is
refused. An outcome that never comes becomes a row of its own, "unknown", that the person sees.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785
from django.db import DatabaseError, connection
from django.utils.crypto import salted_hmac

from tongban.exchange.domain import leaving
from tongban.exchange.domain.checks import Passed
from tongban.exchange.domain.grants import Agreement, SharingPurpose
from tongban.exchange.domain.limits import Limit
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.gateway import sealed
from tongban.exchange.models import CallRow, RefusalRow
from tongban.exchange.registry.changing import leave
from tongban.kernel import identifiers, ids
from tongban.kernel.identifiers import unnamed

IN, OUT = "in", "out"
OK, FAILED, UNKNOWN = "ok", "failed", "unknown"
ONCE = timedelta(hours=24)
GRACE = timedelta(seconds=2)
_CHUNK = 500
_TOLD = ("x-road-client", "purpose-id", "x-road-id", "x-road-userid")


class RegistryMovedError(Exception):
    """The registry has changed since the call was judged; it must be judged again."""


@dataclass(frozen=True, slots=True)
class Repeat(Exception):  # noqa: N818 - no error: the stored answer is given again
    """The same question under the same key has been asked before (重复请求)."""

    call: int


@dataclass(frozen=True, slots=True)
class Intent:
    """An intent that is on disk (已落盘的查询意图)."""

    id: int
    transaction: str
    side: str
    leaf_key: str
    at: datetime


def subject_digest(number: str) -> str:
    """Return the keyed digest under which a person is found in the log of this city."""
    one_form = identifiers.normal(number)
    return salted_hmac("tongban.exchange.subject", one_form, algorithm="sha256").hexdigest()


def keyed(said: str) -> str:
    """Return the keyed digest by which two reports are the same (幂等摘要)."""
    return salted_hmac("tongban.exchange.once", said, algorithm="sha256").hexdigest()


def intend(
    passed: Passed,
    *,
    side: str,
    registry: int,
    request_hash: str,
    reason: str,
    limits: tuple[Limit, ...] = (),
    deadline: timedelta,
    once: timedelta = ONCE,
    digest: str = "",
    at: datetime,
) -> Intent:
    """Commit the intent with all that guards it, or raise what stops the call.

    Its key is known again for as long as `once`; `digest` is by what it is the same (none: by what
    is asked). Raises ExchangeProblem (replay, conflict, a cap, log.write_failed), Repeat, RegistryMovedError.
    """
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError("an intent is committed by itself, never with what may be taken back")
    intent, argument = _argument(
        passed,
        side=side,
        registry=registry,
        request_hash=request_hash,
        reason=reason,
        limits=limits,
        deadline=deadline,
        once=once,
        digest=digest,
        at=at,
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute("select exchange_intend_v1(%s)", [json.dumps(argument)])
            (said,) = cursor.fetchone()
    except DatabaseError as error:
        raise ExchangeProblem("log.write_failed", type(error).__name__, retry_after=5) from error
    _judge(said, limits, at)
    return intent


def _argument(
    passed: Passed,
    *,
    side: str,
    registry: int,
    request_hash: str,
    reason: str,
    limits: tuple[Limit, ...],
    deadline: timedelta,
    once: timedelta,
    digest: str,
    at: datetime,
) -> tuple[Intent, dict[str, Any]]:
    asked, shard = passed.asked, ids.draw_shard()
    subject, key = subject_digest(asked.subject), leaving.draw_key()
    leaf = leaving.intent(
        passed, key=key, subject=subject, request_hash=request_hash, side=side, at=at
    )
    sealed_until = leaf.get("from")
    intent = Intent(ids.new(shard), asked.transaction, side, key, at)
    made: dict[str, Any] = {
        "registry": registry, "id": intent.id, "leaf_id": ids.new(shard), "side": side,
        "tx": asked.transaction, "client": str(asked.client), "service": str(asked.service),
        "purpose": asked.purpose, "subject": subject, "leaf_key": key, "at": at.isoformat(),
        "until": (at + deadline + GRACE).isoformat(), "visible_from": sealed_until,
        "leaf": rfc8785.dumps(leaf).decode(), "limits": [[one.scope, one.most, one.until] for one in limits],
        "said": {
            "title": {"zh": passed.purpose.title, "en": passed.purpose.title_en},
            "basis": passed.purpose.basis, "law": passed.purpose.law, "case": asked.case,
            "fields": passed.fields, "reason": reason, "official": asked.user,
            "gth": passed.agreement.digest,
        },
    }  # fmt: skip
    if side == IN:
        nonce_until = datetime.fromtimestamp(asked.signed.expires, UTC) + timedelta(minutes=2)
        made |= {
            "nonce": asked.signed.nonce, "nonce_until": nonce_until.isoformat(), "key": asked.once,
            "digest": digest or sealed.request_digest(asked), "key_until": (at + once).isoformat(),
        }  # fmt: skip
    return intent, made


def _judge(said: str, limits: tuple[Limit, ...], at: datetime) -> None:
    word, _, number = said.partition(":")
    match word:
        case "ok":
            return
        case "reload":
            raise RegistryMovedError
        case "repeat":
            raise Repeat(int(number))
        case "limit":
            hit = limits[int(number)]
            after = max(1, int(hit.until - at.timestamp()))
            raise ExchangeProblem(hit.problem, hit.scope.partition(":")[0], retry_after=after)
        case _:
            raise ExchangeProblem(word)


def pushed(
    agreement: Agreement,
    purpose: SharingPurpose,
    *,
    number: str,
    fields: tuple[str, ...],
    at: datetime,
) -> None:
    """Write the row of an access nobody asked for one by one: a full event, a row of a delivery.

    Takes part in the caller's transaction, so that nothing is handed over without its row.
    """
    shard, key, subject = ids.draw_shard(), leaving.draw_key(), subject_digest(number)
    said = {
        "title": {"zh": purpose.title, "en": purpose.title_en}, "basis": purpose.basis,
        "law": purpose.law, "case": "", "fields": fields, "reason": "", "official": "",
        "gth": agreement.digest,
    }  # fmt: skip
    row = CallRow(
        id=ids.new(shard), shard=shard, side=IN, tx=str(ids.new(shard)), purpose=purpose.id, said=said,
        client=agreement.terms.client, service=agreement.terms.service, subject=subject,
        leaf_key=key, at=at, until=at + GRACE,
    )  # fmt: skip
    row.save(force_insert=True)
    leaf = leaving.change(
        "intent", at=at, side=IN, tx=row.tx, client=row.client, service=row.service, purpose=purpose.id,
        basis=purpose.basis, gth=agreement.digest, subject=leaving.unlinked(key, "subject", subject),
        fields=leaving.field_set(fields), visible=leaving.VISIBLE,
    )  # fmt: skip
    leave("intent", leaf, call=row.id)
    conclude(Intent(row.id, row.tx, IN, key, at), result=OK, status=200, at=at)
    with connection.cursor() as cursor:
        # What leaves by itself waits for the disk: nobody asks for it again.
        cursor.execute("set local synchronous_commit to on")


def conclude(
    intent: Intent,
    *,
    result: str,
    problem: str = "",
    status: int,
    response: str = "",
    body: bytes | None = None,
    at: datetime,
) -> bool:
    """Record what came of a call; False where something (its unknown end) stood there already."""
    leaf = leaving.outcome(
        transaction=intent.transaction, side=intent.side, result=result,
        response=leaving.unlinked(intent.leaf_key, "response", response), at=at,
    )  # fmt: skip
    ms = int((at - intent.at).total_seconds() * 1000)
    argument = {
        "id": intent.id, "leaf_id": ids.new(ids.shard_of(intent.id)), "result": result,
        "problem": problem, "status": status, "response": response, "ms": ms,
        "at": at.isoformat(), "leaf": rfc8785.dumps(leaf).decode(),
    }  # fmt: skip
    kept = sealed.seal(body) if body is not None else b""
    with connection.cursor() as cursor:
        cursor.execute("select exchange_conclude_v1(%s, %s)", [json.dumps(argument), kept])
        (written,) = cursor.fetchone()
    return bool(written)


def prolong(intent: Intent, *, until: datetime) -> None:
    """Give a call that is answered later the time it has; only then is its outcome unknown."""
    rows = CallRow.objects.filter(shard=ids.shard_of(intent.id), id=intent.id)
    rows.update(until=until)


def stored(call: int) -> tuple[str, int, str, bytes | None]:
    """Return result, status, problem and body of a call's outcome, for a repeat of the question."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select result, status, problem, body from exchange_outcome where shard = %s and id = %s",
            [ids.shard_of(call), call],
        )
        row = cursor.fetchone()
    if row is None:
        raise ExchangeProblem("provider.timeout", "the first call has not ended", retry_after=1)
    return row[0], row[1], row[2], sealed.open_(bytes(row[3])) if row[3] else None


def refuse(
    problem: ExchangeProblem, headers: Mapping[str, str], *, service: str, at: datetime
) -> None:
    """Keep that a call was refused, of whom and by which check; never about whom."""
    said = {name: unnamed(headers.get(name, "")) for name in _TOLD}
    RefusalRow(
        id=ids.new(ids.draw_shard()), at=at, type=problem.type,
        client=said["x-road-client"][:280], service=unnamed(service)[:360],
        purpose=said["purpose-id"][:120], tx=said["x-road-id"][:80],
        official=said["x-road-userid"][:64],
    ).save(force_insert=True)  # fmt: skip


def has_seen(client: str, nonce: str, *, until: datetime) -> bool:
    """Keep a nonce or token id and say whether it had been seen before (check 5 alone)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into exchange_seen (client, nonce, until) values (%s, %s, %s)"
            " on conflict do nothing",
            [client, nonce, until],
        )
        return bool(cursor.rowcount == 0)


def sweep(*, at: datetime) -> int:
    """End every call whose deadline has passed without an outcome as unknown; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, c.tx, c.side, c.leaf_key, c.at from exchange_call c"
            " left join exchange_outcome o on o.shard = c.shard and o.id = c.id"
            " where o.id is null and c.until < %s and c.at > %s order by c.id limit %s",
            [at, at - timedelta(days=2), _CHUNK],
        )
        late = cursor.fetchall()
    return sum(
        conclude(Intent(*row), result=UNKNOWN, problem="provider.timeout", status=504, at=at)
        for row in late
    )


def tidy(*, at: datetime) -> int:
    """Delete nonces, keys and counters that can no longer matter; returns how many."""
    gone = 0
    with connection.cursor() as cursor:
        for table in ("exchange_seen", "exchange_once", "exchange_tally"):
            cursor.execute(f"delete from {table} where until < %s", [at])  # noqa: S608 - names of ours
            gone += cursor.rowcount
        for ahead in range(1, 4):
            cursor.execute("select exchange_open_day_v1(%s)", [(at + timedelta(days=ahead)).date()])
    return gone
