"""The answer to a policy for one person (回答): values, reasons, what is missing, what would change.

>>> Answer({"eligible": None}, missing=("income",), causes={"income": "not_asked"}).next
'income'
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from tongban.kernel.text import Text

Cause = Literal["not_asked", "not_known", "sources_disagree", "not_applicable", "awaits_official"]
"""Why a fact is unknown: nobody asked 未问, asked and not known 不知, the sources disagree 来源不一,
it does not apply 不适用, an official has still to find 待认定."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number or day of which only the bounds are known (区间值); None is no bound.

    Given as the value of a fact it may already decide; as a result it says how much at least
    and at most.
    """

    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is unknown, with its cause (未知), given as the value of a fact."""

    cause: Cause = "not_asked"


class Because(NamedTuple):
    """One reason (理由): the clause and article, what it says, the fact, its value and source.

    `result` is whether what is said holds; `presumed` names the law that stands in for an
    unknown fact.
    """

    clause: str
    law: str | None
    article: str | None
    said: Text
    fact: str | None = None
    value: Any = None
    source: str | None = None
    result: bool | None = None
    presumed: str | None = None


def _nothing() -> tuple[str, ...]:
    return ()


class Answer(NamedTuple):
    """What a sheet answers (回答).

    `values` are plain (bool, Decimal, date, str) or None where open; a result that is not given
    here (`when`) is absent; `intervals` bounds the numbers that are open; `because` holds only
    the reasons that decide, whose facts alone give the same answer again; `missing` the facts
    whose value could still decide, `causes` why each of them is unknown; `texts` the sentence of
    each clause whose outcome is said.
    """

    values: Mapping[str, Any]
    intervals: Mapping[str, Interval] = MappingProxyType({})
    because: tuple[Because, ...] = ()
    missing: tuple[str, ...] = ()
    causes: Mapping[str, Cause] = MappingProxyType({})
    texts: Mapping[str, Text] = MappingProxyType({})
    changes: Callable[[], tuple[str, ...]] = _nothing

    @property
    def would_change(self) -> tuple[str, ...]:
        """The known facts of which a single other value could give another answer."""
        return self.changes()

    @property
    def next(self) -> str | None:
        """The first missing fact; None when nothing is left to ask."""
        return self.missing[0] if self.missing else None
