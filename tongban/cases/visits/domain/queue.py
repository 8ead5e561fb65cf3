"""The queue (排队叫号): who is called next, who is ahead, how long it takes.

Everybody counts from when they came. Elders, the disabled and those with an appointment count as
having come some minutes earlier, never more than the hall's published figure (老年人权益保障法 第五十八条;
无障碍环境建设法 第三十九条). So the order can be said in one sentence: who comes more than that many
minutes after you is never called before you in your line.

>>> from datetime import datetime, timedelta
>>> came = datetime(2026, 11, 23, 10, 0)
>>> credit(Precedence(), came, needs={"elder"})
datetime.timedelta(seconds=1200)
>>> credit(Precedence(), came, booked_for=came + timedelta(minutes=10))
datetime.timedelta(seconds=1200)
>>> credit(Precedence(), came, booked_for=came - timedelta(minutes=20))
datetime.timedelta(0)
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from tongban.catalogue.domain.halls import Precedence
from tongban.kernel.text import Text

ELDER, DISABLED, BOOKED = "elder", "disabled", "booked"
NEEDS = (ELDER, DISABLED)
WAITING, CALLED, SERVING, MISSED, DONE, LEFT = (
    "waiting", "called", "serving", "missed", "done", "left",
)  # fmt: skip
OPEN = (WAITING, CALLED, SERVING, MISSED)
ENOUGH = 5  # measured visits from which on an estimate rests on them
NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue (排队位置): the line, when one came, from when one counts."""

    id: int
    line: str
    came: datetime
    counts_from: datetime


def credit(
    rules: Precedence,
    came: datetime,
    *,
    needs: Collection[str] = (),
    booked_for: datetime | None = None,
) -> timedelta:
    """Return how much earlier somebody counts as having come (优先时间); the largest that applies.

    An appointment counts from its time: who comes before it gains that much less, who comes too
    late for it gains nothing by it.
    """
    found = [NONE]
    if ELDER in needs:
        found.append(timedelta(minutes=rules.elder))
    if DISABLED in needs:
        found.append(timedelta(minutes=rules.disabled))
    if booked_for is not None and came <= booked_for + timedelta(minutes=rules.late):
        early = max(booked_for - came, NONE)
        found.append(timedelta(minutes=rules.booked) - early)
    return max(found)


def order(place: Place) -> tuple[datetime, int]:
    """Return by what places are ordered: from when they count, then who drew first."""
    return place.counts_from, place.id


def following(places: Iterable[Place], lines: Collection[str]) -> Place | None:
    """Return whom a window that serves these lines calls next (下一位); None where nobody waits."""
    return min((one for one in places if one.line in lines), key=order, default=None)


def ahead(place: Place, places: Iterable[Place]) -> int:
    """Count who is called before somebody in the same line (前面还有几位)."""
    return sum(one.line == place.line and order(one) < order(place) for one in places)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long one waits (预计等候), in minutes from-to; `measured` says how many visits it rests on.

    Nought measured: it rests on what a visit usually takes, as the hall says.
    """

    low: int
    high: int
    measured: int = 0

    @property
    def words(self) -> Text:
        """Say it."""
        if self.high <= 1:
            return Text("马上到您", "You are next")
        if self.low == self.high:
            return Text(f"大约 {self.high} 分钟", f"about {self.high} minutes")
        return Text(
            f"大约 {self.low} 到 {self.high} 分钟", f"about {self.low} to {self.high} minutes"
        )

    @property
    def basis(self) -> Text:
        """Say what it rests on."""
        if not self.measured:
            return Text("按平常每件用时估计", "by what a visit usually takes")
        return Text(
            f"按今天最近 {self.measured} 件实际用时估计",
            f"by how long the last {self.measured} visits took today",
        )


def estimate(before: int, windows: int, took: Sequence[float], usual: int) -> Estimate | None:
    """Estimate a wait (预计等候) from who is before, open windows and how many minutes visits took.

    None where no window is open: then nobody can know.

    >>> estimate(4, 2, [10, 12, 14, 9, 11, 30], 15)
    Estimate(low=21, high=27, measured=6)
    >>> estimate(4, 0, [], 15) is None
    True
    """
    if windows < 1:
        return None
    if len(took) >= ENOUGH:
        quick, _, slow = quantiles(took, n=4, method="inclusive")
        measured = len(took)
    else:
        quick = slow = float(usual)
        measured = 0
    rounds = before / windows
    return Estimate(math.ceil(rounds * quick), math.ceil(rounds * slow), measured)


def rule(rules: Precedence) -> Text:
    """Say the order of the queue in one sentence, for the wall of the hall (排队规则)."""
    return Text(
        f"先来先办。{rules.elder_age} 岁以上的算早到 {rules.elder} 分钟，残疾人算早到 {rules.disabled} 分钟，"
        f"按时来的预约算早到 {rules.booked} 分钟。比您晚到 {rules.most} 分钟以上的人，不会排到您前面。",
        f"First come, first served. People of {rules.elder_age} or older count as {rules.elder} minutes"
        f" earlier, the disabled {rules.disabled}, appointments that come in time {rules.booked}. Nobody"
        f" who comes more than {rules.most} minutes after you is called before you.",
    )
