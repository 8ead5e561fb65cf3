"""Findings (检查发现): what is wrong in a definition, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.domain.checks import check_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in one place (检查发现).

    `level` is "error" (blocks publication) or "warning"; `message` says what, why and how to
    mend it, with the article where one stands behind the rule.
    """

    file: str
    line: int
    field: str
    rule: str
    message: str
    level: str = "error"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as the command line prints it: why and how to mend it, too."""
        known = check_of(self.rule)
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "rule": self.rule,
            "message": self.message,
            "level": "blocks" if self.level == "error" else "warns",
            "why": known.why if known else "",
            "mend": known.mend.zh if known else "",
        }

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in a set of definitions (检查结果)."""

    definitions: int
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        """Whether nothing stands in the way of publication."""
        return not self.errors

    @classmethod
    def of(cls, definitions: int, found: Iterable[Finding]) -> "Findings":
        """Sort findings by level, file and line."""
        ordered = sorted(found, key=lambda f: (f.file, f.line, f.field, f.rule, f.message))
        return cls(
            definitions,
            tuple(f for f in ordered if f.level == "error"),
            tuple(f for f in ordered if f.level != "error"),
        )
