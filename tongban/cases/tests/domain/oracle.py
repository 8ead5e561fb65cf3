"""An oracle for due dates, deliberately simple: it walks the days one by one and knows no class of ours.

A script says when somebody did what. The oracle answers with the day of acceptance and the last
day of the limit. It imports nothing of the platform; what it decides it decides by itself.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(days=1)


@dataclass
class Stop:
    """A procedure that does not count: begun, announced for so many days, ended early or not."""

    begun: date
    days: int
    working: bool
    ended: date | None


@dataclass
class Script:
    """What happened to one case: all of it in dates."""

    off: frozenset[date]
    worked: frozenset[date]
    arrived: date
    notice: date | None
    answered: date | None
    accepted: date
    limit: int
    working: bool
    rolls: bool
    stops: list[Stop] = field(default_factory=list)
    waits: list[tuple[date, date]] = field(default_factory=list)
    extensions: list[int] = field(default_factory=list)


def works(script, day):
    """Whether offices are open."""
    if day in script.worked:
        return True
    if day in script.off:
        return False
    return day.isoweekday() not in (6, 7)


def silent_by(script, papers, day):
    """Whether five working days have gone by in silence before this day."""
    gone, at = 0, papers
    while at + ONE < day:
        at += ONE
        if works(script, at):
            gone += 1
    return gone >= 5


def acceptance(script):
    """The legal day of acceptance: by the officer, or of the papers where silence was first."""
    papers = script.arrived
    if script.notice is not None and not silent_by(script, papers, script.notice):
        papers = script.answered
    return papers if silent_by(script, papers, script.accepted) else script.accepted


def stands(script, day):
    """Whether the clock stands on this day."""
    for begun, answered in script.waits:
        if begun <= day <= answered:
            return True
    for stop in script.stops:
        last, left = stop.begun, stop.days
        while left > 0:
            last += ONE
            if not stop.working or works(script, last):
                left -= 1
        if stop.ended is not None and stop.ended < last:
            last = stop.ended
        if stop.begun <= day <= last:
            return True
    return False


def due(script):
    """The last day of the limit."""
    left, day = script.limit + sum(script.extensions), acceptance(script)
    if left == 0:
        return day
    while left > 0:
        day += ONE
        if not stands(script, day) and (works(script, day) or not script.working):
            left -= 1
    while script.rolls and not works(script, day):
        day += ONE
    return day
