"""Opening what a confirmed list offers (按清单发起): a batch at a time, each once.

Whoever has the benefit standing, or needs no step by law, is granted at once and paid; everybody
else is told with one message: two steps, or the one question. What was there before is left alone,
so a batch can be begun again wherever it broke off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tongban.cases.models import GrantRow, StandingRow
from tongban.cases.proposals import accounts, store
from tongban.cases.proposals.domain import proposals as law
from tongban.cases.proposals.domain.proposals import Offer, ProposalEvent, ProposalOpened
from tongban.exchange import api as exchange
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.ledger import api as ledger

NONE, TWO = "none", "two"
TOLD = {law.ASKED: "benefit-asked", law.OFFERED: "benefit-offered", law.GRANTED: "benefit-granted"}


@dataclass(frozen=True, slots=True)
class Line:
    """A confirmed line to open (清单一行): the offer, the account on record if there is one."""

    offer: Offer
    account: exchange.Payee | None = None


@dataclass(slots=True)
class Opened:
    """What came of a batch (发起结果)."""

    granted: int = 0
    offered: int = 0
    asked: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class _Opening:
    """One line on its way (正在发起): its stream, who has it standing, the account it goes to."""

    line: Line
    stream: int
    held: StandingRow | None
    account: exchange.Payee | None
    happened: tuple[ProposalEvent, ...]

    @property
    def status(self) -> str:
        return law.fold(self.happened).status

    @property
    def about(self) -> tuple[str, str]:
        return ("proposal", store.number_of(self.stream))


def open_all(
    lines: Sequence[Line], *, steps: str, actor: Actor, at: datetime | None = None
) -> Opened:
    """Open the proposals of a batch in one transaction (发起免申即享).

    `steps` is "none" where the law lets the state pay without asking, else "two". A holder who has
    the period already, or declined before, is skipped. All lines are of one policy.
    """
    at = at or time.now()
    with transaction.atomic():
        made = _fresh(lines, steps, at)
        if made:
            ledger.append(
                *(store.append(one.stream, [], one.happened, actor=actor, at=at) for one in made)
            )
            exchange.pay_out_all(
                [_paid(one) for one in made if one.status == law.GRANTED and one.line.offer.amount],
                actor=actor,
                at=at,
            )
            _stand(made, at)
        for one in made:
            if one.held is None or one.status != law.GRANTED:
                tell(one.line.offer, one.about[1], TOLD[one.status], actor=actor, at=at)
    counts = [one.status for one in made]
    return Opened(
        counts.count(law.GRANTED), counts.count(law.OFFERED), counts.count(law.ASKED),
        len(lines) - len(made),
    )  # fmt: skip


def _fresh(lines: Sequence[Line], steps: str, at: datetime) -> list[_Opening]:
    """Keep those who have not the period yet and did not decline."""
    first = {line.offer.holder: line for line in reversed(lines)}
    if not first:
        return []
    keys = [(_shard(one.offer), holder) for holder, one in first.items()]
    held = store.standing(lines[0].offer.policy, keys)
    wanted = [one for holder, one in first.items() if not _over(held.get(holder))]
    streams = {one.offer.holder: ids.new(ids.shard_of(one.offer.payee)) for one in wanted}
    rows = {one.offer.holder: _keys(one.offer, streams[one.offer.holder]) for one in wanted}
    new = store.take([row for several in rows.values() for row in several])
    whole = {
        holder for holder, several in rows.items()
        if all((row.proposal, row.holder) in new for row in several)
    }  # fmt: skip
    part = [row for holder in rows.keys() - whole for row in rows[holder]]
    store.give_back([row for row in part if (row.proposal, row.holder) in new])
    return [
        _opening(one, streams[one.offer.holder], held.get(one.offer.holder), steps, at)
        for one in wanted
        if one.offer.holder in whole
    ]


def _keys(offer: Offer, stream: int) -> list[GrantRow]:
    """Return what is taken of a period: the holder's key, and one of everybody who counts in it.

    A household one of whom was counted in another this period gets nothing twice for them: it is
    left out whole, for an officer to look at.
    """
    holders = [offer.holder] if offer.lacks else [offer.holder, *(f"m{n}" for n in offer.members)]
    return [
        GrantRow(
            shard=store.shard_of_holder(holder), holder=holder, policy=offer.policy,
            period=_period(offer), proposal=stream,
        )
        for holder in holders
    ]  # fmt: skip


def _opening(
    line: Line, stream: int, held: StandingRow | None, steps: str, at: datetime
) -> _Opening:
    offer = line.offer
    agreed = held is not None and held.agreed_at is not None and held.ended_at is None
    known = accounts.opened(held.sealed) if held is not None and held.sealed else line.account
    opened = ProposalOpened(offer)
    at_once = not offer.lacks and (agreed or steps == NONE) and (known or not offer.amount)
    if not at_once:
        return _Opening(line, stream, held, known, (opened,))
    short = exchange.shortened(known.account) if known else ""
    granted = law.grant(law.fold([opened]), today=time.city_date(at), account=short)
    return _Opening(line, stream, held, known, (opened, *granted))


def _paid(one: _Opening) -> exchange.ToPay:
    offer, account = one.line.offer, one.account
    if account is None:
        raise ValueError("what is paid has an account")
    return exchange.ToPay(one.about, offer.payee, account, offer.amount, offer.label, offer.agency)


STOOD = ("person", "payee", "latest", "sealed", "agreed_at", "ended_at")


def _stand(made: Sequence[_Opening], at: datetime) -> None:
    """Write down who has it from now on, with the account on record for who is still asked."""
    fresh = [_standing(one, at) for one in made if one.held is None and one.status == law.OFFERED]
    StandingRow.objects.bulk_create(fresh, ignore_conflicts=True)
    StandingRow.objects.bulk_create(
        [_standing(one, at) for one in made if one.status == law.GRANTED],
        update_conflicts=True,
        unique_fields=["shard", "holder", "policy"],
        update_fields=STOOD,
    )


def _standing(one: _Opening, at: datetime) -> StandingRow:
    offer = one.line.offer
    return StandingRow(
        shard=store.shard_of_holder(offer.holder), holder=offer.holder, policy=offer.policy,
        person=offer.person, payee=offer.payee, latest=one.stream,
        sealed=accounts.seal(one.account) if one.account else "",
        agreed_at=at if one.status == law.GRANTED else None,
    )  # fmt: skip


def tell(
    offer: Offer,
    number: str,
    template: str,
    *,
    actor: Actor,
    at: datetime,
    more: Mapping[str, str | Text] | None = None,
) -> None:
    """Tell whoever receives it (告知)."""
    values: dict[str, str | Text] = {"number": number, "name": offer.label, **(more or {})}
    if offer.question:
        values["question"] = offer.question
    exchange.notify(
        person=offer.payee, template=template, values=values, about=("proposal", number),
        actor=actor, at=at,
    )  # fmt: skip


def _over(row: StandingRow | None) -> bool:
    return row is not None and row.declined


def _period(offer: Offer) -> str:
    """Return the key of the period; a question stands beside it and takes no period away."""
    return f"?{offer.period}" if offer.lacks else offer.period


def _shard(offer: Offer) -> int:
    return store.shard_of_holder(offer.holder)
