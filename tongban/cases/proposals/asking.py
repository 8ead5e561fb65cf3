"""The one question of a proposal (只问一件事): asked as the policy asks it, answered by the person.

What they say becomes a statement of theirs; the proposal notes which one. Whether it is due is not
decided here: the next list judges it, and two officers confirm it as always.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from tongban.cases.proposals import acting, store
from tongban.cases.proposals.domain import proposals as law
from tongban.cases.proposals.domain.problems import AnswerUnusable, ProposalMoved
from tongban.cases.proposals.domain.proposals import Proposal
from tongban.catalogue import api as catalogue
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.ledger import api as ledger
from tongban.policy import api as policy

BASIS = "国务院令第716号 第七条"
ANSWERED = (law.ANSWERED, law.NOT_DUE)
PAGE = 500


def question(now: Proposal) -> tuple[policy.Conversation, policy.AskedFact] | None:
    """Return how its question is put (怎么问); None where nothing is asked, or its policy is gone."""
    book = catalogue.book()
    found = book.policies.get(now.offer.policy)
    if found is None or now.status not in (law.ASKED, law.ANSWERED):
        return None
    about = policy.Conversation([found], book, time.city_date(time.now()))
    fact = about.fact_of(found.id, now.offer.lacks)
    return (about, fact) if fact is not None else None


def answer(number: str, *, value: Any, actor: Actor, at: datetime | None = None) -> Proposal:
    """Answer the one question (补一项); told otherwise before the next list, the newer word counts.

    Raises ProposalMoved, AnswerUnusable for what the policy cannot read.
    """
    at = at or time.now()
    stream, now = acting.theirs(number, actor, at)
    asked = question(now)
    if asked is None:
        raise ProposalMoved
    about, fact = asked
    if (wrong := about.problem(fact.id, value)) is not None:
        raise AnswerUnusable(wrong.zh)
    offer = now.offer
    kind = fact.ref.kind if fact.ref else offer.lacks
    said = facts.Source("person" if actor.id == offer.person else "other", case=stream)
    kept = str(value) if isinstance(value, Decimal) else value
    with transaction.atomic():
        made = facts.record(offer.person, {kind: kept}, source=said, actor=actor, at=at)
        return acting.change(
            stream,
            lambda one: law.answered(one, fact=offer.lacks, statement=made[kind]),
            actor=actor,
            at=at,
        )


def value_of(now: Proposal, *, actor: Actor) -> Any:
    """Return what was answered, to whoever answered it; None where nothing was."""
    if now.answered is None:
        return None
    words = f"您在看“{now.offer.label}”里您的回答"
    purpose = Purpose("plan", now.offer.policy, BASIS, words)
    found = facts.statements([now.answered], purpose=purpose, actor=actor)
    one = found.get(now.answered)
    return None if one is None or one.erased else one.value


def answers(policy_id: str, *, purpose: Purpose) -> Iterator[tuple[str, Proposal, Any]]:
    """Yield every answer that stands for a policy: the number, the proposal and the value (答复)."""
    following = None
    while True:
        page = ledger.heads(kind=store.PROPOSAL, status=ANSWERED, after=following, limit=PAGE)
        mine = [head for head in page.items if head.attrs["policy"] == policy_id]
        loaded = {store.number_of(one.stream): store.load(one.stream)[0] for one in mine}
        wanted = [one.answered for one in loaded.values() if one.answered is not None]
        found = facts.statements(wanted, purpose=purpose, actor=SYSTEM)
        for number, one in loaded.items():
            said = found.get(one.answered or 0)
            if said is not None and not said.erased:
                yield number, one, said.value
        if page.next is None:
            return
        following = page.next


def settle(number: str, *, reason: str, at: datetime) -> Proposal:
    """Say that what was answered does not make it due (不符合), with the reason; told to the person."""
    from tongban.cases.proposals import opening

    stream = store.find(number)
    before, _ = store.load(stream)
    with transaction.atomic():
        after = acting.change(
            stream, lambda one: law.not_due(one, reason=reason), actor=SYSTEM, at=at
        )
        if after.seq != before.seq:
            more = {"said": reason}
            opening.tell(after.offer, number, "benefit-not-due", actor=SYSTEM, at=at, more=more)
    return after
