"""Requests, answers and tokens of the gateway, as other people's programs are shown them; and theirs.

`python -m outside.exchanged check FILE` reads what a judge signed with its own program: a request by
RFC 9421, a client assertion and a DPoP proof. Exit 0 where the gateway's own code accepts each.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

URI = "http://gateway.example/r1/CITY/GOV/GA-HJ/main/HUKOU.v1"
TOKEN_URI = "http://gateway.example/token"  # noqa: S105 - an address


def write(out: Path) -> None:
    """Write a signed request with its signed answer for P-256 and Ed25519, and a token."""
    from tongban.kernel.signing import make_signer

    at = datetime.now(UTC)
    said = {
        algorithm: _pair(make_signer(algorithm), make_signer(algorithm), at)
        for algorithm in ("ES256", "Ed25519")
    }
    shown = {"token": _token(at), "tokenUri": TOKEN_URI, "uri": URI, "at": int(at.timestamp())}
    out.write_text(json.dumps(said | shown))


def _pair(client: Any, provider: Any, at: datetime) -> dict[str, Any]:
    from tongban.exchange.domain import signatures
    from tongban.exchange.domain.checks import Request
    from tongban.exchange.gateway import answers

    body = b'{"subject": "350102199506180244", "fields": ["name"]}'
    headers = {
        "x-road-client": "CITY/GOV/PLATFORM/main", "x-road-id": "tx-1", "x-road-userid": "p-1",
        "purpose-id": "PU-1", "content-digest": signatures.digest(body), "idempotency-key": "tx-1",
    }  # fmt: skip
    values = {**headers, "@method": "POST", "@target-uri": URI}
    headers["signature-input"], headers["signature"] = signatures.sign(
        signatures.covered(headers), values, signer=client, at=at, nonce="nonce-1"
    )
    request = Request("POST", URI, URI.removeprefix("http://gateway.example"), headers, body, at)
    answer = answers.signed(answers.plain(200, {"rows": []}), request, signer=provider, at=at)
    return {
        "client": client.public.jwk(), "provider": provider.public.jwk(), "headers": headers,
        "body": body.decode(), "status": answer.status, "answer": dict(answer.headers),
        "answerBody": answer.body.decode(),
    }  # fmt: skip


def _token(at: datetime) -> dict[str, Any]:
    from tongban.exchange.domain import tokens
    from tongban.kernel.signing import make_signer

    signer, client = make_signer(), make_signer()
    until = int((at + timedelta(minutes=5)).timestamp())
    grant = tokens.Grant(
        "CITY/GOV/PLATFORM/main",
        "CITY/GOV/GA-HJ/main",
        "h",
        "PU-1",
        "s",
        "f",
        1,
        client.key_id,
        until,
    )
    return {
        "jwt": tokens.issue(grant, signer=signer, at=at),
        "jwk": signer.public.jwk(),
        "jkt": client.key_id,
        "clientJwk": client.public.jwk(),
    }


def check(path: Path) -> int:
    """Accept what a judge signed, or raise what the gateway would answer."""
    from tongban.exchange.domain import signatures, tokens
    from tongban.kernel.signing import PublicKey

    said, at = json.loads(path.read_text()), datetime.now(UTC)
    for one in said["requests"]:
        key, headers = PublicKey.of_jwk(one["jwk"]), one["headers"]
        found = signatures.read(headers["signature-input"], headers["signature"])
        signatures.check_time(found, at=at)
        signatures.check_cover(found, headers)
        signatures.check(found, {**headers, "@method": "POST", "@target-uri": URI}, key=key)
        signatures.check_digest(headers["content-digest"], one["body"].encode())
    key = PublicKey.of_jwk(said["jwk"])
    tokens.read_assertion(said["assertion"], keys={said["kid"]: key}, audience=TOKEN_URI, at=at)
    tokens.read_proof(said["proof"], method="POST", uri=TOKEN_URI, at=at)
    return 0


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(check(Path(sys.argv[2])))
