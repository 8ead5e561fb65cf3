"""An entitlement in the terminal: the answer, what it gives, why, what would change it."""

from datetime import date
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text as Styled

from tongban.catalogue.domain.model import Book
from tongban.policy.api import ELIGIBLE, Entitlement, results_of

QUIET = "dim"
LEAD = "bold"
_ANSWERS = {
    True: ("符合", "Yes"),
    False: ("不符合", "No"),
    None: ("还不能下结论", "It depends"),
}


def show(found: Entitlement, book: Book, today: date, language: str) -> Group:
    """Say an entitlement in a language ("zh" or "en")."""
    return _Shown(found, book, today, language).group()


class _Shown:
    """One entitlement, shown in one language."""

    def __init__(self, found: Entitlement, book: Book, today: date, language: str) -> None:
        self.found, self.book, self.today, self.language = found, book, today, language
        self.policy = book.policies[found.policy]
        self.names = {one["key"]: _name(one, language) for one in self.policy.facts}

    def say(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def group(self) -> Group:
        found = self.found
        text = found.texts.get(ELIGIBLE)
        answer = text.in_(self.language) if text else self.say(*_ANSWERS[found.eligible])
        parts: list[Any] = [
            "",
            Styled(self.policy.name.in_(self.language), QUIET),
            Styled(answer, LEAD),
        ]
        for title, lines in (
            (self.say("给什么", "What it gives"), self._values()),
            (self.say("为什么", "Why"), self._because()),
            (self.say("还缺什么", "What is missing"), self._missing()),
            (self.say("什么变了结论会变", "What would change it"), self._changes()),
            (self.say("还没有核实", "Not verified"), self._checks()),
        ):
            if lines:
                parts += ["", Styled(title, LEAD), *(Padding(one, (0, 0, 0, 2)) for one in lines)]
        return Group(*parts, "")

    def _values(self) -> list[Styled]:
        lines = []
        for result in results_of(self.policy, self.book):
            if result.key == ELIGIBLE:
                continue
            name = result.name.in_(self.language)
            if result.key in self.found.values:
                value = self.found.values[result.key]
                said = self.say("是", "yes") if value is True else self.say("否", "no")
                words = said if isinstance(value, bool) else f"{value} {result.unit}".strip()
                lines.append(Styled.assemble(f"{name}  ", (words, LEAD)))
            elif result.key in self.found.intervals:
                one = self.found.intervals[result.key]
                low = self.say("不少于 ", "at least ") + f"{one.low}" if one.low is not None else ""
                high = (
                    self.say("不超过 ", "at most ") + f"{one.high}" if one.high is not None else ""
                )
                bounds = self.say(",", ", ").join(filter(None, (low, high)))
                lines.append(Styled(f"{name}  {bounds} {result.unit}"))
        return lines

    def _because(self) -> list[Styled]:
        return [
            Styled.assemble(
                f"{one.said.in_(self.language)}  ",
                (self._value(one.value), LEAD),
                (" ".join(filter(None, (one.law, one.article, one.source))), QUIET),
            )
            for one in self.found.because
        ]

    def _value(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            value = self.say("是", "yes") if value else self.say("否", "no")
        return f"{value}  "

    def _missing(self) -> list[Styled]:
        lines = [Styled(self.names.get(key, key)) for key in self.found.missing]
        return lines + [Styled(one.in_(self.language), QUIET) for one in self.found.left_open]

    def _changes(self) -> list[Styled]:
        return [Styled(self.names.get(key, key)) for key in self.found.would_change]

    def _checks(self) -> list[Styled]:
        lines = [
            Styled(
                self.say(
                    f"{one.what.zh},请向{one.with_.zh}核对",
                    f"{one.what.in_('en')}: check with {one.with_.in_('en')}",
                )
            )
            for one in self.found.checks
        ]
        return lines + [Styled(one.in_(self.language)) for one in self.found.warnings]


def _name(fact: Any, language: str) -> str:
    name = fact.get("name") or fact.get("name_zh") or fact["key"]
    return str(name.get(language) or name.get("zh")) if isinstance(name, dict) else str(name)
