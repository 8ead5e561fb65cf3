"""Problems of rules (规则问题): where in the text, what is wrong, and how to mend it.

kernel.Problem
├─ RuleFault        a text that is no rule, or a rule that cannot be right
├─ BadFact          a fact of the wrong type, unit or range is handed to a sheet
└─ BadTable         a decision table that cannot be read
"""

from dataclasses import dataclass

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.policy.domain.rules.tree import At


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a rule (规则毛病): its place, its stable rule name, and the sentence.

    `level` is "error" (it cannot be published) or "warning".
    """

    at: At
    rule: str
    words: Text
    level: str = "error"

    def said(self, language: str = "zh") -> str:
        """Say it with its place."""
        line, column = self.at
        where = f"line {line}, column {column}" if language == "en" else f"第{line}行第{column}列"
        return f"{where}: {self.words.in_(language)}"

    def __str__(self) -> str:
        return self.said()


class RuleFault(Problem):
    """A text that is no rule (规则读不懂)."""

    code = "policy.rule-fault"
    words = Text("这条规则读不懂：", "This rule cannot be read:")

    def __init__(self, fault: Fault, /) -> None:
        super().__init__(str(fault))
        self.fault = fault

    def said(self, language: str = "zh") -> str:
        """Say what is wrong, where, and how to mend it."""
        return f"{self.words.in_(language)} {self.fault.said(language)}"


class BadFact(Problem):
    """A fact that does not fit the type, unit or range the policy declares (信息不合要求)."""

    code = "policy.bad-fact"
    words = Text("有一项信息不合要求：", "A fact does not fit what the policy declares:")
    status = 422

    def __init__(self, key: str, why: Text, /) -> None:
        super().__init__(f"{key}: {why.zh}")
        self.key, self.why = key, why

    def said(self, language: str = "zh") -> str:
        """Say which fact, and what it must be."""
        return f"{self.words.in_(language)} {self.key}: {self.why.in_(language)}"


class BadTable(Problem):
    """A decision table that cannot be read or is not right (决策表有误)."""

    code = "policy.bad-table"
    words = Text("这张决策表有误：", "This decision table is not right:")
    status = 422

    def __init__(self, row: int, column: int, why: Text, /) -> None:
        super().__init__(f"第{row}行第{column}列: {why.zh}")
        self.row, self.column, self.why = row, column, why

    def said(self, language: str = "zh") -> str:
        """Say which cell, and what it must be."""
        place = f"第{self.row}行第{self.column}列"
        if language == "en":
            place = f"row {self.row}, column {self.column}"
        return f"{self.words.in_(language)} {place}: {self.why.in_(language)}"
