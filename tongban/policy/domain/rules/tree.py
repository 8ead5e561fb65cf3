"""The tree of an expression (表达式树): one form, whether it was written in Chinese or English.

Every node is a frozen value that knows where it stood in the text (`at`, line and column, left
out of comparison), so that two texts that say the same are the same tree. Nothing here knows a
float: a number is a whole count of its smallest step, `Number(125, 2)` is 1.25.

>>> Compare(Fact("age"), ">=", Number(18, 0, "岁")) == Compare(
...     Fact("age", at=(3, 7)), ">=", Number(18, 0, "岁")
... )
True
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

At = tuple[int, int]
"""Line and column in the text, both counted from one."""

Mode = Literal["down", "up", "half_up", "half_even", "towards_zero"]
"""How a remainder is rounded (取整方式): 向下 towards minus infinity, 向上 towards plus infinity,
四舍五入 the half away from zero, 五成双 the half to the even neighbour, 截去 towards zero."""

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Fold = Literal["count", "sum", "any", "every", "least", "most"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any part of an expression (节点); `at` is its place in the text."""

    at: At = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Truth(Node):
    """Yes or no (是、否)."""

    value: bool


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number with its unit (数): `units` steps of ten to the minus `scale`.

    Money is a number whose unit begins with 元 and whose scale is two; a number without a unit
    takes the unit of what it meets.
    """

    units: int
    scale: int = 0
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Day(Node):
    """A day of the calendar (日期); `month_only` when it was written 2025-01."""

    value: date
    month_only: bool = False


@dataclass(frozen=True, slots=True)
class Code(Node):
    """A word from a list of choices, or a short text (代码), written in quotation marks."""

    value: str


@dataclass(frozen=True, slots=True)
class Unknown(Node):
    """What stays open on purpose (未定): the clause leaves it to be checked, and says why."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """A fact by its key (数据项); inside an aggregate also a column of the member."""

    key: str


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A dated figure of the region (参数): its value is chosen by day and region."""

    key: str


@dataclass(frozen=True, slots=True)
class ClauseRef(Node):
    """What another clause of the sheet gives (条款结果), by the key of the result."""

    gives: str


@dataclass(frozen=True, slots=True)
class All(Node):
    """All of them hold (且、全部满足)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    """At least one of them holds (或、任一满足)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast(Node):
    """At least k of them hold (至少 k 项)."""

    least: int
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """It does not hold (非)."""

    part: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """Two values compared (比较)."""

    left: Node
    op: Comparison
    right: Node


@dataclass(frozen=True, slots=True)
class Range(Node):
    """From one value to another (区间); an end that is None is open to infinity."""

    low: Node | None
    high: Node | None
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class Between(Node):
    """A value lies in a range (介于)."""

    value: Node
    range: Range


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    """A value is one of a list (属于)."""

    value: Node
    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Add(Node):
    """Sum of two (加); a day and months or days make a day."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Subtract(Node):
    """Difference of two (减); two days make a number of days."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Multiply(Node):
    """Product of two (乘); the scales add up."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Divide(Node):
    """Quotient of two (除): only directly beneath a rounding or a comparison."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """The same with the other sign (负)."""

    part: Node


@dataclass(frozen=True, slots=True)
class Least(Node):
    """The smallest of several (最小值)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Greatest(Node):
    """The greatest of several (最大值)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Round(Node):
    """A value brought to a whole multiple of a step (取整); the mode is always written."""

    value: Node
    step: Number
    mode: Mode


@dataclass(frozen=True, slots=True)
class If(Node):
    """One value or another (如果…则…否则)."""

    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Case(Node):
    """One row of cases (情形): when it holds, this is the value."""

    test: Node
    value: Node


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """The value of the first row that holds (逐行); a decision table is written so.

    Without `otherwise` what no row covers stays open.
    """

    rows: tuple[Case, ...]
    otherwise: Node | None = None


@dataclass(frozen=True, slots=True)
class Band(Node):
    """One row of a band scale (档): the range and its value or rate."""

    range: Range
    value: Node


@dataclass(frozen=True, slots=True)
class Bands(Node):
    """A band scale (分档、累进): flat gives the row's value, marginal sums rate times part."""

    value: Node
    rows: tuple[Band, ...]
    otherwise: Node | None = None
    marginal: bool = False


@dataclass(frozen=True, slots=True)
class Years(Node):
    """Complete years from one day to another (周岁、整年数)."""

    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Months(Node):
    """Complete months from one day to another (整月数)."""

    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Members(Node):
    """An aggregate over the members of a household or another list (成员汇总).

    `value` is None for count, the condition for any and every, the column otherwise; `where`
    None takes all members.
    """

    fold: Fold
    source: str
    value: Node | None = None
    where: Node | None = None


@dataclass(frozen=True, slots=True)
class OverMonths(Node):
    """The sum of a monthly fact over the last n months (近 n 个月合计)."""

    months: int
    key: str


@dataclass(frozen=True, slots=True)
class ButWhen(Node):
    """One exception (例外): when it holds, `then` stands instead; higher priority goes first."""

    when: Node
    then: Node
    priority: int = 1


@dataclass(frozen=True, slots=True)
class Unless(Node):
    """A value with exceptions (除非); two of one priority must never hold at once."""

    base: Node
    exceptions: tuple[ButWhen, ...]


@dataclass(frozen=True, slots=True)
class Presumed(Node):
    """What the law itself takes for granted while it is unknown (推定), with the article."""

    value: Node
    instead: Node
    law: str


@dataclass(frozen=True, slots=True)
class Official(Node):
    """A question that an official answers (认定); unknown until then.

    The answer is read as a fact of that name, so that it can be recorded once it is given.
    """

    question: str
    by: str = ""
