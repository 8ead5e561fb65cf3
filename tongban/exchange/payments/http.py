"""The connector to a payment provider (支付渠道连接器): its protocol over HTTP; fills `Provider`."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import httpx2

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.payments import wire
from tongban.exchange.payments.domain import trades as law
from tongban.exchange.payments.domain.problems import ProviderAway
from tongban.exchange.payments.domain.trades import Payee, Row, Said
from tongban.kernel import time
from tongban.kernel.signing import PublicKey, Signer

REFUSED = 400
FAILING = 500
NOT_FOUND = 404


@dataclass(slots=True)
class HttpProvider:
    """A provider behind an address (支付渠道); connections are kept.

    `notify` is where it sends its notifications, `back` where the payer returns to.
    """

    address: str
    signer: Signer
    key: PublicKey
    notify: str = ""
    back: str = ""
    patience: float = 8.0
    _client: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open the client."""
        self._client = httpx2.Client(timeout=self.patience, trust_env=False)

    def create(self, number: str, amount: int, words: str, until: datetime | None) -> Said:
        """Let somebody pay this."""
        said = {
            "number": number, "amount": amount, "currency": "CNY", "words": words,
            "until": until.isoformat() if until else None, "notify": self.notify,
            "back": self.back,
        }  # fmt: skip
        return self._said("POST", "/v1/payments", said)

    def payment(self, number: str) -> Said:
        """Say how a payment stands."""
        return self._said("GET", f"/v1/payments/{number}")

    def close(self, number: str) -> Said:
        """Let nobody pay this any more."""
        return self._said("POST", f"/v1/payments/{number}/close", {})

    def refund(self, number: str, of: str, amount: int) -> Said:
        """Send a payment back."""
        said = {"number": number, "of": of, "amount": amount, "notify": self.notify}
        return self._said("POST", "/v1/refunds", said)

    def refunded(self, number: str) -> Said:
        """Say how a refund stands."""
        return self._said("GET", f"/v1/refunds/{number}")

    def pay_out(self, number: str, payee: Payee, amount: int, words: str) -> Said:
        """Pay to an account."""
        said = {
            "number": number, "account": payee.account, "name": payee.name, "amount": amount,
            "words": words, "notify": self.notify,
        }  # fmt: skip
        return self._said("POST", "/v1/payouts", said)

    def paid_out(self, number: str) -> Said:
        """Say how a pay-out stands."""
        return self._said("GET", f"/v1/payouts/{number}")

    def statement(self, day: date) -> list[Row]:
        """Return everything that succeeded on a day."""
        found = self._ask("GET", f"/v1/statements/{day.isoformat()}")
        try:
            return [Row(one["kind"], one["number"], int(one["amount"])) for one in found["rows"]]
        except (KeyError, TypeError, ValueError) as error:
            raise ProviderAway("statement") from error

    def _said(self, method: str, path: str, said: dict[str, Any] | None = None) -> Said:
        found = self._ask(method, path, said)
        try:
            amount = int(found.get("amount", 0))
            return Said(str(found["state"]), amount, found.get("pay_at", ""), found.get("why", ""))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ProviderAway("answer") from error

    def _ask(self, method: str, path: str, said: dict[str, Any] | None = None) -> Any:
        body = b"" if said is None else json.dumps(said, ensure_ascii=False).encode()
        target, at = f"{self.address}{path}", time.now()
        headers = wire.signed(method, target, body, signer=self.signer, at=at)
        try:
            came = self._client.request(method, target, content=body, headers=headers)
            if came.status_code >= FAILING:
                raise ProviderAway(str(came.status_code))
            lower = {name.lower(): value for name, value in came.headers.items()}
            found = wire.check_answer(
                came.status_code, lower, came.content, headers, key=self.key, at=time.now()
            )
        except (httpx2.HTTPError, ExchangeProblem, json.JSONDecodeError) as error:
            raise ProviderAway(type(error).__name__) from error
        if came.status_code == NOT_FOUND:
            return {"state": law.UNKNOWN}
        if came.status_code >= REFUSED:
            raise ProviderAway(str(came.status_code))
        return found
