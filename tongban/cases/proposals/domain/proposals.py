"""A proposal (免申即享建议): what somebody is entitled to, offered by the state that found it out.

It says why in articles before it asks anything. The person confirms and names an account, or has
it without doing either where the definition says so by which law; declining costs nothing and can be
taken back. What was granted is paid once for each period; a benefit whose ground is gone is stopped,
and what was paid too much is claimed back by a decision with reasons, after the person was heard.

>>> offer = Offer("P", "2026-01-01", "MZ", "", 7, 7, "p7", "2026-11", 10000, "高龄津贴", "年满80", "法 第一条", "")
>>> one = fold([ProposalOpened(offer, 15)])
>>> one.status
'offered'
>>> evolve(one, ProposalGranted("2026-11-23", 10000, "2027-01-22")).status
'granted'
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tongban.cases.proposals.domain.problems import (
    HearingOpen,
    ObjectionTooLate,
    OtherOfficerNeeded,
    ProposalMoved,
    WordsNeeded,
)

ASKED, OFFERED, GRANTED, PAID, RETURNED, DECLINED, STOPPED, ANSWERED, NOT_DUE = (
    "asked", "offered", "granted", "paid", "returned", "declined", "stopped", "answered", "not_due",
)  # fmt: skip
"""缺一项、待确认、已批准、已到账、退汇、已谢绝、已停发、已答复、不符合."""
OBJECTION_DAYS = 60
"""Days in which a person may object: those of reconsideration (行政复议法 第二十条, not checked)."""
ANSWER_DAYS = 15  # working days in which an agency answers an objection
HEARING_DAYS = 10
"""Days in which a person may answer a claim before it is decided (陈述申辩)."""
MOST_INSTALMENTS = 36
LONGEST = 2000
DEATH = "本人已经身故"
PAYEE_DIED = "原来的收款人已经身故，换收款人以后接着发"
"""What the register said when somebody died, for the record; the family is told in other words."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a line of a confirmed list offers (清单一行): whom, what, why, by which law.

    `person` is entitled, `payee` receives it (a guardian, the head of a household); `holder` is
    whose it is once in a period: "p" and the person, or "h" and the household. `amount` is fen, 0
    for a benefit that is no money; `lacks` names the fact that is missing, `question` asks for it.
    """

    policy: str
    version: str
    agency: str
    service: str
    person: int
    payee: int
    holder: str
    period: str
    amount: int
    label: str
    reason: str
    law: str
    claim_law: str
    lacks: str = ""
    question: str = ""
    list_id: int = 0
    officers: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    """Everybody of the household whom the amount counts (计入人口): each counts once in a period."""


@dataclass(frozen=True, slots=True)
class ProposalOpened:
    """The state offers it (建议); `answer_days` are the working days an objection is answered in."""

    offer: Offer
    answer_days: int = ANSWER_DAYS


@dataclass(frozen=True, slots=True)
class ProposalAnswered:
    """The one question was answered (补一项): the statement that came of it."""

    fact: str
    statement: int


@dataclass(frozen=True, slots=True)
class ProposalNotDue:
    """By what was answered it is not due (不符合), with the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class ProposalAgreed:
    """The person confirmed and named an account (本人确认); its last digits alone stand here."""

    account: str


@dataclass(frozen=True, slots=True)
class ProposalGranted:
    """It is granted (批准发放); `until` is the last day to object."""

    on: str
    amount: int
    until: str


@dataclass(frozen=True, slots=True)
class ProposalPaid:
    """The money arrived (到账)."""

    on: str


@dataclass(frozen=True, slots=True)
class ProposalReturned:
    """The bank sent it back (退汇)."""

    why: str


@dataclass(frozen=True, slots=True)
class ProposalRedirected:
    """Another account was named after a return (更正账户)."""

    account: str


@dataclass(frozen=True, slots=True)
class ProposalDeclined:
    """The person does not want it (谢绝)."""

    reason: str


@dataclass(frozen=True, slots=True)
class ProposalStopped:
    """Its ground is gone (停发), with the reason and the law."""

    reason: str
    law: str


@dataclass(frozen=True, slots=True)
class Objected:
    """The person objects (异议); `due` is the day it is answered by."""

    words: str
    due: str


@dataclass(frozen=True, slots=True)
class ObjectionAnswered:
    """The agency answered (异议答复): it stands, or more is granted (`amount` fen beside)."""

    words: str
    more: int
    officer: int


@dataclass(frozen=True, slots=True)
class ClaimProposed:
    """Money is to be claimed back (拟追回); `until` is the last day of the person's answer."""

    amount: int
    reason: str
    law: str
    until: str
    officer: int


@dataclass(frozen=True, slots=True)
class ClaimHeard:
    """The person answered the claim (陈述申辩)."""

    words: str


@dataclass(frozen=True, slots=True)
class ClaimDecided:
    """It was decided (追回决定): `amount` in so many `instalments`, or 0: it is dropped."""

    amount: int
    instalments: int
    reason: str
    law: str
    officer: int


@dataclass(frozen=True, slots=True)
class ClaimPaid:
    """A part of it came (已退回)."""

    part: int
    amount: int


ProposalEvent = (
    ProposalOpened | ProposalAnswered | ProposalAgreed | ProposalGranted | ProposalPaid
    | ProposalReturned | ProposalRedirected | ProposalDeclined | ProposalStopped | Objected
    | ObjectionAnswered | ClaimProposed | ClaimHeard | ClaimDecided | ClaimPaid | ProposalNotDue
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim-back as it stands (追回现状)."""

    said: ClaimProposed
    heard: str = ""
    decided: ClaimDecided | None = None
    parts: frozenset[int] = frozenset()
    came: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as its events left it (免申即享现状)."""

    offer: Offer
    answer_days: int
    status: str
    granted: ProposalGranted | None = None
    account: str = ""
    why: str = ""
    paid_on: str = ""
    objection: Objected | None = None
    answer: ObjectionAnswered | None = None
    stopped: ProposalStopped | None = None
    claim: Claim | None = None
    more: int = 0
    answered: int | None = None
    """The statement that answers the one question."""
    seq: int = 1

    @property
    def amount(self) -> int:
        """What was granted altogether, in fen."""
        return (self.granted.amount if self.granted else self.offer.amount) + self.more


def fold(events: Iterable[ProposalEvent]) -> Proposal:
    """Make a proposal of its events."""
    found = iter(events)
    first = next(found)
    if not isinstance(first, ProposalOpened):
        raise TypeError("a proposal begins with ProposalOpened")
    one = Proposal(first.offer, first.answer_days, ASKED if first.offer.lacks else OFFERED)
    for event in found:
        one = evolve(one, event)
    return one


def evolve(one: Proposal, event: ProposalEvent) -> Proposal:  # noqa: C901, PLR0911, PLR0912 - one line each
    """Return the proposal after an event."""
    one = replace(one, seq=one.seq + 1)
    match event:
        case ProposalOpened():
            raise ValueError("a proposal is opened once")
        case ProposalAnswered(_, statement):
            return replace(one, status=ANSWERED, answered=statement, why="")
        case ProposalNotDue(reason):
            return replace(one, status=NOT_DUE, why=reason)
        case ProposalAgreed(account):
            return replace(one, account=account)
        case ProposalGranted():
            return replace(one, status=GRANTED, granted=event)
        case ProposalPaid(on):
            # What was on its way when it was stopped arrived all the same.
            status = STOPPED if one.status == STOPPED else PAID
            return replace(one, status=status, paid_on=on, why="")
        case ProposalReturned(why):
            return replace(one, status=RETURNED, why=why)
        case ProposalRedirected(account):
            return replace(one, status=GRANTED, account=account, why="")
        case ProposalDeclined(reason):
            return replace(one, status=DECLINED, why=reason)
        case ProposalStopped():
            return replace(one, status=STOPPED, stopped=event)
        case Objected():
            return replace(one, objection=event, answer=None)
        case ObjectionAnswered():
            return replace(one, answer=event, more=one.more + event.more)
        case ClaimProposed():
            return replace(one, claim=Claim(event))
        case ClaimHeard(words):
            return replace(one, claim=replace(_claim(one), heard=words))
        case ClaimDecided():
            return replace(one, claim=replace(_claim(one), decided=event))
        case ClaimPaid(part, amount):
            now = _claim(one)
            came = replace(now, parts=now.parts | {part}, came=now.came + amount)
            return replace(one, claim=came)


def _claim(one: Proposal) -> Claim:
    if one.claim is None:
        raise ProposalMoved
    return one.claim


def grant(one: Proposal, *, today: date, account: str) -> Iterator[ProposalEvent]:
    """Grant what is offered; also what was declined, when the person thinks again (反悔)."""
    if one.status not in (OFFERED, DECLINED):
        raise ProposalMoved
    if account:
        yield ProposalAgreed(account)
    until = today + timedelta(days=OBJECTION_DAYS)
    yield ProposalGranted(today.isoformat(), one.offer.amount, until.isoformat())


def decline(one: Proposal, *, reason: str) -> Iterator[ProposalEvent]:
    """Leave it; nothing is asked twice of whoever declines."""
    if one.status not in (ASKED, ANSWERED, OFFERED):
        raise ProposalMoved
    yield ProposalDeclined(reason.strip()[:LONGEST])


def answered(one: Proposal, *, fact: str, statement: int) -> Iterator[ProposalEvent]:
    """Note the answer to the one question; the next run looks at it."""
    if one.status not in (ASKED, ANSWERED) or one.offer.lacks != fact:
        raise ProposalMoved
    yield ProposalAnswered(fact, statement)


def not_due(one: Proposal, *, reason: str) -> Iterator[ProposalEvent]:
    """Say that what was answered does not make it due; said before, nothing."""
    if not reason.strip():
        raise WordsNeeded
    if one.status == ANSWERED:
        yield ProposalNotDue(reason.strip()[:LONGEST])


def arrived(one: Proposal, on: date) -> Iterator[ProposalEvent]:
    """Say that the money arrived; told again, nothing."""
    if one.status == GRANTED or (one.status == STOPPED and one.granted and not one.paid_on):
        yield ProposalPaid(on.isoformat())


def came_back(one: Proposal, why: str) -> Iterator[ProposalEvent]:
    """Say that the bank sent it back; told again, nothing."""
    if one.status in (GRANTED, PAID):
        yield ProposalReturned(why)


def redirect(one: Proposal, account: str) -> Iterator[ProposalEvent]:
    """Name another account for what came back."""
    if one.status != RETURNED:
        raise ProposalMoved
    yield ProposalRedirected(account)


def stop(one: Proposal, *, reason: str, law: str) -> Iterator[ProposalEvent]:
    """Stop it with its reason; stopped before, nothing."""
    if not reason.strip():
        raise WordsNeeded
    if one.status != STOPPED:
        yield ProposalStopped(reason.strip()[:LONGEST], law)


def object_to(one: Proposal, *, words: str, due: date, today: date) -> Iterator[ProposalEvent]:
    """Object to what was granted, stopped or claimed, in time (异议)."""
    if not words.strip():
        raise WordsNeeded
    if one.status in (ASKED, ANSWERED, OFFERED, DECLINED) or (one.objection and one.answer is None):
        raise ProposalMoved
    if one.status != STOPPED and one.granted and today.isoformat() > one.granted.until:
        raise ObjectionTooLate
    yield Objected(words.strip()[:LONGEST], due.isoformat())


def answer(one: Proposal, *, words: str, more: int, officer: int) -> Iterator[ProposalEvent]:
    """Answer an objection: it stands, or so much more is granted."""
    if not words.strip():
        raise WordsNeeded
    if one.objection is None or one.answer is not None or more < 0:
        raise ProposalMoved
    yield ObjectionAnswered(words.strip()[:LONGEST], more, officer)


def claim(
    one: Proposal, *, amount: int, reason: str, today: date, officer: int
) -> Iterator[ProposalEvent]:
    """Propose to claim back what was paid too much, never more than was paid (拟追回)."""
    if not reason.strip():
        raise WordsNeeded
    if not one.paid_on or not 0 < amount <= one.amount or _is_claimed(one):
        raise ProposalMoved
    until = today + timedelta(days=HEARING_DAYS)
    yield ClaimProposed(
        amount, reason.strip()[:LONGEST], one.offer.claim_law, until.isoformat(), officer
    )


def _is_claimed(one: Proposal) -> bool:
    dropped = one.claim and one.claim.decided and not one.claim.decided.amount
    return one.claim is not None and not dropped


def hear(one: Proposal, *, words: str) -> Iterator[ProposalEvent]:
    """Answer a claim that is not decided yet (陈述申辩)."""
    now = _claim(one)
    if not words.strip():
        raise WordsNeeded
    if now.decided is not None:
        raise ProposalMoved
    yield ClaimHeard(words.strip()[:LONGEST])


def decide_claim(
    one: Proposal, *, amount: int, instalments: int, reason: str, today: date, officer: int
) -> Iterator[ProposalEvent]:
    """Decide a claim after the person was heard, by another officer (追回决定); 0 drops it."""
    now = _claim(one)
    if now.decided is not None or not 0 <= amount <= now.said.amount:
        raise ProposalMoved
    if not 1 <= instalments <= MOST_INSTALMENTS or not reason.strip():
        raise WordsNeeded
    if now.said.officer == officer:
        raise OtherOfficerNeeded
    if not now.heard and today.isoformat() <= now.said.until:
        raise HearingOpen
    yield ClaimDecided(amount, instalments, reason.strip()[:LONGEST], now.said.law, officer)


def parts(amount: int, instalments: int) -> list[int]:
    """Split an amount into instalments that differ by a fen at most.

    >>> parts(1000, 3)
    [334, 333, 333]
    """
    whole, rest = divmod(amount, instalments)
    return [whole + (no < rest) for no in range(instalments)]


def paid_back(one: Proposal, *, part: int, amount: int) -> Iterator[ProposalEvent]:
    """Note that a part came; told again, nothing."""
    if one.claim is not None and part not in one.claim.parts:
        yield ClaimPaid(part, amount)
