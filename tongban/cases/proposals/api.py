"""The face of proposals (免申即享): opening them, what people and officers do, reading them."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.agencies import api as agencies
from tongban.cases.models import GrantRow, StandingRow
from tongban.cases.problems import NotYours
from tongban.cases.proposals import acting, store
from tongban.cases.proposals.acting import (
    agree,
    answer_objection,
    claim,
    decide_claim,
    decline,
    hear,
    object_to,
    office,
    periods,
    redirect,
    stop,
    stop_stream,
)
from tongban.cases.proposals.asking import answer, answers, question, settle, value_of
from tongban.cases.proposals.domain.problems import (
    AccountNeeded,
    AnswerUnusable,
    HearingOpen,
    NoSuchProposal,
    ObjectionTooLate,
    OtherOfficerNeeded,
    ProposalMoved,
    WordsNeeded,
)
from tongban.cases.proposals.domain.proposals import Offer, Proposal
from tongban.cases.proposals.opening import Line, Opened, open_all
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.people import api as people

__all__ = [
    "AccountNeeded",
    "AnswerUnusable",
    "HearingOpen",
    "Line",
    "NoSuchProposal",
    "ObjectionTooLate",
    "Offer",
    "Opened",
    "OtherOfficerNeeded",
    "Proposal",
    "ProposalMoved",
    "Shown",
    "Standing",
    "WordsNeeded",
    "agree",
    "answer",
    "answer_objection",
    "answers",
    "claim",
    "decide_claim",
    "decline",
    "ended_since",
    "having",
    "hear",
    "object_to",
    "office",
    "officer_view",
    "open_all",
    "own",
    "own_one",
    "periods",
    "question",
    "redirect",
    "settle",
    "standing",
    "standing_of",
    "stop",
    "stop_stream",
    "value_of",
    "work",
]


MANY = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with its number and the account on record by its last digits (所见)."""

    number: str
    now: Proposal
    on_record: str = ""
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a policy's benefit until further notice (在享), with the latest proposal."""

    policy: str
    holder: str
    person: int
    payee: int
    latest: int


def own(payee: int, *, actor: Actor, limit: int = 50) -> tuple[Shown, ...]:
    """Return what the state offers or gives somebody, newest first (我的待遇).

    To the payee, whoever may act for them, and the platform. Raises NoSuchProposal.
    """
    if actor.kind == "officer" or (
        actor.kind == "person" and not people.may_act_for(actor.id, payee)
    ):
        raise NoSuchProposal
    heads = ledger.heads(kind=store.PROPOSAL, subject=payee, limit=limit).items
    return tuple(_shown(one.stream) for one in heads)


def own_one(number: str, *, actor: Actor, at: datetime | None = None) -> Shown:
    """Return one to its payee or whoever may act for them. Raises NoSuchProposal."""
    stream, _ = acting.theirs(number, actor, at or time.now())
    return _shown(stream)


def officer_view(number: str, *, actor: Actor) -> Shown:
    """Return one to an officer of its agency. Raises NotYours, NoSuchProposal."""
    stream, _ = acting.ours(number, actor)
    return _shown(stream)


def work(agency: str, *, actor: Actor, limit: int = 100) -> tuple[tuple[str, Shown], ...]:
    """Return what waits for an agency: objections, claims to decide, returns (待办).

    Also what began at an agency whose power it has today; taken back, that is home again.
    """
    if not agencies.may(actor, "decide", agency=agency):
        raise NotYours
    found = [
        (task.kind.partition(".")[2], _shown(head.stream))
        for queue in agencies.lineage().around(agency)
        for task, head in ledger.tasks(queue=f"benefits:{queue}", limit=limit).items
    ]
    mine = [one for one in found if acting.office(one[1].now.offer) == agency]
    return tuple(sorted(mine, key=lambda one: _due(one[1].now))[:limit])


def _due(now: Proposal) -> str:
    """Return by when an objection is to be answered; whatever has no day comes after."""
    return now.objection.due if now.objection and now.answer is None else "9"


def standing(policy: str) -> tuple[Standing, ...]:
    """Return everybody who has a policy's benefit until further notice (在享名单)."""
    rows = StandingRow.objects.filter(policy=policy, ended_at=None, agreed_at__isnull=False)
    return tuple(Standing(policy, one.holder, one.person, one.payee, one.latest) for one in rows)


def standing_of(person: int) -> tuple[Standing, ...]:
    """Return what stands for somebody: their own, and what they receive for others (本人在享)."""
    keys = {f"p{person}"}
    for head in ledger.heads(kind=store.PROPOSAL, subject=person, limit=MANY).items:
        offer = store.load(head.stream)[0].offer
        keys.add(offer.holder)
    shards = {store.shard_of_holder(one) for one in keys}
    rows = StandingRow.objects.filter(
        shard__in=shards, holder__in=keys, ended_at=None, agreed_at__isnull=False
    )
    return tuple(Standing(r.policy, r.holder, r.person, r.payee, r.latest) for r in rows)


def ended_since(policy: str, day: date) -> frozenset[str]:
    """Return whose benefit of a policy was stopped on or after a day (近期停发)."""
    rows = StandingRow.objects.filter(policy=policy, ended_at__gte=time.start_of(day))
    return frozenset(rows.values_list("holder", flat=True))


def having(policy: str, period: str) -> frozenset[str]:
    """Return who has a policy's period, was asked in it ("?" before the holder), or declined it."""
    rows = GrantRow.objects.filter(policy=policy, period__in=(period, f"?{period}"))
    found = {("?" if when.startswith("?") else "") + holder
             for holder, when in rows.values_list("holder", "period")}  # fmt: skip
    declined = StandingRow.objects.filter(policy=policy, declined=True)
    return frozenset(found | set(declined.values_list("holder", flat=True)))


def _shown(stream: int) -> Shown:
    now, _ = store.load(stream)
    row = acting.standing_row(now)
    kept = acting.on_record(row)
    return Shown(store.number_of(stream), now, kept, tuple(acting.claim_days(now)))
