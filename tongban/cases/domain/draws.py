"""Drawing by lot so that anybody can check it (双随机抽取).

Who is inspected and who inspects is drawn (国办发〔2015〕58号). First the list of candidates and the
digest of a secret are published; afterwards the secret is opened, together with a public value
nobody could know before (a lottery number, a market index of a later day). The seed is the digest
of both: the agency cannot choose it, having committed before, and nobody else can foresee it.
The order of the draw is the order of digests of seed and candidate, so ten lines of any language
compute it again.

>>> digest = commitment("s3cret")
>>> draw("s3cret", "20261123-041", ["甲", "乙", "丙"], 2)
('丙', '甲')
>>> verify(digest, "s3cret", "20261123-041", ["甲", "乙", "丙"], ["丙", "甲"])
True
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class DrawAnnounced:
    """A draw was announced (抽取公告): among whom, how many, and the digest of the secret."""

    on: date
    key: str
    what: str
    candidates: tuple[str, ...]
    count: int
    commitment: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class DrawMade:
    """A draw was made (抽取结果): the opened secret, the public value, who was drawn."""

    on: date
    key: str
    secret: str
    public: str
    source: str
    drawn: tuple[str, ...]
    by: str = ""


DrawEvent = DrawAnnounced | DrawMade


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as its events left it (双随机抽取)."""

    announced: DrawAnnounced
    made: DrawMade | None = None

    @property
    def holds(self) -> bool:
        """Whether the result follows from what was published before."""
        if self.made is None:
            return False
        one, two = self.announced, self.made
        return verify(one.commitment, two.secret, two.public, one.candidates, two.drawn)


class DrawImpossible(Problem):
    """A draw of more than there are, of doubles, or without its public value (无法抽取)."""

    code = "cases.draw-impossible"
    words = Text("这样不能抽取。", "A draw like this cannot be made.")
    advice = Text(
        "候选名单不能重复，人数要够；公布之后再填当天之后产生的公开数值和出处。",
        "Candidates differ and suffice; the public value and its source come after publication.",
    )
    law = "国办发〔2015〕58号"


class NoSuchDraw(Problem):
    """There is no draw of this key to be made (没有待抽取的公告)."""

    code = "cases.no-such-draw"
    words = Text("没有等待抽取的公告。", "No announced draw waits.")
    advice = Text("请先公布候选名单，再抽取。", "Announce the candidates first.")
    status = 409


def commitment(secret: str) -> str:
    """Return the digest that is published before the draw."""
    return hashlib.sha256(secret.encode()).hexdigest()


def draw(secret: str, public: str, candidates: Sequence[str], count: int) -> tuple[str, ...]:
    """Draw `count` of the candidates in the order of their digests with the seed."""
    seed = hashlib.sha256(f"{secret}\n{public}".encode()).hexdigest()
    order = sorted(
        candidates, key=lambda one: (hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest(), one)
    )
    return tuple(order[:count])


def verify(
    committed: str, secret: str, public: str, candidates: Sequence[str], drawn: Sequence[str]
) -> bool:
    """Whether a result follows from the published digest, the secret and the public value."""
    opened = commitment(secret) == committed
    return opened and draw(secret, public, candidates, len(drawn)) == tuple(drawn)


def announce(
    draws: Sequence[Draw],
    *,
    what: str,
    candidates: Sequence[str],
    count: int,
    committed: str,
    today: date,
) -> tuple[DrawAnnounced, ...]:
    """Publish the candidates in a fixed order, and the digest."""
    listed = tuple(sorted(candidates))
    if not what.strip() or not 0 < count <= len(listed) or len(set(listed)) != len(listed):
        raise DrawImpossible
    key = f"draw:{len(draws) + 1}"
    return (DrawAnnounced(today, key, what.strip(), listed, count, committed),)


def make(
    draws: Sequence[Draw], key: str, *, secret: str, public: str, source: str, today: date
) -> tuple[DrawMade, ...]:
    """Open the secret and draw."""
    for one in draws:
        if one.announced.key == key and one.made is None:
            told = one.announced
            if not public.strip() or not source.strip() or commitment(secret) != told.commitment:
                raise DrawImpossible
            drawn = draw(secret, public.strip(), told.candidates, told.count)
            return (DrawMade(today, key, secret, public.strip(), source.strip(), drawn),)
    raise NoSuchDraw


def evolve(draws: tuple[Draw, ...], event: DrawEvent) -> tuple[Draw, ...]:
    """Take one event into the draws of a case."""
    if isinstance(event, DrawAnnounced):
        return (*draws, Draw(event))
    return tuple(
        Draw(one.announced, event) if one.announced.key == event.key else one for one in draws
    )
