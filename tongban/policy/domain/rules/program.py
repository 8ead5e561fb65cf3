"""The program of a sheet (规则程序): straight-line steps over whole numbers, truths and words.

What the checker makes of all clauses of a policy for one day and region, with the parameters
filled in: a list of steps, each naming earlier steps, without loops or calls. Every runner reads
the same list: generated Python for one person, SQL text, column engines. A value is unknown
(None, NULL) or

* truth: yes or no, three-valued as Kleene has it;
* number: a whole count of ten to the minus `scale`; the bounds prove that 64 bits are enough;
* day: the number of days since 1970-01-01 (engines with a date column may keep it a date);
* text: a word;
* table: the members of a list, each a mapping of columns (only read by `fold`);
* months: whole numbers, the last month first (only read by `over_months`).

The steps, `a b …` being earlier steps; unless said otherwise one unknown makes the result
unknown:

| op | means |
|---|---|
| `const` | the `value` of the step, None included |
| `open` | unknown on purpose; `value` says why |
| `input` | the fact `value` (a key of `inputs`) |
| `and` `or` | Kleene over any number of parts; `not` |
| `at_least` | `value` of the parts hold: yes and no as soon as certain |
| `eq` `ne` `lt` `le` `gt` `ge` | two numbers of one scale, two days, or (eq, ne) texts, truths |
| `is_in` | a text or number is among `value` (a tuple) |
| `add` `sub` `mul` `neg` `least` `greatest` | whole numbers |
| `div` | a / b, rounded as `value` (a Mode) says; unknown where b is zero |
| `if` | a ? b : c; where a is unknown: b if b and c are known and equal |
| `years` `months` | complete years, months from day a to day b |
| `add_months` `add_days` | day a and b months (clamped to the end of the month) or b days |
| `days_between` | days from a to b, that is b - a |
| `presumed` | a where known, else b |
| `fold` | aggregate over table a; `value` is a EachMember |
| `over_months` | sum of the first `value` months of a; unknown where one is |
| `complete` | the base a where it is known; where it is not and the carrier b is not either: the common value of the parts after the second where all are known and equal |

`complete` is how what is certain is found although Kleene's logic says unknown: its parts after
the second are the result for each cell of the carrier (`value` describes the cells). Where the
base is known the parts agree with it, so an engine may look at them only if it is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["truth", "number", "day", "text", "table", "months"]


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value (类型): kind, decimal scale and unit, and the bounds it lies between."""

    kind: Kind
    scale: int = 0
    unit: str | None = None
    low: int | None = None
    high: int | None = None
    options: tuple[str, ...] = ()
    columns: tuple[tuple[str, "Type"], ...] = ()
    month_only: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """A fact a program reads (输入): a column of this name; outside its bounds it is refused."""

    key: str
    type: Type
    name: str = ""
    official: str | None = None
    """Who finds it, where it is a question that an official answers."""


@dataclass(frozen=True, slots=True)
class Op:
    """One step (步骤); `args` are indices of earlier steps; `clause` gave rise to it."""

    op: str
    args: tuple[int, ...] = ()
    value: Any = None
    type: Type = field(default_factory=lambda: Type("truth"))
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class EachMember:
    """What a `fold` does with each member (成员程序): a program whose inputs are the columns.

    `results` of that program are `value` (absent for count) and `where` (absent for all). What
    the condition says of others than the member (today) are inputs named in `outer`, fed by the
    steps `args[1:]`. A member of whom `where` or a counted value is unknown leaves the aggregate
    unknown, unless it cannot matter (any, every). The sum of nobody is 0, the least of nobody is
    unknown, every of nobody is yes.
    """

    fold: str
    program: "Program"
    outer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """The steps and the results (程序): `results` maps each result's key to its step."""

    ops: tuple[Op, ...]
    inputs: Mapping[str, Input]
    results: Mapping[str, int]
    given: Mapping[str, int] = field(default_factory=dict)
    """For results that are given only sometimes (`when`), the step that says whether."""
    complete: bool = True
    """False where so many cells would be needed that certain results may stay unknown."""
