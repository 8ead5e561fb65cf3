"""What a gateway answers (应答): signed, bound to its request, or a problem that names the guilty side."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.exchange.domain import signatures
from tongban.exchange.domain.checks import Request
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.kernel.signing import PublicKey, Signer

JSON, PROBLEM = "application/json", "application/problem+json"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it goes over the wire (应答); names of headers in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


def plain(status: int, said: Any, **headers: str) -> Response:
    """Return an answer without a signature: descriptions, tokens, what anybody may read."""
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, {"content-type": JSON, **named}, body)


def refused(problem: ExchangeProblem) -> Response:
    """Return the problem object of a refusal (RFC 9457)."""
    headers = {"content-type": PROBLEM, "x-road-error": problem.type}
    if problem.retry_after is not None:
        headers["retry-after"] = str(problem.retry_after)
    body = json.dumps(problem.to_json(), ensure_ascii=False).encode()
    return Response(problem.http, headers, body)


def signed(made: Response, request: Request, *, signer: Signer, at: datetime) -> Response:
    """Sign an answer over its status, its body and the signature of the request it answers."""
    headers = {**made.headers, "content-digest": signatures.digest(made.body)}
    for name in ("x-road-id", "x-road-client"):
        if name in request.headers:
            headers[name] = request.headers[name]
    headers["x-road-service"] = request.path.removeprefix("/r1/")
    headers["x-road-request-hash"] = request_hash(request)
    if "signature" in request.headers:
        values = signatures.answered(headers, made.status, request.headers)
        inputs, value = signatures.sign(
            signatures.ANSWER, values, signer=signer, at=at, nonce=secrets.token_urlsafe(12)
        )
        headers |= {"signature-input": inputs, "signature": value}
    return Response(made.status, headers, made.body)


def check(answer: Response, request: Request, *, keys: Mapping[str, PublicKey]) -> None:
    """Raise unless a key of the provider signed this answer to this very request."""
    try:
        found = signatures.read(answer.headers["signature-input"], answer.headers["signature"])
        signatures.check_digest(answer.headers["content-digest"], answer.body)
        if set(found.components) != set(signatures.ANSWER) or found.key_id not in keys:
            raise ExchangeProblem("provider.failed", "signature")
        values = signatures.answered(answer.headers, answer.status, request.headers)
        signatures.check(found, values, key=keys[found.key_id])
    except KeyError as error:
        raise ExchangeProblem("provider.failed", "unsigned answer") from error


def request_hash(request: Request) -> str:
    """Return the hash of the request that r1 clients compare (X-Road-Request-Hash)."""
    lines = [f"{request.method} {request.path}"]
    lines += [
        f"{name}:{request.headers[name]}"
        for name in sorted(request.headers)
        if name in signatures.COVERED
    ]
    message = "\n".join(lines).encode() + b"\n" + request.body
    return base64.b64encode(hashlib.sha512(message).digest()).decode()
