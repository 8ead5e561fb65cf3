"""Calendar arithmetic as whole-number steps (历法化整): days become years, months and days.

No engine's own date functions are used, because they differ in leap days, month ends and years
before 1970. A day is the number of days since 1970-01-01; the steps count in years that begin on
the first of March, so that the leap day is the last day of its year.
"""

from collections.abc import Callable

from tongban.oversight.population.building import DAY, Builder
from tongban.policy.domain.rules.program import Type

FROM_MARCH_0000 = 719_468  # days from 0000-03-01 to 1970-01-01
ERA, ERA_YEARS = 146_097, 400  # days of four hundred years
FOUR, CENTURY, YEAR = 1460, 36_524, 365
MONTHS, FIVE, HALF_YEAR = 12, 5, 153  # five months from March on have 153 days
JANUARY = 10  # the place of January in a year that begins in March


class Civil:
    """A day taken apart (年月日): the places of its year, month (1 to 12) and day of the month."""

    __slots__ = ("day", "month", "year")

    def __init__(self, build: Builder, day: int) -> None:
        n, c = build.number, build.const

        def part(a: int, by: int) -> int:
            return n("div", a, c(by), value="down")

        def less(a: int, b: int, most: int) -> int:
            """Subtract; the calendar says that what is left is neither below nought nor more."""
            return n("sub", a, b, type_=Type("number", low=0, high=most))

        z = n("add", day, c(FROM_MARCH_0000))
        era = part(z, ERA)
        doe = less(z, n("mul", era, c(ERA)), ERA - 1)
        leaps = n("sub", part(doe, FOUR), part(doe, CENTURY))
        leaps = n("add", leaps, part(doe, ERA - 1))
        yoe = part(less(doe, leaps, ERA - 1), YEAR)
        doy = less(doe, _days_of_years(build, yoe), YEAR)
        place = part(n("add", n("mul", doy, c(FIVE)), c(2)), HALF_YEAR)
        before = part(n("add", n("mul", place, c(HALF_YEAR)), c(2)), FIVE)
        self.day = n("add", n("sub", doy, before), c(1))
        late = build.op("ge", place, c(JANUARY))
        self.month = n("add", place, n("if", late, c(-9), c(3)))
        year = n("add", yoe, n("mul", era, c(ERA_YEARS)))
        self.year = n("add", year, n("if", late, c(1), c(0)))


def _days_of_years(build: Builder, years: int) -> int:
    """Count the days of so many years from a first of March, leap days included."""
    n, c = build.number, build.const
    days = n("add", n("mul", years, c(YEAR)), n("div", years, c(4), value="down"))
    return n("sub", days, n("div", years, c(100), value="down"))


def day_of(build: Builder, year: int, month: int, day: int) -> int:
    """Put a day together from the places of its year, month and day of the month."""
    n, c = build.number, build.const
    early = build.op("le", month, c(2))
    year = n("sub", year, n("if", early, c(1), c(0)))
    place = n("add", month, n("if", early, c(9), c(-3)))
    era = n("div", year, c(ERA_YEARS), value="down")
    yoe = n("sub", year, n("mul", era, c(ERA_YEARS)))
    before = n("div", n("add", n("mul", place, c(HALF_YEAR)), c(2)), c(FIVE), value="down")
    doe = n("add", _days_of_years(build, yoe), before)
    whole = n("add", n("mul", era, c(ERA)), doe)
    return build.op("add", n("sub", whole, c(FROM_MARCH_0000 + 1)), day, type_=DAY)


def last_of_month(build: Builder, year: int, month: int) -> int:
    """Return the number of days of a month."""
    n, c = build.number, build.const
    following = n("add", n("mul", year, c(MONTHS)), month)
    next_year = n("div", following, c(MONTHS), value="down")
    next_month = n("add", n("sub", following, n("mul", next_year, c(MONTHS))), c(1))
    first = day_of(build, year, month, c(1))
    return n("sub", day_of(build, next_year, next_month, c(1)), first)


def boundary(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the least day from which `holds` is true up to `high`; `high` + 1 where nowhere."""
    while low <= high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle - 1
        else:
            low = middle + 1
    return low
