"""Dated parameters (参数): the value for a day and a region, as it was known on a day.

>>> from tongban.kernel.text import Text
>>> values = (Dated("350000", "2025-01-01", "2030"), Dated("350100", "2025-04-01", "2265"))
>>> wage = Figure("wage", Text("最低工资"), "元/月", values)
>>> chosen(wage, "350102", "2025-05-01").value, chosen(wage, "350102", "2025-02-01").value
('2265', '2030')
"""

from collections.abc import Iterator

from tongban.catalogue.domain.model import Dated, Figure
from tongban.policy.domain.rules.legacy import as_number
from tongban.policy.domain.rules.tree import Number
from tongban.policy.domain.rules.units import shown

WHOLE_COUNTRY = ("000000", "100000")
_STEPS = (6, 4, 2)


def places(region: str) -> Iterator[str]:
    """Yield a region and what it lies in, the whole country last."""
    yield region
    for digits in _STEPS:
        wider = region[:digits].ljust(6, "0")
        if wider != region and set(region[:digits]) != {"0"}:
            yield wider
    yield from WHOLE_COUNTRY


def chosen(figure: Figure, region: str, on: str, known: str | None = None) -> Dated | None:
    """Choose the value for a region and day, as known on a day; None where there is none.

    The narrowest region that has a value on the day wins; in it the value of the latest day;
    of two for that day the one that became known last.
    """
    for place in places(region):
        fitting = [
            one
            for one in figure.values
            if one.region == place
            and one.since <= on
            and (known is None or one.known is None or one.known <= known)
        ]
        if fitting:
            return max(fitting, key=lambda one: (one.since, one.known or one.since))
    return None


def number_of(figure: Figure, value: str) -> Number:
    """Make a number of a figure's value, with its unit; a percentage is a hundredth."""
    exact = as_number(value.removesuffix("%"))
    if exact is None:
        raise ValueError(value)
    scale = exact.scale + (2 if value.endswith("%") else 0)
    return Number(exact.units, scale, shown(figure.unit))


def turning_days(figure: Figure) -> set[str]:
    """Return the days on which some value of a figure begins."""
    return {one.since for one in figure.values}
