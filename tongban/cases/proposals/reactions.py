"""What proposals do when money moves (免申即享的反应): it arrived, it came back, a part was repaid."""

from collections.abc import Sequence

from tongban.cases.proposals import acting, opening, store
from tongban.cases.proposals.domain import proposals as law
from tongban.exchange import api as exchange
from tongban.exchange.payments.domain.payouts import OTHER, WHY
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Heard, Task


def _about(heard: Heard, kind: str) -> str | None:
    """Return the number of what the money was for, where it is of this kind."""
    found = next((one for one in heard.event.objects if one.role == "about"), None)
    return found.id if found is not None and found.type == kind else None


@ledger.listener("exchange.PaidOut", "cases.benefit-paid")
def paid(heard: Heard) -> None:
    """Note that the money of a proposal arrived (到账)."""
    number = _about(heard, "proposal")
    if number is not None and "-" not in number:
        on, at = city_date(heard.event.at), heard.event.at
        acting.change(store.find(number), lambda one: law.arrived(one, on), actor=SYSTEM, at=at)


@ledger.listener("exchange.PayOutReturned", "cases.benefit-returned")
def came_back(heard: Heard) -> None:
    """Ask for another account where the bank sent it back (退汇)."""
    number = _about(heard, "proposal")
    if number is None or "-" in number:
        return
    stream, why, at = store.find(number), heard.event.data["why"], heard.event.at
    before, _ = store.load(stream)
    if before.stopped is not None:
        exchange.stop_pay_out(
            ("proposal", number), reason=before.stopped.reason, actor=SYSTEM, at=at
        )
        return
    now = acting.change(stream, lambda one: law.came_back(one, why), actor=SYSTEM, at=at)
    if now.seq == before.seq:
        return
    said = WHY.get(why, WHY[OTHER])
    opening.tell(now.offer, number, "benefit-returned", actor=SYSTEM, at=at, more={"said": said})


@ledger.listener("exchange.Paid", "cases.claim-paid")
def repaid(heard: Heard) -> None:
    """Note a part of a claim that came (已退回)."""
    number = _about(heard, "claim")
    if number is None:
        return
    of, _, part = number.rpartition("-")
    amount = heard.event.data["amount"]
    acting.change(
        store.find(of),
        lambda one: law.paid_back(one, part=int(part), amount=amount),
        actor=SYSTEM,
        at=heard.event.at,
    )


@ledger.projector(store.PROPOSAL, begins=("cases.ProposalOpened",))
def project(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a proposal."""
    return store.project(stream, found)
