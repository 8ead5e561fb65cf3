"""Deferred answers (异步答复): 202 and a job, fetched when it is there, readable by the asker alone.

The asker draws a key for this one question and sends its public half, signed with the request; the
result is encrypted to it (JWE, ECDH-ES with A256GCM) and waits for seven days.
"""

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from tongban.exchange.domain.asking import Answered, Deferred
from tongban.exchange.domain.checks import Passed, Request
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.gateway import answers, records, sealed
from tongban.exchange.gateway.answers import Response
from tongban.exchange.gateway.asked_systems import rows_of
from tongban.exchange.models import ParcelRow
from tongban.exchange.registry import consents
from tongban.kernel import ids, time

if TYPE_CHECKING:
    from tongban.exchange.gateway.outbound import Question

JOB, EXPECTED = "job", "expected"
PATH = "/jobs/"
LIFE = timedelta(days=7)
AGAIN_AFTER = 5  # seconds between two looks
_HEADER = {"alg": "ECDH-ES", "enc": "A256GCM"}


def draw_keys() -> tuple[str, str]:
    """Draw the key of one question: private as JSON, public as a header carries it."""
    key = ECKey.generate_key("P-256")
    return json.dumps(key.as_dict(private=True)), written(key)


def written(key: ECKey) -> str:
    """Write the public half of a key as a header carries it."""
    public = json.dumps(key.as_dict(private=False), sort_keys=True)
    return base64.urlsafe_b64encode(public.encode()).decode()


def encrypt(body: bytes, public: str) -> bytes:
    """Encrypt to a public key as a header carried it."""
    try:
        key = ECKey.import_key(json.loads(base64.urlsafe_b64decode(public)))
        return jwe.encrypt_compact(_HEADER, body, key).encode()
    except (ValueError, JoseError) as error:
        raise ExchangeProblem("request.malformed", "encrypt-to") from error


def decrypt(kept: bytes, private: str) -> bytes:
    """Decrypt with the key that was drawn for the question."""
    found = jwe.decrypt_compact(kept.decode(), ECKey.import_key(json.loads(private)))
    return bytes(found.plaintext or b"")


# The provider's side


def is_wanted(request: Request, passed: Passed) -> bool:
    """Whether the asker prefers to come back, and the purpose allows it."""
    return "respond-async" in request.headers.get("prefer", "") and passed.purpose.deferred


def accept(request: Request, passed: Passed, intent: records.Intent) -> Response:
    """Keep the question, sealed, and answer 202 with the job."""
    public = request.headers.get("encrypt-to", "")
    encrypt(b"{}", public)
    name = secrets.token_urlsafe(24)
    question = {
        "service": passed.asked.service.code, "subject": passed.asked.subject,
        "fields": passed.fields, "retention_days": passed.purpose.retention_days, "to": public,
        "consent": passed.consent.id if passed.consent else None,
        "intent": [intent.id, intent.transaction, intent.side, intent.leaf_key, intent.at.isoformat()],
    }  # fmt: skip
    ParcelRow.objects.create(
        id=ids.new(ids.shard_of(intent.id)), kind=JOB, owner=str(passed.asked.client),
        service=str(passed.asked.service), name=name, state="waiting",
        body=sealed.seal(json.dumps(question).encode()), made_at=request.at, until=request.at + LIFE,
    )  # fmt: skip
    records.prolong(intent, until=request.at + LIFE)
    return answers.plain(
        202,
        {"job": name, "interval": AGAIN_AFTER},
        location=f"{PATH}{name}",
        retry_after=str(AGAIN_AFTER),
    )


def work_off(*, at: datetime, limit: int = 50) -> int:
    """Answer what waits; each job is taken by one worker. Returns how many were ended."""
    done = 0
    while done < limit:
        with transaction.atomic():
            rows = ParcelRow.objects.select_for_update(skip_locked=True)
            row = rows.filter(kind=JOB, state="waiting", until__gt=at).order_by("id").first()
            if row is None:
                return done
            _answer(row)
            done += 1
    return done


def _answer(row: ParcelRow) -> None:
    question = json.loads(sealed.open_(bytes(row.body or b"")))
    number, transaction_id, side, key, at = question["intent"]
    intent = records.Intent(number, transaction_id, side, key, datetime.fromisoformat(at))
    try:
        if question.get("consent"):
            consents.check_stands(question["consent"], at=time.now())
        rows = rows_of(question["service"], question["subject"], tuple(question["fields"]))
        made = {
            "rows": rows,
            "fields": question["fields"],
            "retention_days": question["retention_days"],
        }
        body, result, problem = json.dumps(made, default=str).encode(), records.OK, ""
    except ExchangeProblem as refused:
        body, result, problem = json.dumps(refused.to_json()).encode(), records.FAILED, refused.type
    row.state, row.body = "ready", encrypt(body, question["to"])
    row.save(update_fields=["state", "body"])
    status = 200 if not problem else 502
    records.conclude(intent, result=result, problem=problem, status=status, at=time.now())


def fetch(name: str, *, at: datetime) -> Response:
    """Return a job's answer, still encrypted, or 202 while it is worked on."""
    row = ParcelRow.objects.filter(kind=JOB, name=name, until__gt=at).first()
    if row is None:
        raise ExchangeProblem("request.not_allowed", "job")
    if row.state == "waiting":
        return answers.plain(202, {"interval": AGAIN_AFTER}, retry_after=str(AGAIN_AFTER))
    return Response(200, {"content-type": "application/jose"}, bytes(row.body or b""))


# The asker's side


def expect(
    question: "Question", said: Mapping[str, Any], private: str, *, at: datetime
) -> Deferred:
    """Keep what opens the answer, sealed, until it is fetched."""
    card = question.listed.card
    ParcelRow.objects.create(
        id=ids.new(ids.draw_shard()), kind=EXPECTED, owner=str(question.client), service=question.listed.id,
        name=str(said["job"]), state="waiting", made_at=at, until=at + LIFE,
        said={
            "tx": question.transaction, "code": card.code, "agency": card.agency,
            "address": question.carrier.address,
            "retention_days": question.purpose.retention_days,
        },
        body=sealed.seal(private.encode()),
    )  # fmt: skip
    return Deferred(
        question.transaction, card.code, card.agency, str(said["job"]), int(said["interval"])
    )


def collect(job: str, *, look: Callable[[str, str], Response], at: datetime) -> Answered | Deferred:
    """Fetch a deferred answer by `look`; what is not there yet is Deferred again.

    Raises ExchangeProblem.
    """
    row = ParcelRow.objects.filter(kind=EXPECTED, name=job).first()
    if row is None:
        raise ExchangeProblem("request.not_allowed", "job")
    said = row.said
    waiting = Deferred(said["tx"], said["code"], said["agency"], job, AGAIN_AFTER)
    came = look(said["address"], job)
    if came.status == 202:  # noqa: PLR2004 - still worked on
        return waiting
    made = json.loads(decrypt(came.body, sealed.open_(bytes(row.body or b"")).decode()))
    row.delete()
    if "rows" not in made:
        raise ExchangeProblem.of_json(made)
    until = time.city_date(at) + timedelta(days=said["retention_days"])
    return Answered(
        said["tx"],
        said["code"],
        said["agency"],
        tuple(made["rows"]),
        tuple(made["fields"]),
        at,
        0.0,
        until.isoformat(),
    )
