"""What can go wrong before anybody is counted (测算问题).

Problem
├── EngineMissing       the library or server of an engine is not there
├── BadRegistry         the file of people lacks what the rules read
├── NotByHousehold      the file is not sorted by household where an engine needs it
├── NotForPopulations   a policy without rules that can be worked out
└── UnknownEngine       there is no such engine
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class EngineMissing(Problem):
    """The library of an engine is not installed, or its server does not answer."""

    code = "oversight.engine-missing"
    words = Text("测算引擎不可用：", "This engine is not available:")
    advice = Text(
        "安装 pip install 'tongban[population]'，或换一个引擎。",
        "Install it with pip install 'tongban[population]', or choose another engine.",
    )


class BadRegistry(Problem):
    """The file of people lacks a column, or has one of another type or out of bounds."""

    code = "oversight.bad-registry"
    words = Text(
        "人员文件不能用，没有测算：", "The file of people cannot be used, nothing was evaluated:"
    )
    advice = Text(
        "按说明补上或改正这些列，再运行一次。", "Add or mend these columns and run it again."
    )


class NotByHousehold(Problem):
    """The rows of a household do not stand together in the file."""

    code = "oversight.not-by-household"
    words = Text("人员文件没有按家庭编号排序：", "The file of people is not sorted by household:")
    advice = Text(
        "先按家庭编号排序，或用 polars、duckdb 引擎。",
        "Sort it by household first, or use the engine polars or duckdb.",
    )


class NotForPopulations(Problem):
    """A policy that has no rules, or rules that cannot be worked out for many at once."""

    code = "oversight.not-for-populations"
    words = Text("这项政策不能对全人群测算：", "This policy cannot be worked out for populations:")
    advice = Text(
        "先为它写条款，或改写这一条款。", "Write its clauses first, or write this one otherwise."
    )


class UnknownEngine(Problem):
    """There is no engine of this name."""

    code = "oversight.unknown-engine"
    words = Text("没有这个引擎：", "There is no such engine:")
    advice = Text(
        "可选 polars、duckdb、postgresql、blocks、spark、clickhouse。",
        "Choose polars, duckdb, postgresql, blocks, spark or clickhouse.",
    )
