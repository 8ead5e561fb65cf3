"""What people and officers do with a proposal (免申即享的办理): confirm, decline, object, stop, claim back.

A person acts for themselves or whoever mandated them; an officer for the agency that grants it.
Money follows in the same transaction as the step it belongs to.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.agencies.api import Power
from tongban.cases.models import GrantRow, StandingRow
from tongban.cases.problems import NotYours
from tongban.cases.proposals import accounts, opening, store
from tongban.cases.proposals.domain import proposals as law
from tongban.cases.proposals.domain.problems import AccountNeeded, NoSuchProposal
from tongban.cases.proposals.domain.proposals import Offer, Proposal
from tongban.exchange import api as exchange
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.people import api as people

INSTALMENT_DAYS = 30
Happened = Callable[[Proposal], Iterable[Any]]


def theirs(number: str, actor: Actor, at: datetime) -> tuple[int, Proposal]:
    """Return a proposal to its payee or whoever may act for them. Raises NoSuchProposal."""
    stream = store.find(number)
    now, _ = store.load(stream)
    if actor.kind != "person" or not people.may_act_for(actor.id, now.offer.payee, at=at):
        raise NoSuchProposal
    return stream, now


def ours(number: str, actor: Actor) -> tuple[int, Proposal]:
    """Return a proposal to an officer of the agency that grants it. Raises NotYours."""
    stream = store.find(number)
    now, _ = store.load(stream)
    offer = now.offer
    if not agencies.may(actor, "decide", agency=offer.agency, power=offer.service):
        raise NotYours
    return stream, now


def office(offer: Offer, *, on: date | None = None) -> str:
    """Return who has a benefit on a day, today if none is named (主管机关): whom to ask now."""
    power = Power(offer.service, offer.agency)
    return agencies.competent(power, on=on or time.city_date(time.now()))


def change(stream: int, happened: Happened, *, actor: Actor, at: datetime) -> Proposal:
    """Write what happened to a proposal; nothing where nothing did."""
    now, history = store.load(stream)
    made = list(happened(now))
    if made:
        ledger.append(store.append(stream, history, made, actor=actor, at=at))
    return store.load(stream)[0]


def agree(number: str, *, account: str = "", actor: Actor, at: datetime | None = None) -> Proposal:
    """Confirm it and name the account (本人两步: 确认、收款账户); it is granted and ordered to be paid.

    Without an account the one on record is taken. Raises AccountNeeded, ProposalMoved.
    """
    at = at or time.now()
    stream, now = theirs(number, actor, at)
    with transaction.atomic():
        row = standing_row(now)
        payee = (
            accounts.check(account, payee=now.offer.payee)
            if account.strip()
            else accounts.opened(row.sealed if row else "")
        )
        if payee is None and now.offer.amount:
            raise AccountNeeded
        short = exchange.shortened(payee.account) if payee else ""
        today = time.city_date(at)
        after = change(
            stream, lambda one: law.grant(one, today=today, account=short), actor=actor, at=at
        )
        if payee is not None and now.offer.amount:
            exchange.pay_out(
                about=("proposal", number), payee=now.offer.payee, account=payee,
                amount=now.offer.amount, actor=actor, label=now.offer.label,
                agency=now.offer.agency, at=at,
            )  # fmt: skip
        _stands(stream, now, payee, at)
    return after


def standing_row(now: Proposal) -> StandingRow | None:
    """Return what stands of a holder's benefit, None where nothing does."""
    offer = now.offer
    return StandingRow.objects.filter(
        shard=store.shard_of_holder(offer.holder), holder=offer.holder, policy=offer.policy
    ).first()


def on_record(row: StandingRow | None) -> str:
    """Say the account on record by its last digits."""
    account = accounts.opened(row.sealed) if row else None
    return exchange.shortened(account.account) if account else ""


def _stands(stream: int, now: Proposal, payee: exchange.Payee | None, at: datetime) -> None:
    offer = now.offer
    StandingRow.objects.update_or_create(
        shard=store.shard_of_holder(offer.holder), holder=offer.holder, policy=offer.policy,
        defaults={
            "person": offer.person, "payee": offer.payee, "latest": stream,
            "sealed": accounts.seal(payee) if payee else "", "agreed_at": at, "ended_at": None,
            "declined": False,
        },
    )  # fmt: skip


def decline(number: str, *, reason: str = "", actor: Actor, at: datetime | None = None) -> Proposal:
    """Leave it (谢绝): it is not offered again until the person wants it. Raises ProposalMoved."""
    at = at or time.now()
    stream, now = theirs(number, actor, at)
    offer = now.offer
    with transaction.atomic():
        StandingRow.objects.update_or_create(
            shard=store.shard_of_holder(offer.holder), holder=offer.holder, policy=offer.policy,
            defaults={
                "person": offer.person, "payee": offer.payee, "latest": stream, "declined": True,
                "agreed_at": None,
            },
        )  # fmt: skip
        return change(stream, lambda one: law.decline(one, reason=reason), actor=actor, at=at)


def redirect(number: str, *, account: str, actor: Actor, at: datetime | None = None) -> Proposal:
    """Name another account for what the bank sent back (更正账户). Raises AccountNeeded."""
    at = at or time.now()
    stream, now = theirs(number, actor, at)
    payee = accounts.check(account, payee=now.offer.payee)
    with transaction.atomic():
        exchange.redirect(("proposal", number), account=payee, actor=actor, at=at)
        _stands(stream, now, payee, at)
        short = exchange.shortened(payee.account)
        return change(stream, lambda one: law.redirect(one, short), actor=actor, at=at)


def object_to(number: str, *, words: str, actor: Actor, at: datetime | None = None) -> Proposal:
    """Object (提出异议): the agency answers within its working days. Raises ObjectionTooLate."""
    at = at or time.now()
    stream, now = theirs(number, actor, at)
    today = time.city_date(at)
    due = agencies.calendar().add(today, now.answer_days)
    return change(
        stream, lambda one: law.object_to(one, words=words, due=due, today=today),
        actor=actor, at=at,
    )  # fmt: skip


def answer_objection(
    number: str, *, words: str, more: int = 0, actor: Actor, at: datetime | None = None
) -> Proposal:
    """Answer an objection (答复异议): it stands, or so much more is paid. Raises NotYours."""
    at = at or time.now()
    stream, now = ours(number, actor)
    with transaction.atomic():
        after = change(
            stream, lambda one: law.answer(one, words=words, more=more, officer=actor.id),
            actor=actor, at=at,
        )  # fmt: skip
        row = standing_row(now)
        account = accounts.opened(row.sealed) if row else None
        if more and account is None:
            raise AccountNeeded
        if more and account is not None:
            exchange.pay_out(
                about=("proposal", f"{number}-{after.seq}"), payee=now.offer.payee,
                account=account, amount=more, actor=actor, label=now.offer.label,
                agency=now.offer.agency, at=at,
            )  # fmt: skip
        opening.tell(
            now.offer, number, "benefit-objection", actor=actor, at=at, more={"said": words}
        )
    return after


def stop(number: str, *, reason: str, actor: Actor, at: datetime | None = None) -> Proposal:
    """Stop a benefit whose ground is gone (停发), with its reason, told to the person."""
    at = at or time.now()
    stream, _ = ours(number, actor)
    return stop_stream(stream, reason=reason, actor=actor, at=at)


def stop_stream(
    stream: int, *, reason: str, actor: Actor, at: datetime, tells: bool = True
) -> Proposal:
    """Stop a benefit: nothing more is granted, and what waits to be paid is not paid any more.

    Stopped before, nothing happens again. Without `tells` whoever calls finds the words.
    """
    now, _ = store.load(stream)
    offer, number = now.offer, store.number_of(stream)
    with transaction.atomic():
        StandingRow.objects.filter(
            shard=store.shard_of_holder(offer.holder), holder=offer.holder, policy=offer.policy
        ).update(ended_at=at, agreed_at=None)
        if now.status == law.RETURNED:
            exchange.stop_pay_out(("proposal", number), reason=reason, actor=actor, at=at)
        after = change(
            stream, lambda one: law.stop(one, reason=reason, law=offer.law), actor=actor, at=at
        )
        if tells and after.seq != now.seq:
            opening.tell(
                offer, number, "benefit-stopped", actor=actor, at=at, more={"said": reason}
            )
    return after


# Claiming back


def claim(
    number: str, *, amount: int, reason: str, actor: Actor, at: datetime | None = None
) -> Proposal:
    """Propose to claim back what was paid too much (拟追回); the person is heard first."""
    at = at or time.now()
    stream, now = ours(number, actor)
    today = time.city_date(at)
    with transaction.atomic():
        after = change(
            stream,
            lambda one: law.claim(one, amount=amount, reason=reason, today=today, officer=actor.id),
            actor=actor, at=at,
        )  # fmt: skip
        opening.tell(now.offer, number, "benefit-claim", actor=actor, at=at, more={"said": reason})
    return after


def hear(number: str, *, words: str, actor: Actor, at: datetime | None = None) -> Proposal:
    """Answer a claim (陈述申辩)."""
    at = at or time.now()
    stream, _ = theirs(number, actor, at)
    return change(stream, lambda one: law.hear(one, words=words), actor=actor, at=at)


def decide_claim(
    number: str, *, amount: int, instalments: int = 1, reason: str, actor: Actor,
    at: datetime | None = None,
) -> Proposal:  # fmt: skip
    """Decide a claim (追回决定): so much in so many instalments, or nothing. Raises HearingOpen."""
    at = at or time.now()
    stream, now = ours(number, actor)
    today = time.city_date(at)
    with transaction.atomic():
        after = change(
            stream,
            lambda one: law.decide_claim(
                one, amount=amount, instalments=instalments, reason=reason, today=today,
                officer=actor.id,
            ),
            actor=actor, at=at,
        )  # fmt: skip
        if amount:
            _order_parts(number, now, law.parts(amount, instalments), at)
        opening.tell(now.offer, number, "benefit-claim", actor=actor, at=at, more={"said": reason})
    return after


def _order_parts(number: str, now: Proposal, parts: list[int], at: datetime) -> None:
    for no, amount in enumerate(parts, 1):
        label = f"退回{now.offer.label}" + (f"（第 {no} 期）" if len(parts) > 1 else "")
        exchange.order(
            about=("claim", f"{number}-{no}"), payer=now.offer.payee,
            lines=[exchange.Line(Text(label), amount, now.offer.claim_law)],
            actor=SYSTEM, label=label, agency=now.offer.agency, at=at,
        )  # fmt: skip


def claim_days(now: Proposal) -> list[date]:
    """Return the days the instalments of a claim are due (分期日)."""
    decided = now.claim.decided if now.claim else None
    if decided is None or now.claim is None:
        return []
    first = date.fromisoformat(now.claim.said.until)
    return [first + timedelta(days=INSTALMENT_DAYS * n) for n in range(1, decided.instalments + 1)]


def periods(policy: str, period: str) -> int:
    """Count who has a policy's benefit in a period."""
    rows = GrantRow.objects.filter(policy=policy, period=period)
    return rows.exclude(holder__startswith="m").count()
