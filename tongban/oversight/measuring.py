"""The face of measures (指标): sums of prepared rows, and the cases behind each of them.

What `oversight.api` promises about measures; nothing outside this room imports it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.agencies.domain.duties import HEAD, split_unit
from tongban.catalogue import api as catalogue
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.oversight import store
from tongban.oversight.domain.measures import (
    CASE,
    COUNTS,
    DEMAND,
    MEASURES,
    PAYMENT,
    RATING,
    Measure,
)
from tongban.oversight.domain.persons import CauseNeeded, may_see
from tongban.oversight.domain.problems import NotASupervisor, UnknownMeasure
from tongban.oversight.models import LookRow
from tongban.oversight.restructured import structure

PAGE = 50
BY = ("agency", "service", "channel", "place", "month")
TABLES = {
    CASE: "oversight_case", DEMAND: "oversight_demand", RATING: "oversight_rating",
    PAYMENT: "oversight_payment",
}  # fmt: skip
NO_CAUSES = "array[]::text[]"
CAUSES = {CASE: "causes", DEMAND: "array[category]", RATING: NO_CAUSES, PAYMENT: NO_CAUSES}
"""What says of each kind why it came out so."""
"""The prepared rows of each kind of thing that is counted."""
KEYS = {
    CASE: {"agency": "agency", "service": "service", "channel": "channel", "place": "channel"},
    DEMAND: {"agency": "agency", "service": "topic", "channel": "channel", "place": "district"},
    RATING: {"agency": "agency", "service": "service", "channel": "channel", "place": "channel"},
    PAYMENT: {"agency": "agency", "service": "service", "channel": "channel", "place": "channel"},
}
"""What rows are told apart by: a demand's topic stands where a case has its service."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of the city is looked at (范围): None is all of it; both days are included.

    `structure` reads the figures by the agencies of that day (机构沿革); None as each case lies.
    """

    agency: str | None = None
    service: str | None = None
    since: date | None = None
    until: date | None = None
    structure: date | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value (指标值): both sums are shown, so that a small number is seen to be one."""

    measure: Measure
    top: int
    bottom: int
    of: str = ""

    @property
    def value(self) -> float | None:
        """The figure, None where there is nothing to divide by."""
        return self.measure.value(self.top, self.bottom)

    def to_json(self) -> dict[str, Any]:
        """Say it as data."""
        return {
            "measure": self.measure.id,
            "of": self.of,
            "top": self.top,
            "bottom": self.bottom if self.measure.bottom else None,
            "value": self.value,
            "unit": self.measure.unit,
        }


@dataclass(frozen=True, slots=True)
class Counted:
    """A case behind a figure (指标所含办件); nobody's name stands in it."""

    case: int
    number: str
    service: str
    agency: str
    status: str
    filed_on: date
    ended_on: date | None
    value: int
    causes: tuple[str, ...] = ()


def ensure(actor: Actor, agency: str | None) -> None:
    """Let in who may see this part of the city: a supervisor, a head their own agency."""
    if agencies.may(actor, "trail", agency=agency):
        return
    if agency and any(
        one.duty == HEAD and one.agency == agency for one in agencies.posts(actor.id)
    ):
        return
    raise NotASupervisor


def measure_of(identifier: str) -> Measure:
    """Return a measure by its id; raises UnknownMeasure."""
    if identifier not in MEASURES:
        raise UnknownMeasure(identifier)
    return MEASURES[identifier]


def figures(*, actor: Actor, part: Part = Part()) -> list[Figure]:
    """Return every measure of cases for a part of the city, in one pass over the prepared rows.

    Raises NotASupervisor for who may not see it.
    """
    ensure(actor, part.agency)
    found = {
        one.measure.id: one
        for about in TABLES
        if about != DEMAND or part.service is None
        for one in _figures(about, part)
    }
    return [found[one] for one in MEASURES if one in found]


def _figures(about: str, part: Part) -> list[Figure]:
    """Sum every measure of one kind of thing in one pass over its prepared rows."""
    where, given = _where(part, about)
    wanted = [one for one in MEASURES.values() if one.about == about]
    columns, more = list[str](), list[Any]()
    for one in wanted:
        within, days = _days(one, part)
        for name in (one.top, one.bottom or one.top):
            columns.append(f"coalesce(sum({name}) filter (where {within}), 0)")
            more += days
    sums = store.query(
        f"select {', '.join(columns)} from {TABLES[about]} where {where}",  # noqa: S608
        [*more, *given],
    )[0]
    return [Figure(one, int(sums[2 * at]), int(sums[2 * at + 1])) for at, one in enumerate(wanted)]


def by(measure: str, *, of: str, actor: Actor, part: Part = Part()) -> list[Figure]:
    """Return one measure for each agency, service, channel, place or month of a part of the city.

    Of demands the service is their topic and the place their district; of cases there is no place.

    Raises UnknownMeasure, NotASupervisor.
    """
    ensure(actor, part.agency)
    one = measure_of(measure)
    if of == BY[0] and part.structure is not None:
        return _by_structure(one, part)
    key = f"to_char({one.on}, 'YYYY-MM')" if of == BY[-1] else KEYS[one.about][of]
    where, given = _where(part, one.about)
    within, days = _days(one, part)
    rows = store.query(
        f"select {key}, coalesce(sum({one.top}), 0), coalesce(sum({one.bottom or one.top}), 0) "  # noqa: S608
        f"from {TABLES[one.about]} where {where} and {within} and {one.on} is not null "
        "group by 1 order by 1",
        [*given, *days],
    )
    return [Figure(one, int(top), int(bottom), str(of_ or "")) for of_, top, bottom in rows]


def _by_structure(one: Measure, part: Part) -> list[Figure]:
    """Sum a measure for each agency of a day's structure."""
    as_of = structure(part.structure or time.city_date(time.now()))
    where, given = _where(part, one.about)
    within, days = _days(one, part)
    keys = KEYS[one.about]
    rows = store.query(
        f"select agency, {keys['service']}, {_district(one.about)}, coalesce(sum({one.top}), 0), "  # noqa: S608
        f"coalesce(sum({one.bottom or one.top}), 0) from {TABLES[one.about]} "
        f"where {where} and {within} and {one.on} is not null group by 1, 2, 3",
        [*given, *days],
    )
    sums: dict[str, list[int]] = {}
    for agency, key, district, top, bottom in rows:
        code = as_of.of(one.about, agency or "", key or "", district)
        sum_ = sums.setdefault(code, [0, 0])
        sum_[0] += int(top)
        sum_[1] += int(bottom)
    return [Figure(one, top, bottom, code) for code, (top, bottom) in sorted(sums.items())]


def _district(about: str) -> str:
    return "coalesce(district, '')" if about == DEMAND else "''"


def _of_structure(part: Part, about: str) -> list[str]:
    """Name the rows of an agency in a day's structure, by agency, service or topic, and district."""
    as_of = structure(part.structure or time.city_date(time.now()))
    rows = store.query(
        f"select distinct coalesce(agency, ''), coalesce({KEYS[about]['service']}, ''), "  # noqa: S608
        f"{_district(about)} from {TABLES[about]}",
        [],
    )
    return [
        "|".join(row)
        for row in rows
        if part.agency in ((code := as_of.of(about, *row)), split_unit(code)[0])
    ]


def causes(*, actor: Actor, part: Part = Part(), limit: int = 20) -> list[tuple[str, int]]:
    """Return why cases were sent back, the most frequent first: gap by gap, ground by ground."""
    ensure(actor, part.agency)
    where, given = _where(part)
    within, days = _days(MEASURES["returned"], part)
    rows = store.query(
        f"select c, count(*) from oversight_case, unnest(causes) c where {where} and {within} "  # noqa: S608
        "group by 1 order by 2 desc, 1 limit %s",
        [*given, *days, limit],
    )
    return [(str(cause), int(number)) for cause, number in rows]


def counted(
    measure: str,
    *,
    actor: Actor,
    part: Part = Part(),
    cause: str | None = None,
    after: int = 0,
    limit: int = PAGE,
) -> list[Counted]:
    """Return a page of the cases a figure should be opened to, newest first (下钻).

    Of a share where more is better these are the cases that failed it. `cause` keeps to one
    cause of return; `after` is the last case of the page before. Raises as `figures` does.
    """
    ensure(actor, part.agency)
    one = measure_of(measure)
    where, given = _where(part, one.about)
    within, days = _days(one, part)
    shows = f"{one.shows or one.top} > 0" + (f" and {one.top} = 0" if one.missing else "")
    if cause is not None:
        shows, given = f"{shows} and %s = any(causes)", [*given]
    rows = store.query(
        f"select id, number, {KEYS[one.about]['service']}, agency, status, filed_on, ended_on, "  # noqa: S608
        f"{one.top}, {CAUSES[one.about]} from {TABLES[one.about]} where {where} and {within} and {shows} "
        "and (%s = 0 or id < %s) order by id desc limit %s",
        [*given, *days, *([cause] if cause is not None else []), after, after, limit],
    )
    return [
        Counted(id_, number, of, agency, status, filed, ended, int(value), tuple(why))
        for id_, number, of, agency, status, filed, ended, value, why in rows
    ]


def counts(*, agency: str | None = None, service: str | None = None) -> dict[str, int]:
    """Sum what has happened (办件量), by filed, accepted, granted and so on; nothing of none."""
    where, given = _where(Part(agency, service))
    names = ", ".join(f"coalesce(sum({one}), 0)" for one in COUNTS)
    row = store.query(f"select {names} from oversight_case where {where}", given)[0]  # noqa: S608
    return {name: int(number) for name, number in zip(COUNTS, row, strict=True) if number}


def _where(part: Part, about: str = CASE) -> tuple[str, list[Any]]:
    wheres: list[str] = ["true"]
    given: list[Any] = []
    if part.agency is not None and part.structure is not None:
        keys = f"coalesce(agency, '') || '|' || coalesce({KEYS[about]['service']}, '')"
        wheres.append(f"{keys} || '|' || {_district(about)} = any(%s)")
        given.append(_of_structure(part, about))
    elif part.agency is not None:
        # A function stands for its units in the districts, to which demands go.
        wheres.append("agency = any(%s)")
        given.append(catalogue.book().units(part.agency))
    if part.service is not None:
        wheres.append(f"{KEYS[about]['service']} = %s")
        given.append(part.service)
    return " and ".join(wheres), given


def _days(one: Measure, part: Part) -> tuple[str, list[Any]]:
    """Say within which days a measure's rows count; every row where none are named."""
    wheres, given = ["true"], list[Any]()
    if part.since:
        wheres.append(f"{one.on} >= %s")
        given.append(part.since)
    if part.until:
        wheres.append(f"{one.on} <= %s")
        given.append(part.until)
    return " and ".join(wheres), given


# One officer


def of_officer(
    account: int,
    *,
    cause: str,
    actor: Actor,
    part: Part = Part(),
    at: datetime | None = None,
) -> list[Figure]:
    """Return the figures of the decisions one officer made, for a named cause (个人指标).

    Only the person and the head of their agency may see them; the look is kept, with its cause,
    and the person can see it. Raises NotASuperior, CauseNeeded.
    """
    own = actor.kind == "officer" and actor.id == account
    if not own and not cause.strip():
        raise CauseNeeded
    may_see(actor.id, account, viewer=agencies.posts(actor.id), viewed=agencies.posts(account))
    if not own:
        LookRow.objects.create(
            id=ids.new(0), account=account, by=actor.to_json(), cause=cause, at=at or time.now()
        )
    wanted = [one for one in MEASURES.values() if one.on == "ended_on" and one.about == CASE]
    sums = ", ".join(
        f"coalesce(sum({one.top}), 0), coalesce(sum({one.bottom or one.top}), 0)" for one in wanted
    )
    where, given = _where(part)
    within, days = _days(MEASURES["decided"], part)
    row = store.query(
        f"select {sums} from oversight_case where officer = %s and {where} and {within}",  # noqa: S608
        [account, *given, *days],
    )[0]
    return [Figure(one, int(row[2 * at_]), int(row[2 * at_ + 1])) for at_, one in enumerate(wanted)]


def looks(account: int) -> list[tuple[datetime, str, str]]:
    """Return who looked at an officer's figures, when and why, for that officer's eyes."""
    rows = LookRow.objects.filter(account=account).order_by("-at")[:PAGE]
    return [(one.at, str(one.by.get("name", "")), one.cause) for one in rows]
