"""Between the domain of proposals and its streams and rows (免申即享存取)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import connection

from tongban.cases.models import GrantRow, StandingRow
from tongban.cases.proposals.domain import proposals as law
from tongban.cases.proposals.domain.problems import NoSuchProposal
from tongban.cases.proposals.domain.proposals import Offer, Proposal, ProposalEvent
from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import Append, Head, Task

PROPOSAL = "proposal"
OBJECTION, CLAIM, RETURNED = "cases.objection", "cases.claim", "cases.returned"
WORK = (OBJECTION, CLAIM, RETURNED)
TYPES: dict[str, type[Any]] = {f"cases.{one.__name__}": one for one in ProposalEvent.__args__}
NAMES = {one: name for name, one in TYPES.items()}
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def number_of(stream: int) -> str:
    """Return the number of a proposal, short enough to say (建议编号).

    >>> number_of(32 * 32 + 1)
    'Z101'
    """
    made = ""
    while stream:
        stream, digit = divmod(stream, 32)
        made = _DIGITS[digit] + made
    return f"Z{made}".upper()


def read(event: Event) -> Any:
    """Return an event of the log as the domain knows it."""
    said = dict(event.data)
    if "offer" in said:
        offer = {**said["offer"], "officers": tuple(said["offer"]["officers"])}
        offer["members"] = tuple(offer.get("members", ()))
        said["offer"] = Offer(**offer)
    return TYPES[event.type](**said)


def load(stream: int | None) -> tuple[Proposal, list[Event]]:
    """Return a proposal and its history. Raises NoSuchProposal."""
    found = ledger.events(stream) if stream is not None else []
    if not found or found[0].type != "cases.ProposalOpened":
        raise NoSuchProposal
    return law.fold(read(one) for one in found), found


def find(number: str) -> int:
    """Return the stream of a number. Raises NoSuchProposal."""
    found = ledger.find_number(number)
    if found is None:
        raise NoSuchProposal
    return found


def append(
    stream: int, history: Sequence[Event], happened: Iterable[Any], *, actor: Actor, at: datetime
) -> Append:
    """Make the append of what happened, with the row and the work that follow from all."""
    made = list(happened)
    offer = read(history[0]).offer if history else made[0].offer
    fresh = [event(stream, one, offer, actor=actor, at=at) for one in made]
    every = [*history, *fresh]
    head, work = project(stream, every)
    close = WORK if history else ()
    return Append(stream, PROPOSAL, len(history), fresh, head, work, close)


def event(stream: int, happened: Any, offer: Offer, *, actor: Actor, at: datetime) -> Event:
    """Make the envelope of what happened to a proposal."""
    said = json.loads(json.dumps(asdict(happened), ensure_ascii=False))
    touched = (
        Ref("proposal", str(stream), "subject"),
        Ref("person", str(offer.person), "entitled"),
        Ref("agency", offer.agency, "agency"),
    )
    return Event(NAMES[type(happened)], at, actor, said, touched, ids.new(ids.shard_of(stream)))


def project(stream: int, found: Sequence[Event]) -> tuple[Head, list[Task]]:
    """Make the row and the open work of a proposal from its events."""
    one = law.fold(read(each) for each in found)
    offer, work = one.offer, []
    shard = ids.shard_of(stream)
    queue = f"benefits:{offer.agency}"
    due: date | None = None
    if one.objection is not None and one.answer is None:
        due = date.fromisoformat(one.objection.due)
        at = datetime.combine(due, datetime.min.time(), found[-1].at.tzinfo)
        work.append(Task(ids.new(shard), queue, OBJECTION, at))
    if one.claim is not None and one.claim.decided is None:
        work.append(Task(ids.new(shard), queue, CLAIM, None))
    if one.status == law.RETURNED:
        work.append(Task(ids.new(shard), queue, RETURNED, None))
    head = Head(
        one.status, queue if work else None, offer.payee, number_of(stream), offer.label, due,
        {
            "policy": offer.policy, "period": offer.period, "agency": offer.agency,
            "amount": one.amount,
        },
    )  # fmt: skip
    return head, work


def shard_of_holder(holder: str) -> int:
    """Return the shard a holder's rows lie on: a person's or member's own, a household's by its name."""
    if holder[0] in "pm":
        return ids.shard_of(int(holder[1:]))
    return sum(place * byte for place, byte in enumerate(holder.encode(), 1)) % ids.SHARDS


def take(rows: Sequence[GrantRow]) -> set[tuple[int, str]]:
    """Write these grants where there are none yet; returns (proposal, holder) of what is new."""
    if not rows:
        return set()
    columns = [list(one) for one in zip(
        *((r.shard, r.holder, r.policy, r.period, r.proposal) for r in rows), strict=True
    )]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_grant (shard, holder, policy, period, proposal) "
            "select * from unnest(%s::smallint[], %s::text[], %s::text[], %s::text[], %s::bigint[]) "
            "on conflict do nothing returning proposal, holder",
            columns,
        )
        return set(cursor.fetchall())


def give_back(rows: Sequence[GrantRow]) -> None:
    """Take back grants that were written a moment ago in this transaction."""
    for one in rows:
        GrantRow.objects.filter(
            shard=one.shard, holder=one.holder, policy=one.policy, period=one.period,
            proposal=one.proposal,
        ).delete()  # fmt: skip


def standing(policy: str, keys: Sequence[tuple[int, str]]) -> dict[str, StandingRow]:
    """Return who of these holders has the policy until further notice, by holder."""
    shards, holders = {key[0] for key in keys}, [key[1] for key in keys]
    rows = StandingRow.objects.filter(policy=policy, holder__in=holders, shard__in=shards)
    return {one.holder: one for one in rows}
