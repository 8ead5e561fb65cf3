"""How a payment provider is spoken to (支付渠道报文): JSON over HTTP, each message signed.

The forms are those of the usual aggregators: create a payment and get the page to pay it at, be
told by a signed notification, ask, close, refund, pay out, fetch the day's statement. Signatures
are RFC 9421 with the digest of RFC 9530, as between the cities' own gateways: a request is signed
over method, address and digest, an answer over its status, its digest and the request it answers.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.exchange.domain import signatures
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.kernel.signing import PublicKey, Signer

TYPE = "application/json"
Headers = dict[str, str]


def signed(method: str, target: str, body: bytes, *, signer: Signer, at: datetime) -> Headers:
    """Return the headers of a signed request."""
    values = {
        "@method": method, "@target-uri": target, "content-digest": signatures.digest(body),
    }  # fmt: skip
    inputs, signature = signatures.sign(
        signatures.ALWAYS, values, signer=signer, at=at, nonce=secrets.token_urlsafe(12)
    )
    return {
        "content-type": TYPE, "content-digest": values["content-digest"],
        "signature-input": inputs, "signature": signature,
    }  # fmt: skip


def check(
    method: str, target: str, headers: Mapping[str, str], body: bytes, *, key: PublicKey,
    at: datetime,
) -> None:  # fmt: skip
    """Raise ExchangeProblem unless this request was signed by this key, just now."""
    said = headers.get("content-digest", "")
    signatures.check_digest(said, body)
    found = signatures.read(headers.get("signature-input", ""), headers.get("signature", ""))
    signatures.check_time(found, at=at)
    if tuple(found.components) != signatures.ALWAYS or found.tag != signatures.TAG:
        raise ExchangeProblem("auth.signature_invalid")
    values = {"@method": method, "@target-uri": target, "content-digest": said}
    signatures.check(found, values, key=key)


def answer(
    status: int, body: bytes, asked: Mapping[str, str], *, signer: Signer, at: datetime
) -> Headers:
    """Return the headers of a signed answer to a request."""
    made = {"content-type": TYPE, "content-digest": signatures.digest(body)}
    values = signatures.answered(made, status, asked)
    inputs, signature = signatures.sign(
        signatures.ANSWER, values, signer=signer, at=at, nonce=secrets.token_urlsafe(12)
    )
    return {**made, "signature-input": inputs, "signature": signature}


def check_answer(
    status: int, headers: Mapping[str, str], body: bytes, asked: Mapping[str, str], *,
    key: PublicKey, at: datetime,
) -> Any:  # fmt: skip
    """Return what an answer says; raises ExchangeProblem unless it was signed for this request."""
    if "content-digest" not in headers:
        raise ExchangeProblem("auth.digest_mismatch")
    signatures.check_digest(headers["content-digest"], body)
    found = signatures.read(headers.get("signature-input", ""), headers.get("signature", ""))
    signatures.check_time(found, at=at)
    if tuple(found.components) != signatures.ANSWER:
        raise ExchangeProblem("auth.signature_invalid")
    signatures.check(found, signatures.answered(dict(headers), status, asked), key=key)
    return json.loads(body)
