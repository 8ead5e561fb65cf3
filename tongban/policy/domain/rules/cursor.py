"""A place in a row of tokens (读位): looking ahead, taking, and saying what was expected."""

from collections.abc import Sequence

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.lexer import Token, fault
from tongban.policy.domain.rules.literals import MOST_DIGITS, number
from tongban.policy.domain.rules.problems import RuleFault
from tongban.policy.domain.rules.words import KNOWN


class Cursor:
    """A row of tokens being read (读位)."""

    def __init__(self, given: Sequence[Token]) -> None:
        self.tokens = given
        self.place = 0

    @property
    def here(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.place]

    def ahead(self, steps: int = 1) -> Token:
        """Look past the next token."""
        return self.tokens[min(self.place + steps, len(self.tokens) - 1)]

    def next(self) -> Token:
        """Take a token."""
        token = self.here
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def is_word(self, *words: str) -> bool:
        """Whether the next token is one of these words."""
        return self.here.kind == "word" and self.here.text in words

    def is_sign(self, *signs: str) -> bool:
        """Whether the next token is one of these signs."""
        return self.here.kind == "sign" and self.here.text in signs

    def expect(self, sign: str, why_zh: str, why_en: str) -> Token:
        """Take a sign that must come here."""
        if not self.is_sign(sign):
            raise self.wrong(
                "rule.expected",
                f"{why_zh}，这里应当是“{sign}”，写的是{self.seen()}",
                f"{why_en}: {sign} is expected here, not {self.seen('en')}",
            )
        return self.next()

    def wrong(self, rule: str, zh: str, en: str, at: t.At | None = None) -> RuleFault:
        """Make a fault about the next token."""
        return fault(at or self.here.at, rule, zh, en)

    def seen(self, language: str = "zh") -> str:
        """Say what stands here."""
        if self.here.kind == "end":
            return "the end" if language == "en" else "结尾"
        return f"“{self.here.text}”"

    def amount(self) -> t.Number:
        """Take a number; a word right behind it is meant as a unit, and is none."""
        token = self.next()
        if token.unit is None and self.here.kind == "word" and self.here.text not in KNOWN:
            raise self.wrong(
                "rule.unit-unknown",
                f"{self.seen()}不是规则认得的单位；请只写数 {token.text}",
                f"{self.seen('en')} is no unit that rules know; write the number {token.text} alone",
            )
        return number(token)

    def whole_number(self, zh: str, en: str) -> int:
        """Take a whole number."""
        token = self.here
        if token.kind != "number" or not token.text.isdigit() or len(token.text) > MOST_DIGITS:
            raise self.wrong(
                "rule.whole-number", f"{zh}要写成整数，如 2", f"{en} must be a whole number, as 2"
            )
        self.next()
        return int(token.text)
