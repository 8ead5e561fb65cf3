"""Text messages and parcels by HTTP (短信网关、快递): each lies at its key, each request is signed.

`PUT /v1/messages/KEY` (or `/v1/parcels/KEY`) sends once however often it is asked; `DELETE` voids a key that nothing was
sent under, or tells what was. Requests and answers are signed (RFC 9421) over a digest of their body
(RFC 9530); the number stands in the body alone, never in an address. What the gateway did not sign
proves nothing: a broken answer of anybody between us leaves the message in doubt.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import httpx2

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.notices.domain.sending import Busy, Doubtful, Outcome, Refused, Taken
from tongban.exchange.notices.providers import Message
from tongban.exchange.payments import wire
from tongban.kernel import time
from tongban.kernel.signing import PublicKey, Signer

PATIENCE = 8.0
REFUSED, DENIED, FAILING = 400, (401, 403), 500
LATER = (429, 503)
VOID = 410


@dataclass(frozen=True, slots=True)
class HttpSms:
    """A gateway behind an address (短信网关), whose answers its key signs."""

    address: str
    signer: Signer
    key: PublicKey
    patience: float = PATIENCE
    repeats: bool = True
    path: str = "messages"

    def carry(self, message: Message) -> Outcome:
        """Hand a message over."""
        said = dict(message.parcel) or {"to": message.to, "text": message.text, "receipt": True}
        return self._ask("PUT", message.key, said)

    def settle_doubt(self, message: Message) -> Outcome:
        """Have the key voided, or hear what became of it."""
        return self._ask("DELETE", message.key, {})

    def _ask(self, method: str, key: str, said: dict[str, Any]) -> Outcome:
        body = json.dumps(said, ensure_ascii=False).encode()
        target = f"{self.address}/v1/{self.path}/{key}"
        headers = wire.signed(method, target, body, signer=self.signer, at=time.now())
        try:
            came = _client(self.patience).request(method, target, content=body, headers=headers)
        except httpx2.ConnectError:
            return Busy("unreachable")
        except httpx2.HTTPError as error:
            return Doubtful(type(error).__name__)
        if came.status_code in DENIED:
            return Busy(f"http-{came.status_code}")
        lower = {name.lower(): value for name, value in came.headers.items()}
        try:
            found = wire.check_answer(
                came.status_code, lower, came.content, headers, key=self.key, at=time.now()
            )
        except (ExchangeProblem, ValueError):
            return Doubtful(f"http-{came.status_code}")
        return _outcome(came.status_code, found)


def _outcome(status: int, found: dict[str, Any]) -> Outcome:
    if status in LATER:
        return Busy(f"http-{status}", timedelta(seconds=float(found.get("wait", 0))))
    if status >= FAILING:
        return Doubtful(f"http-{status}")
    if status == VOID:
        return Busy("void", settles=True)
    if status >= REFUSED:
        return Refused(str(found.get("why", status))[:80])
    return (
        Busy("void", settles=True)
        if found.get("state") == "void"
        else Taken(str(found.get("id", "")))
    )


@cache
def _client(patience: float) -> httpx2.Client:
    return httpx2.Client(timeout=patience, follow_redirects=False, trust_env=False)
