"""Trades (交易): one instruction to whoever carries the money, and how it stands.

The instruction is a row before anybody is called, under a number that the provider knows it by:
asked twice under one number, a provider does a thing once (幂等). A call without an answer says
nothing; what counts is a signed answer to a query, a signed notification, or the statement.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

PAY, REFUND, PAY_OUT, AT_WINDOW = "pay", "refund", "payout", "window"
MEANT, WAITING, CLOSING, DONE, FAILED, OVER = (
    "meant", "waiting", "closing", "done", "failed", "over",
)  # fmt: skip
"""已登记、等待、关闭中、成功、失败、已关闭."""
SETTLED = (DONE, FAILED, OVER)
SUCCESS, PENDING, NO, UNKNOWN = "success", "pending", "no", "unknown"
"""What a provider may say of a trade; `unknown`: it never heard of it."""
LEASE = timedelta(seconds=30)
"""How long a claimed trade is nobody else's; a worker that dies gives it back by then."""
_WAITS = (1, 2, 4, 8, 15, 30, 60, 120, 300)


def rest(tries: int) -> timedelta:
    """Return how long to wait before asking again.

    >>> rest(0), rest(100)
    (datetime.timedelta(seconds=1), datetime.timedelta(seconds=300))
    """
    return timedelta(seconds=_WAITS[min(tries, len(_WAITS) - 1)])


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider says of one trade (渠道答复): its state, the amount, where to pay."""

    state: str
    amount: int = 0
    pay_at: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Payee:
    """Where money goes (收款账户): the account and the name it must be in."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a provider's statement (对账单明细)."""

    kind: str
    number: str
    amount: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the statement and our book differ (对账差异): `why` is extra, missing or amount."""

    why: str
    kind: str
    number: str
    ours: int
    theirs: int


class Provider(Protocol):
    """Whoever carries money (支付渠道). Raises ProviderAway where there is no answer that counts."""

    def create(self, number: str, amount: int, words: str, until: datetime | None) -> Said:
        """Let somebody pay this; the same number again is the same payment."""
        ...

    def payment(self, number: str) -> Said:
        """Say how a payment stands."""
        ...

    def close(self, number: str) -> Said:
        """Let nobody pay this any more; says success where it has been paid."""
        ...

    def refund(self, number: str, of: str, amount: int) -> Said:
        """Send a payment back; the same number again is the same refund."""
        ...

    def refunded(self, number: str) -> Said:
        """Say how a refund stands."""
        ...

    def pay_out(self, number: str, payee: Payee, amount: int, words: str) -> Said:
        """Pay to an account; the same number again is the same pay-out."""
        ...

    def paid_out(self, number: str) -> Said:
        """Say how a pay-out stands."""
        ...

    def statement(self, day: date) -> list[Row]:
        """Return everything that succeeded on a day."""
        ...


def compare(ours: dict[tuple[str, str], int], theirs: list[Row]) -> list[Difference]:
    """Lay our book beside a statement (对账); the same row twice is an extra row.

    >>> compare({("pay", "A"): 1, ("pay", "B"): 2}, [Row("pay", "A", 1), Row("pay", "C", 3)])
    [Difference(why='extra', kind='pay', number='C', ours=0, theirs=3), Difference(why='missing', kind='pay', number='B', ours=2, theirs=0)]
    """
    left, found = dict(ours), []
    for row in theirs:
        key = (row.kind, row.number)
        amount = left.pop(key, None)
        if amount is None:
            found.append(Difference("extra", row.kind, row.number, 0, row.amount))
        elif amount != row.amount:
            found.append(Difference("amount", row.kind, row.number, amount, row.amount))
    found += [Difference("missing", *key, amount, 0) for key, amount in left.items()]
    return found
