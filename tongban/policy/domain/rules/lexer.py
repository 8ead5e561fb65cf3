"""From text to words and signs (分词): full-width signs read right, every token with its place.

Words are parted by spaces or signs. Where the names of the sheet are known, a run of characters
that is no name is parted into names and keywords if that can be done (已登记且年满18岁).

>>> [one.text for one in tokens("累计缴费月数≥１２ 个月")]
['累计缴费月数', '>=', '12', '']
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from tongban.kernel.text import Text
from tongban.policy.domain.rules.problems import Fault, RuleFault
from tongban.policy.domain.rules.tree import At
from tongban.policy.domain.rules.units import MULTIPLES, SAME
from tongban.policy.domain.rules.words import KNOWN, QUOTES, SIGNS

MOST_CHARACTERS = 20_000
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_UNIT_WORDS = "|".join(re.escape(word) for word in sorted({*SAME, *MULTIPLES}, key=len)[::-1])
_UNIT = re.compile(rf"[ ]?(?P<unit>(?:{_UNIT_WORDS})(?:/(?:{_UNIT_WORDS}))*)(?!\w|/\w)")
_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?![\w-])")
_NUMBER = re.compile(r"\d+(?:_\d{3})*(?:\.\d+)?(?!\.\d)")
_WORD = re.compile(r"\w+(?:\.(?!\.)\w+)*")
_SIGN = re.compile(r"\.\.|==|!=|<=|>=|<>|[-+*/=<>(){}\[\],;:!]")
_SPACE = re.compile(r"\s+")
_PART_NUMBER = re.compile(r"\d+")
_LOOKALIKES = {"–": "-", "—": "-", "‐": "-", "·": "×", "∧": "且", "∨": "或", "¬": "非", "&": "且"}

Kind = Literal["number", "day", "word", "name", "text", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign (词): its kind, what it says, the unit after a number, its place."""

    kind: Kind
    text: str
    at: At
    unit: str | None = None


def fault(at: At, rule: str, zh: str, en: str) -> RuleFault:
    """Make the problem of a text that is no rule."""
    return RuleFault(Fault(at, rule, Text(zh, en)))


def tokens(text: str, names: Container[str] = frozenset()) -> list[Token]:
    """Part a text into tokens, the last one an `end`; raise RuleFault at the first bad sign."""
    if len(text) > MOST_CHARACTERS:
        raise fault(
            (1, 1),
            "rule.too-long",
            f"一条规则最多 {MOST_CHARACTERS} 个字符，这里有 {len(text)} 个；请分成几条款",
            f"a rule has at most {MOST_CHARACTERS} characters, this one {len(text)}; "
            "split it into clauses",
        )
    return _Lexer(text, names).run()


class _Lexer:
    """One text being read."""

    def __init__(self, text: str, names: Container[str]) -> None:
        self.source = "".join(SIGNS.get(sign, sign) for sign in text).translate(_DIGITS)
        # Two-character signs may stand for one (≥): places are counted in the text as written.
        self.columns: list[At] = []
        line, column = 1, 1
        for sign in text:
            self.columns += [(line, column)] * len(SIGNS.get(sign, sign))
            line, column = (line + 1, 1) if sign == "\n" else (line, column + 1)
        self.columns.append((line, column))
        self.names = names
        self.place = 0
        self.found: list[Token] = []

    def run(self) -> list[Token]:
        while self.place < len(self.source):
            if space := _SPACE.match(self.source, self.place):
                self.place = space.end()
                continue
            self._one()
        self.found.append(Token("end", "", self.columns[self.place]))
        return self.found

    def _one(self) -> None:
        sign = self.source[self.place]
        if sign in QUOTES:
            self._quoted(sign)
        elif sign.isdigit():
            self._number()
        elif word := _WORD.match(self.source, self.place):
            self._word(word.group())
        elif found := _SIGN.match(self.source, self.place):
            same = {"==": "=", "<>": "!="}.get(found.group(), found.group())
            self._add("sign", same, found.end())
        else:
            raise self._strange(sign)

    def _strange(self, sign: str) -> RuleFault:
        meant = _LOOKALIKES.get(sign)
        if meant:
            zh, en = f"是不是想写“{meant}”？", f"did you mean {meant}?"
        else:
            zh, en = "规则里只有词、数、引号和运算符号，请删去它", "remove it"
        return fault(
            self.columns[self.place],
            "rule.sign",
            f"不认识符号“{sign}”（U+{ord(sign):04X}）；{zh}",
            f"the sign {sign!r} (U+{ord(sign):04X}) means nothing here; {en}",
        )

    def _add(self, kind: Kind, text: str, end: int, unit: str | None = None) -> None:
        self.found.append(Token(kind, text, self.columns[self.place], unit))
        self.place = end

    def _quoted(self, opening: str) -> None:
        closing = QUOTES[opening]
        end = self.source.find(closing, self.place + 1)
        if end < 0:
            raise fault(
                self.columns[self.place],
                "rule.quote",
                f"引号“{opening}”没有合上；请在后面补上“{closing}”",
                f"the quotation mark {opening} is never closed; add {closing}",
            )
        kind: Kind = "name" if opening in "「『" else "text"
        self._add(kind, self.source[self.place + 1 : end], end + 1)

    def _number(self) -> None:
        if day := _DAY.match(self.source, self.place):
            self._add("day", day.group(), day.end())
            return
        number = _NUMBER.match(self.source, self.place)
        if number is None:
            raise fault(
                self.columns[self.place],
                "rule.number",
                "这个数写得不对；小数点只能有一个，如 12.5",
                "this number is not written right; one decimal point at most, as 12.5",
            )
        end, unit = number.end(), _UNIT.match(self.source, number.end())
        if unit and not self._is_word(number.end(), unit):
            self._add("number", number.group().replace("_", ""), unit.end(), unit["unit"])
        else:
            word = self._unit_before_words(end)
            self._add("number", number.group().replace("_", ""), end + len(word), word or None)

    def _unit_before_words(self, end: int) -> str:
        """Find the unit in a run without spaces: 12个月且已登记."""
        run = _WORD.match(self.source, end)
        if run is None or run.group().isascii():
            return ""
        for length in range(len(run.group()) - 1, 0, -1):
            unit, rest = run.group()[:length], run.group()[length:]
            is_unit = unit in SAME or unit in MULTIPLES
            if is_unit and (rest in self.names or rest in KNOWN or self._pieces(rest)):
                return unit
        return ""

    def _is_word(self, end: int, unit: re.Match[str]) -> bool:
        """Whether what looks like a unit is a word of its own: a keyword or function."""
        rest = self.source[unit.end() : unit.end() + 1]
        return self.source[end : end + 1] == " " and rest == "("

    def _word(self, word: str) -> None:
        if word in self.names or word in KNOWN:
            self._add("word", word, self.place + len(word))
            return
        pieces = self._pieces(word)
        if pieces is None:
            self._add("word", word, self.place + len(word))
            return
        for piece in pieces:
            if piece[0].isdigit():
                self._number()
            else:
                self._add("word", piece, self.place + len(piece))

    def _pieces(self, word: str) -> list[str] | None:
        """Part a run without spaces into names, keywords and numbers, as few as can be."""
        best: dict[int, list[str]] = {0: []}
        if len(word) > 200 or word.isascii():  # noqa: PLR2004 - no sentence is longer
            return None
        for start in range(len(word)):
            if start not in best:
                continue
            for end in range(len(word), start, -1):
                piece = word[start:end]
                if not self._stands(word, start, piece):
                    continue
                if end not in best or len(best[end]) > len(best[start]) + 1:
                    best[end] = [*best[start], piece]
        return best.get(len(word))

    def _stands(self, word: str, start: int, piece: str) -> bool:
        if piece in self.names or piece in KNOWN:
            return True
        number = _PART_NUMBER.match(word, start)
        if number is None or not word.startswith(piece, start):
            return False
        rest = piece[number.end() - start :]
        return piece[0].isdigit() and (not rest or rest in SAME or rest in MULTIPLES)
