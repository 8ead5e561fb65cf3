"""An agency's information system asks outward (业务系统接入): r1 headers in, one signed request out.

The system is known by its certificate, which the directory names; it says who asks, in which case
and for which purpose. Ticket, token, signature, records and retries are the gateway's.
"""

import json
from datetime import datetime, timedelta

from tongban.exchange.domain.asking import Answered, CaseRef, Deferred
from tongban.exchange.domain.checks import Request
from tongban.exchange.domain.members import MemberId, ServiceId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.gateway import answers, deferred, outbound
from tongban.exchange.gateway.answers import Response
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
