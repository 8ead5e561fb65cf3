"""Whether a case is paid (缴费情况): what officers see, and what a grant waits for."""

from dataclasses import dataclass
from datetime import datetime

from tongban.cases import handling
from tongban.cases.domain import fees
from tongban.cases.domain.problems import WrongStep
from tongban.cases.domain.states import CaseState, Status
from tongban.exchange import api as exchange
from tongban.kernel.text import Text

OPEN = "open"


class FeeUnpaid(WrongStep):
    """A grant while the fee is still to be paid (尚未缴费)."""

    code = "cases.fee-unpaid"
    words = Text("申请人还没有缴费。", "The fee has not been paid yet.")
    advice = Text(
        "缴费后再作出准予决定；到期没有缴费的，系统会按撤回处理。",
        "Grant it once it is paid; unpaid at the end of its time, the case ends by itself.",
    )
    law = "行政许可法 第五十九条（未核实）"


@dataclass(frozen=True, slots=True)
class Cost:
    """What is paid for a case, as officers see it (缴费情况): fen."""

    status: str
    amount: int
    means: str
    paid_at: datetime | None
    until: datetime | None


def cost(number: str) -> Cost | None:
    """Return what is paid for a case; None where nothing is collected here."""
    found = exchange.order_of(("case", number))
    if found is None:
        return None
    return Cost(found.status, found.amount, found.means, found.paid_at, found.until)


def is_collected(state: CaseState) -> bool:
    """Whether the fee of this service is collected here (代收)."""
    return fees.collected(handling.service_of(state)) is not None


def is_unpaid(state: CaseState) -> bool:
    """Whether something is still to be paid for this case (待缴费)."""
    if not is_collected(state):
        return False
    found = cost(state.filed.number)
    return found is not None and found.status == OPEN


def ensure_paid(state: CaseState, outcome: str) -> None:
    """Raise FeeUnpaid for a grant of what is not paid."""
    if outcome != Status.REFUSED and is_unpaid(state):
        raise FeeUnpaid
