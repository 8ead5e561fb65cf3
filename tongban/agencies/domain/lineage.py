"""Lineage (机构沿革): who has a power on a day, through every reorganisation before it.

A power (事权) is what one definition gives to one agency: a service, a licence, a data service, a
matter. Reorganisations move powers on a day: of a whole agency (merged, split, abolished) or one
by one, between agencies, up to the city or down to the districts. Nothing is rewritten: whoever a
document names had the power when it was made, and the moves since then say who has it now
(行政许可法 第二十二条; 行政诉讼法 第二十六条第六款).

>>> moved = Change(date(2026, 12, 1), "A", "C")
>>> lineage = Lineage((moved, Change(date(2027, 6, 1), "C", "D", frozenset({"S-1"}))))
>>> [lineage.competent(Power("S-1", "A"), on=date(year, 1, 1)) for year in (2026, 2027, 2028)]
['A', 'C', 'D']
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from tongban.agencies.domain.duties import Post, split_unit

SAME, CITY, DISTRICT = "same", "city", "district"
LEVELS = (SAME, CITY, DISTRICT)


@dataclass(frozen=True, slots=True)
class Power:
    """A power (事权): the id of what it is about, and the agency that its definition names."""

    id: str
    agency: str


@dataclass(frozen=True, slots=True)
class Change:
    """A move of powers on a day (职责变动): from whom, to whom, which ones, at which level, where.

    `powers` None is everything the agency has. `level` says where it lands: in the city, in the
    unit of each district, or where it was. `places` restricts it to some districts. It holds until
    the day `until`, if it was taken back; `reform` names the reorganisation.
    """

    since: date
    agency: str
    to: str
    powers: frozenset[str] | None = None
    level: str = SAME
    places: frozenset[str] = frozenset()
    reform: str = ""
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def moves(self, power: str, holder: str, place: str) -> bool:
        """Whether it moves this power away from whoever has it, for a case of this place."""
        function, district = split_unit(holder)
        if self.powers is not None and power not in self.powers:
            return False
        if self.places and (district or place) not in self.places:
            return False
        return self.agency in (holder, function)

    def lands(self, holder: str, place: str) -> str:
        """Return who has the power after the move."""
        district = split_unit(holder)[1]
        if self.level == DISTRICT:
            district = district or place
        elif self.level == CITY:
            district = ""
        named = split_unit(self.to)[1]
        return f"{self.to}-{district}" if district and not named else self.to


@dataclass(frozen=True, slots=True)
class Seats:
    """Which posts go along on a day (人员转隶): of an agency, a duty, a place, a skill; "" is any."""

    since: date
    agency: str
    to: str
    duty: str = ""
    place: str = ""
    skill: str = ""
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def takes(self, post: Post) -> bool:
        """Whether a post goes along."""
        return (
            self.agency == post.agency
            and self.duty in ("", post.duty)
            and self.place in ("", post.place)
            and (not self.skill or self.skill in post.skills)
        )


@dataclass(frozen=True, slots=True)
class Created:
    """An agency that a reorganisation brings into being (新组建), and whose powers it had first."""

    agency: str
    of: str
    since: date
    until: date | None = None

    def stands(self, on: date) -> bool:
        """Whether it is there on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


class Lineage:
    """Every move of powers there is (机构沿革), in the order of the days they begin."""

    def __init__(
        self,
        changes: Iterable[Change] = (),
        seats: Iterable[Seats] = (),
        created: Iterable[Created] = (),
    ) -> None:
        self.seats = tuple(seats)
        self.created = {one.agency: one for one in created}
        # What names its powers comes before what takes the rest of an agency the same day.
        self.changes = tuple(sorted(changes, key=_order))

    def __eq__(self, other: object) -> bool:
        """Two lineages are the same that have the same moves."""
        return isinstance(other, Lineage) and self.changes == other.changes

    def __hash__(self) -> int:
        """Return a hash of the moves."""
        return hash(self.changes)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which a move begins, or no longer holds."""
        ended = {one.until + timedelta(days=1) for one in self.changes if one.until}
        return tuple(sorted({one.since for one in self.changes} | ended))

    def in_force(self, on: date) -> tuple[Change, ...]:
        """Return the moves that are in force on a day."""
        return tuple(one for one in self.changes if one.holds(on))

    def competent(self, power: Power, *, on: date, place: str = "") -> str:
        """Return the code of the one agency that has a power on a day, for a case of this place.

        `place` is a district's code; without one, what the districts have is answered by their
        function. The moves of one day happen at once: a power moves once a day.
        """
        holder = self.standing(power.agency, on=on)
        for moves in self._by_day(on):
            moved = next((one for one in moves if one.moves(power.id, holder, place)), None)
            if moved is not None:
                holder = moved.lands(holder, place)
        return holder

    def heir(self, agency: str, *, on: date) -> str:
        """Return who has all that was an agency's on a day; itself where it goes on (承接机关)."""
        return self.competent(Power("", agency), on=on)

    def standing(self, agency: str, *, on: date) -> str:
        """Return the agency, or whose powers it had if it is not there on a day (撤回新组建)."""
        function, district = split_unit(agency)
        born = self.created.get(function)
        if born is None or born.stands(on):
            return agency
        return f"{born.of}-{district}" if district else born.of

    def around(self, agency: str) -> tuple[str, ...]:
        """Return the agency and every one that moves ever named: whose open work may be its own now."""
        named = {code for one in self.changes for code in (one.agency, one.to)}
        return tuple(sorted({agency, *named}))

    def seat(self, post: Post, *, on: date) -> str:
        """Return the agency a post is in on a day: where its people go, else where its powers do."""
        now = replace(post, agency=self.standing(post.agency, on=on))
        days = {one.since for one in self.in_force(on)}
        for day in sorted(days | {one.since for one in self.seats if one.holds(on)}):
            rules = [one for one in self.seats if one.since == day and one.holds(on)]
            goes = next((one.to for one in rules if one.takes(now)), "")
            whole = Lineage(one for one in self.in_force(on) if one.since == day)
            now = replace(now, agency=goes or whole.heir(now.agency, on=on))
        return now.agency

    def _by_day(self, on: date) -> Iterator[list[Change]]:
        for _, moves in groupby(self.in_force(on), key=_since):
            yield list(moves)


def _since(one: Change) -> date:
    return one.since


def _order(one: Change) -> tuple[date, bool, bool, str, str]:
    return one.since, one.powers is None, not one.places, one.reform, one.agency


def touched(before: Iterable[Change], now: Iterable[Change]) -> frozenset[str]:
    """Return the agencies whose open work is to be looked at after moves came or went (涉及机构).

    >>> sorted(touched((), (Change(date(2026, 12, 1), "A", "C"),)))
    ['A', 'C']
    """
    moved = frozenset(before) ^ frozenset(now)
    return frozenset(code for one in moved for code in (one.agency, one.to))
