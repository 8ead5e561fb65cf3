"""What a case costs and whether it is paid (办件缴费): ordered, awaited, lapsed kindly, sent back.

A fee is collected here only where the definition says how (`fee.collect`): when it falls due (at
filing or at acceptance), within how many days, and after which ends it goes back. The clock runs on
meanwhile, unless a law that the definition names leaves the time out (行政许可法 第四十五条 has no such
ground). Whoever does not pay loses nothing but this case: it ends as given up and can be filed again.
"""

from datetime import datetime, timedelta
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import costing, deciding, handling, officers, store
from tongban.cases.domain import fees, timing
from tongban.cases.domain.events import Closed
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.domain.turns import Terminated
from tongban.cases.views import Fee
from tongban.catalogue import api as catalogue
from tongban.exchange import api as exchange
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard

FEN = 100
GROUND = "fee"
GIVEN_UP = "没有在期限内缴费，按撤回申请处理；以后需要时可以随时重新申请"
DUE, GONE = "payment-due", "payment-lapsed"
TOLD_PAID, TOLD_BACK = "payment-paid", "payment-refunded"


def order(heard: Heard) -> None:
    """Order what the case costs when it falls due (开具缴费单)."""
    state = store.load(heard.stream)
    collect = fees.collected(handling.service_of(state)) if state else None
    if state is None or collect is None or collect.at != heard.event.type.partition(".")[2]:
        return
    at = heard.event.at
    fee = _fee(state, at)
    if not fee.amount:
        deciding.by_rule(heard.stream, state, at=at, costed=True)
        return
    line = exchange.Line(Text(state.filed.name), int(fee.amount * FEN), collect.law)
    exchange.order(
        about=_about(state), payer=state.filed.applicant, lines=[line], actor=SYSTEM,
        label=state.filed.name, agency=state.filed.agency, service=state.filed.service,
        until=time.end_of(time.city_date(at) + timedelta(days=collect.days)), at=at,
    )  # fmt: skip
    _tell(state, DUE, {"amount": _yuan(int(fee.amount * FEN))}, at)
    if collect.stops and state.status is Status.ACCEPTED:
        _stop(heard.stream, state, collect, at)


def _fee(state: CaseState, at: datetime) -> Fee:
    book = catalogue.book(state.filed.book_on)
    service = handling.service_of(state)
    return fees.of_case(
        state.filed, service, book, officers.holdings_of(state, actor=SYSTEM, at=at)
    )


def _stop(stream: int, state: CaseState, collect: fees.Collect, at: datetime) -> None:
    happened = timing.stop(
        state, ground=GROUND, days=collect.days, unit="calendar_day", law=collect.stops,
        today=time.city_date(at), calendar=agencies.calendar(),
    )  # fmt: skip
    handling.append(stream, state, happened, actor=SYSTEM, at=at)


def paid(heard: Heard) -> None:
    """Let a case go on that was paid: its clock, and what rules decide alone (已缴费)."""
    stream, state = _case_of(heard)
    if state is None or stream is None or not state.status.is_open:
        return
    at = heard.event.at
    waits = [one for one in state.course.stopped if one.ground == GROUND]
    for one in waits:
        happened = timing.resume(state, no=one.no, result="已缴费", today=time.city_date(at))
        state = handling.append(stream, state, happened, actor=SYSTEM, at=at)
    _tell(state, TOLD_PAID, {"amount": _yuan(heard.event.data["amount"])}, at)
    deciding.by_rule(stream, state, at=at, costed=True)


def lapsed(heard: Heard) -> None:
    """End a case that nobody paid for in time (逾期未缴), kindly."""
    stream, state = _case_of(heard)
    if state is None or stream is None or not state.status.is_open:
        return
    at = heard.event.at
    today = time.city_date(at)
    happened = (Terminated(today, GIVEN_UP), Closed(today))
    handling.append(stream, state, happened, actor=SYSTEM, at=at)
    _tell(state, GONE, {}, at)


def went_back(heard: Heard) -> None:
    """Tell the applicant that their money is on its way back to where it came from (已退款)."""
    _, state = _case_of(heard)
    if state is not None:
        _tell(state, TOLD_BACK, {"amount": _yuan(heard.event.data["amount"])}, heard.event.at)


def ended(heard: Heard) -> None:
    """Take back or send back what a case cost that ended otherwise than by a grant (退费)."""
    state = store.load(heard.stream)
    if state is None or costing.cost(state.filed.number) is None:
        return
    collect = fees.collected(handling.service_of(state))
    ends = state.status.value
    back = collect.back if collect else frozenset()
    if ends == Status.GRANTED:
        return
    if costing.is_unpaid(state) or ends in back:
        words = f"办件已结束（{ENDS.get(ends, ends)}）"
        exchange.close_order(
            _about(state), reason=words, law=collect.law if collect else "", actor=SYSTEM,
            at=heard.event.at,
        )  # fmt: skip


ENDS = {"withdrawn": "撤回", "not_accepted": "不予受理", "refused": "不予", "terminated": "终止"}


def _about(state: CaseState) -> tuple[str, str]:
    return ("case", state.filed.number)


def _case_of(heard: Heard) -> tuple[int | None, CaseState | None]:
    about = next((one for one in heard.event.objects if one.role == "about"), None)
    if about is None or about.type != "case":
        return None, None
    stream = ledger.find_number(about.id)
    return stream, store.load(stream) if stream is not None else None


def _tell(state: CaseState, template: str, values: dict[str, Any], at: datetime) -> None:
    exchange.notify(
        person=state.filed.applicant, template=template,
        values={"number": state.filed.number, "name": state.filed.name, **values},
        about=_about(state), actor=SYSTEM, at=at,
    )  # fmt: skip


def _yuan(fen: int) -> str:
    return f"{fen // FEN}.{fen % FEN:02d}"


ledger.listener("cases.Filed", "cases.order-fee")(order)
ledger.listener("cases.Accepted", "cases.order-fee")(order)
ledger.listener("exchange.Paid", "cases.paid")(paid)
ledger.listener("exchange.OrderLapsed", "cases.fee-lapsed")(lapsed)
ledger.listener("exchange.Refunded", "cases.fee-back")(went_back)
ledger.listener("cases.Closed", "cases.fee-ended")(ended)
