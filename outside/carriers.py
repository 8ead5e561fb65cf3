"""What a text-message gateway is asked and reports, as other people's programs are shown it; and theirs.

`python -m outside.carriers check FILE` takes a report that a judge signed with its own program, as the
portal takes a carrier's. Exit 0 where it is accepted, and the same with a changed body is not.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MESSAGE = "http://gateway.example/v1/messages/77"
REPORT = "http://portal.example/carriers/one"
BODY = {"to": "13900000000", "text": "【通办】您的办件有新进展，请登录查看。", "receipt": True}


def write(out: Path) -> None:
    """Write a signed order with the gateway's signed answer, and its report of the receipt."""
    from tongban.kernel.signing import make_signer

    at = datetime.now(UTC)
    said = {
        algorithm: _pair(make_signer(algorithm), make_signer(algorithm), at)
        for algorithm in ("ES256", "Ed25519")
    }
    shown = {"message": MESSAGE, "report": REPORT, "at": int(at.timestamp())}
    out.write_text(json.dumps(said | shown))


def _pair(ours: Any, theirs: Any, at: datetime) -> dict[str, Any]:
    from tongban.exchange.payments import wire

    body = json.dumps(BODY, ensure_ascii=False).encode()
    asked = wire.signed("PUT", MESSAGE, body, signer=ours, at=at)
    content = json.dumps({"state": "sent", "id": "g77"}).encode()
    told = json.dumps({"key": "77", "state": "delivered"}).encode()
    return {
        "client": ours.public.jwk(), "gateway": theirs.public.jwk(), "body": body.decode(),
        "headers": asked, "answer": wire.answer(200, content, asked, signer=theirs, at=at),
        "answerBody": content.decode(), "told": told.decode(),
        "toldHeaders": wire.signed("POST", REPORT, told, signer=theirs, at=at),
    }  # fmt: skip


def check(path: Path) -> int:
    """Take what a judge signed, and refuse it once its body is another."""
    from tongban.exchange.domain.problems import ExchangeProblem
    from tongban.exchange.payments import wire
    from tongban.kernel.signing import PublicKey

    at = datetime.now(UTC)
    for one in json.loads(path.read_text()):
        key, body = PublicKey.of_jwk(one["jwk"]), one["body"].encode()
        wire.check("POST", REPORT, one["headers"], body, key=key, at=at)
        try:
            wire.check("POST", REPORT, one["headers"], body + b" ", key=key, at=at)
        except ExchangeProblem:
            continue
        return 1
    return 0


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(check(Path(sys.argv[2])))
