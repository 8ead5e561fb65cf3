"""How long each step of a demand may take (时限标准), out of the definitions.

Dispatch and feedback stand with the words of urgency (`Book.demands`), what a city sets for itself
among its figures, each with its source.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.policy.domain.rules.figures import chosen
from tongban.voice.domain.clocks import COMPLEX, DAY, GENERAL, HOUR, PROMPT, URGENT, Limits

_UNITS = {"小时": HOUR, "日": DAY}
GRADE_OF = {"紧急": URGENT, "较急": PROMPT, "一般": GENERAL}
"""The grade of a clock by how urgent people say it is."""


class NoLimit(Problem):
    """The definitions do not say how long a step may take (没有时限标准)."""

    code = "voice.no-limit"
    words = Text("没有公布这一项的时限。", "No limit is published for this.")
    advice = Text("请在定义中补上诉求时限。", "Add it to the clocks of demands.")
    status = 500


def limits(on: date) -> Limits:
    """Return the limits in force on a day. Raises NoLimit for one that nobody published."""
    book = catalogue.book(on)
    said = {GRADE_OF[name]: one for name, one in book.demands.urgency.items() if name in GRADE_OF}
    if set(said) != set(GRADE_OF.values()):
        raise NoLimit
    dispatch = {grade: int(one["dispatch_hours"]) for grade, one in said.items()}
    feedback = {grade: _feedback(one) for grade, one in said.items()}
    return Limits(
        dispatch=dispatch | {COMPLEX: dispatch[GENERAL]},
        feedback=feedback | {COMPLEX: (book.demands.complex_days, DAY)},
        extension=figure(book, "demand_extension", on)[0],
        answer=figure(book, "demand_answer", on)[0],
        judge=figure(book, "demand_judge", on)[0],
        call=figure(book, "demand_call", on)[0],
    )


def _feedback(said: Mapping[str, Any]) -> tuple[int, str]:
    if "feedback_hours" in said:
        return int(said["feedback_hours"]), HOUR
    return int(said["feedback_days"]), DAY


def figure(book: Book, key: str, on: date) -> tuple[int, str]:
    """Return a figure of the definitions on a day: its amount and its unit. Raises NoLimit."""
    found = book.figures.get(key)
    value = chosen(found, book.region, on.isoformat()) if found else None
    if found is None or value is None:
        raise NoLimit(key)
    return int(value.value), _UNITS.get(found.unit or "", "")
