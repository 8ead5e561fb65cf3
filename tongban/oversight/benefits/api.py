"""The face of lists (免申即享清单): draw them, look, confirm, see what came of them."""

from tongban.oversight.benefits.lists import (
    BenefitList,
    Line,
    confirm,
    lines,
    lists,
    one,
    sample,
    see,
    settle_line,
)
from tongban.oversight.benefits.nightly import Night, residents, run
from tongban.oversight.benefits.problems import (
    ListMoved,
    NoSuchList,
    NotYourList,
    ReasonNeeded,
    SecondOfficerNeeded,
)

__all__ = [
    "BenefitList",
    "Line",
    "ListMoved",
    "Night",
    "NoSuchList",
    "NotYourList",
    "ReasonNeeded",
    "SecondOfficerNeeded",
    "confirm",
    "lines",
    "lists",
    "one",
    "residents",
    "run",
    "sample",
    "see",
    "settle_line",
]
