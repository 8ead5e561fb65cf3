"""An agency's information system asks and reports outward (业务系统接入): headers in, one signed request out.

The system is known by its certificate, which the directory names; it says who asks, in which case
and for which purpose. Ticket, token, signature, records and retries are the gateway's.
"""

import json
import secrets
from datetime import datetime, timedelta

from tongban.exchange.domain import reports, signatures
from tongban.exchange.domain.asking import Answered, CaseRef, Deferred
from tongban.exchange.domain.checks import Request
from tongban.exchange.domain.members import MemberId, ServiceId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.gateway import answers, carriers, deferred, outbound, tokens
from tongban.exchange.gateway.answers import Response
from tongban.exchange.gateway.reports import PATH
from tongban.exchange.registry import members, snapshot
from tongban.kernel.actors import Actor

MANDATORY = ("x-road-client", "x-road-id", "x-road-userid", "x-road-issue", "purpose-id")
REFERENCES = ("consent-ref", "order-ref", "explicit-request-ref")
_DEADLINE = timedelta(seconds=5)
_LONGEST = 80
_DIGITS = 19  # of the largest id


def ask(request: Request, *, peer: str) -> Response:
    """Ask for an information system and return the answer as it came. Raises ExchangeProblem."""
    headers = request.headers
    for name in MANDATORY:
        if not headers.get(name):
            raise ExchangeProblem("request.header_missing", name)
    client = _client(headers["x-road-client"], peer=peer, at=request.at)
    subject, fields = _body(request.body)
    made = outbound.ask(
        service=str(ServiceId.of_path(request.path)), subject=subject, purpose=headers["purpose-id"],
        actor=_actor(headers["x-road-userid"], client), case=CaseRef(headers["x-road-issue"]),
        kinds=fields, deadline=_DEADLINE, client=client.code,
        references={name: headers[name] for name in REFERENCES if name in headers},
        later="respond-async" in headers.get("prefer", ""), at=request.at,
        transaction=headers["x-road-id"][:_LONGEST],
    )  # fmt: skip
    said = _said(made)
    return answers.plain(
        202 if isinstance(made, Deferred) else 200, said, x_road_id=headers["x-road-id"],
        x_road_client=str(client), x_road_service=request.path.removeprefix("/r1/"),
        x_road_request_hash=answers.request_hash(request),
    )  # fmt: skip


def report(request: Request, *, peer: str) -> Response:
    """Report a change for the system that keeps a register; returns the answer as it came.

    The system names its service (x-road-service: its code), the purpose and, in the body, id, time,
    subject and values; handed in again under the same id it counts once. Raises ExchangeProblem.
    """
    headers = request.headers
    for name in ("x-road-client", "x-road-service", "purpose-id"):
        if not headers.get(name):
            raise ExchangeProblem("request.header_missing", name)
    client = _client(headers["x-road-client"], peer=peer, at=request.at)
    snap, platform = snapshot.current(), str(members.ours(members.PLATFORM))
    listed = snap.newest(headers["x-road-service"])
    if listed is None or listed.member != str(client):
        raise ExchangeProblem("request.not_allowed", headers["x-road-service"][:80])
    agreement = tokens.agreement_for(platform, listed.id, headers["purpose-id"], at=request.at)
    said = _event(request.body, listed.id, agreement.digest, headers["purpose-id"])
    carrier = carriers.to(snap.addresses.get(platform, ""))
    made = _signed(said, client, carrier.address, at=request.at)
    answer = carrier.send(made, patience=_DEADLINE.total_seconds())
    kept = {"content-type", "retry-after", "idempotency-replayed", "x-road-error"}
    shown = {name: value for name, value in answer.headers.items() if name in kept}
    return Response(answer.status, shown, answer.body)


def _event(body: bytes, source: str, agreement: str, purpose: str) -> bytes:
    """Make the event of what a system reported; what it is must read as one."""
    try:
        given = json.loads(body)
        said = {
            "specversion": "1.0", "id": given["id"], "source": source, "type": reports.KIND,
            "time": given["time"], "datacontenttype": "application/json", "agreement": agreement,
            "purpose": purpose, "data": {"subject": given["subject"], "values": given["values"]},
        }  # fmt: skip
    except (ValueError, TypeError, KeyError) as error:
        raise ExchangeProblem("request.malformed", "body") from error
    made = json.dumps(said, ensure_ascii=False).encode()
    reports.read(made)
    return made


def _signed(body: bytes, client: MemberId, address: str, *, at: datetime) -> Request:
    """Sign what is handed in at a gateway in a member's name."""
    target = f"{address}{PATH}"
    headers = {"x-road-client": str(client), "content-digest": signatures.digest(body)}
    values = {**headers, "@method": "POST", "@target-uri": target}
    headers["signature-input"], headers["signature"] = signatures.sign(
        signatures.covered(headers), values, signer=members.signer(client), at=at,
        nonce=secrets.token_urlsafe(16),
    )  # fmt: skip
    return Request("POST", target, PATH, headers, body, at)


def _client(said: str, *, peer: str, at: datetime) -> MemberId:
    """Return the member of this city whose certificate the system showed."""
    directory = snapshot.current().directory
    client = MemberId.read(said)
    if said != str(members.ours(client.code)) or at >= directory.until.get(said, at):
        raise ExchangeProblem("auth.key_unknown", said[:120])
    if not peer or directory.peers.get(said) != peer:
        raise ExchangeProblem("auth.key_unknown", "certificate")
    return client


def _actor(user: str, client: MemberId) -> Actor:
    """Return the official who asks, named by the number of their account."""
    if not user.isascii() or not user.isdigit() or len(user) > _DIGITS:
        raise ExchangeProblem("request.malformed", "x-road-userid")
    return Actor("officer", int(user), "", "", client.code)


def _body(body: bytes) -> tuple[str, tuple[str, ...] | None]:
    try:
        said = json.loads(body)
        subject, fields = said["subject"], said.get("fields")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ExchangeProblem("request.malformed", "body") from error
    texts = [subject, *(fields or ())] if isinstance(fields, list | None) else [0]
    if not subject or not all(isinstance(one, str) for one in texts):
        raise ExchangeProblem("request.malformed", "body")
    return subject, tuple(fields) if fields is not None else None


def _said(made: Answered | Deferred) -> dict[str, object]:
    if isinstance(made, Deferred):
        return {"job": made.job, "interval": deferred.AGAIN_AFTER}
    return {"rows": list(made.rows), "fields": made.fields, "used_until": made.used_until}
