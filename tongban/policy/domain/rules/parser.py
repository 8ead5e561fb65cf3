"""From text to tree (语法分析): a recursive reader with a bound on depth and plain words.

Chinese and English keywords give the same tree and may be mixed. What a name means (a fact, a
parameter, another clause) is looked up in the names given; one that is not among them is read as
a fact, and the checker says that nobody declared it.

>>> parse("年龄 ≥ 60 岁 且 本市户籍") == parse("年龄 >= 60 years_old and 本市户籍")
True
"""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from tongban.policy.domain.rules import calls
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.cursor import Cursor
from tongban.policy.domain.rules.lexer import Token, tokens
from tongban.policy.domain.rules.literals import day
from tongban.policy.domain.rules.problems import RuleFault
from tongban.policy.domain.rules.walking import deepest
from tongban.policy.domain.rules.words import CALLS, CLOSERS, FOLD_CALLS, INFIX, PREFIX, TRUTHS

MOST_DEEP = 50
MOST_CHAINED = 150
Make = Callable[[t.At], t.Node]
Names = Mapping[str, Make]
"""What each name means: a function from its place to a node."""
_COMPARISONS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY = 1, 2, 3, 4, 5, 6


def parse(text: str, names: Names | None = None) -> t.Node:
    """Read an expression; raise RuleFault with line, column and remedy where it is none."""
    given = names or {}
    return Parser(tokens(text, given), given).whole()


class Parser(Cursor):
    """One expression being read; the grammar stands in docs/rules-language.md."""

    def __init__(self, given: Sequence[Token], names: Names) -> None:
        super().__init__(given)
        self.names = names
        self.depth = 0
        self.in_members = False

    def whole(self) -> t.Node:
        """Read everything there is."""
        if len(self.tokens) == 1:
            raise self.wrong(
                "rule.empty", "规则是空的；请写一个表达式", "the rule is empty; write an expression"
            )
        node = self.expression()
        if self.here.kind != "end":
            raise self._left_over()
        if deepest(node) > MOST_CHAINED:
            raise self.wrong(
                "rule.too-deep",
                f"算式连得太长（超过 {MOST_CHAINED} 层）；请分成几条款",
                f"the calculation is too long (over {MOST_CHAINED} deep); split it into clauses",
                node.at,
            )
        return node

    def _left_over(self) -> RuleFault:
        if self.is_sign(")", "]", "}"):
            return self.wrong(
                "rule.bracket",
                f"多了一个“{self.here.text}”；请删去，或在前面补上左括号",
                f"one {self.here.text} too many; remove it or open a bracket before",
            )
        return self.wrong(
            "rule.left-over",
            f"读到{self.seen()}读不下去了；前后之间要有 且、或、比较等运算，词与词之间请空格",
            f"cannot go on at {self.seen('en')}; put an operator (and, or, >=) before it, "
            "and spaces between words",
        )

    def expression(self) -> t.Node:
        """Read an expression of any kind: a base, and its exceptions."""
        return self._deeper(self._excepted)

    def _excepted(self) -> t.Node:
        base = self.operand(_OR)
        exceptions = []
        while self.is_word("除非", "unless"):
            exceptions.append(self._exception())
        return t.Unless(base, tuple(exceptions), at=base.at) if exceptions else base

    def _exception(self) -> t.ButWhen:
        at = self.next().at
        when = self.operand(_OR)
        then: t.Node = t.Truth(value=False, at=at)
        if self.is_word("则", "then"):
            self.next()
            then = self.operand(_OR)
        priority = 1
        if self.is_word("优先", "priority"):
            self.next()
            priority = self.whole_number("优先级", "the priority")
        return t.ButWhen(when, then, priority, at=at)

    def operand(self, tightness: int) -> t.Node:
        """Read what binds at least so tightly."""
        left = self._prefixed(tightness)
        while (found := self._infix()) is not None and found[1] >= tightness:
            left = self._joined(left, *found)
        return left

    def _infix(self) -> tuple[str, int] | None:
        if self.here.kind == "sign":
            if self.here.text in _COMPARISONS:
                return _COMPARISONS[self.here.text], _COMPARE
            return {"+": ("+", _ADD), "-": ("-", _ADD), "*": ("*", _MULTIPLY)}.get(
                self.here.text, ("/", _MULTIPLY) if self.here.text == "/" else None
            )
        if self.here.kind != "word":
            return None
        if self.here.text == "not" and self.ahead().text == "in":
            return "not in", _COMPARE
        word = INFIX.get(self.here.text)
        if word is None:
            return None
        return word, {"or": _OR, "and": _AND}.get(word, _COMPARE)

    def _joined(self, left: t.Node, op: str, tightness: int) -> t.Node:
        at = self.next().at
        if op in ("and", "or"):
            return self._chain(left, op, tightness)
        if tightness == _COMPARE:
            return self._compared(left, op, at)
        right = self.operand(tightness + 1)
        make = {"+": t.Add, "-": t.Subtract, "*": t.Multiply, "/": t.Divide}[op]
        return make(left, right, at=at)

    def _chain(self, left: t.Node, op: str, tightness: int) -> t.Node:
        parts = [left, self.operand(tightness + 1)]
        while (found := self._infix()) is not None and found[0] == op:
            self.next()
            parts.append(self.operand(tightness + 1))
        return (t.All if op == "and" else t.AnyOf)(tuple(parts), at=left.at)

    def _compared(self, left: t.Node, op: str, at: t.At) -> t.Node:
        node: t.Node
        if op == "between":
            node = t.Between(left, self._range(), at=at)
        elif op in ("in", "not in"):
            if op == "not in" and self.is_word("in"):
                self.next()
            node = t.OneOf(left, self._choices(), at=at)
            node = t.Not(node, at=at) if op == "not in" else node
        else:
            right = self.operand(_ADD)
            node = t.Compare(left, cast("t.Comparison", op), right, at=at)
        more = self._infix()
        if more is not None and more[1] == _COMPARE:
            raise self.wrong(
                "rule.chain",
                "比较不能连着写；请写“介于 [低..高)”，或用 且 连起两个比较",
                "comparisons cannot be chained; write between [low..high), or join two with and",
            )
        return node

    def _range(self) -> t.Range:
        at = self.here.at
        if self.is_sign("[", "(") and self._is_range():
            return self.range()
        low = self.operand(_ADD)
        if not self.is_word("和", "至", "and"):
            raise self.wrong(
                "rule.between",
                "介于 后面写 18 和 65，或 [18..65)",
                "after between write 18 and 65, or [18..65)",
            )
        self.next()
        return t.Range(low, self.operand(_ADD), at=at)

    def _is_range(self) -> bool:
        """Whether the bracket opens a range: two dots stand in it before it closes."""
        depth = 0
        for token in self.tokens[self.place :]:
            if token.kind != "sign":
                continue
            if token.text == ".." and depth == 1:
                return True
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
            if depth <= 0:
                return False
        return False

    def range(self) -> t.Range:
        """Read a range: [18..65), (..65], [18..)."""
        opening = self.next()
        low = None if self.is_sign("..") else self.operand(_ADD)
        self.expect("..", "区间的两端用两个点分开", "two dots part the ends of a range")
        high = None if self.is_sign(")", "]") else self.operand(_ADD)
        if not self.is_sign(")", "]"):
            raise self.wrong(
                "rule.range",
                "区间要用 ) 或 ] 合上：] 含这一端，) 不含",
                "close the range with ] (the end counts) or ) (it does not)",
            )
        closing = self.next()
        return t.Range(low, high, opening.text == "[", closing.text == "]", at=opening.at)

    def _choices(self) -> tuple[t.Node, ...]:
        return self.listed("属于 后面的几个值写在括号里", "put the values after in into brackets")

    def listed(self, zh: str, en: str) -> tuple[t.Node, ...]:
        """Read (a, b, c)."""
        self.expect("(", zh, en)
        found = [self.expression()]
        while self.is_sign(",", ";"):
            self.next()
            found.append(self.expression())
        self.expect(")", "括号没有合上", "the bracket is not closed")
        return tuple(found)

    def _prefixed(self, tightness: int) -> t.Node:
        token = self.here
        word = PREFIX.get(token.text) if token.kind == "word" else None
        if word == "not" and tightness <= _NOT:
            self.next()
            return t.Not(self._deeper(lambda: self.operand(_NOT)), at=token.at)
        if word == "if":
            return self._if()
        if token.kind == "sign" and token.text == "-":
            self.next()
            part = self._deeper(lambda: self._prefixed(_MULTIPLY + 1))
            if isinstance(part, t.Number) and part.units >= 0:
                return t.Number(-part.units, part.scale, part.unit, at=token.at)
            return t.Negate(part, at=token.at)
        return self.primary()

    def _deeper(self, read: Callable[[], t.Node]) -> t.Node:
        self.depth += 1
        if self.depth > MOST_DEEP:
            raise self.wrong(
                "rule.too-deep",
                f"括号或条件嵌套超过 {MOST_DEEP} 层；请把内层写成单独的条款，再引用它",
                f"nested deeper than {MOST_DEEP}; make the inner part a clause and refer to it",
            )
        node = read()
        self.depth -= 1
        return node

    def _if(self) -> t.Node:
        at = self.next().at
        test = self.expression_until("则", "then")
        then = self.expression_until("否则", "else")
        return t.If(test, then, self._deeper(lambda: self.operand(_OR)), at=at)

    def expression_until(self, zh: str, en: str) -> t.Node:
        """Read an expression and the word that must follow it."""
        node = self._deeper(lambda: self.operand(_OR))
        if not self.is_word(zh, en):
            raise self.wrong(
                "rule.if",
                f"如果…则…否则… 三部分都要写；这里应当是“{zh}”，写的是{self.seen()}",
                f"write if … then … else …; {en} is expected here, not {self.seen('en')}",
            )
        self.next()
        return node

    def primary(self) -> t.Node:
        """Read what stands alone: a value, a name, a call, brackets."""
        token = self.here
        match token.kind:
            case "number":
                return self.amount()
            case "day":
                return day(self.next())
            case "text":
                self.next()
                return t.Code(token.text, at=token.at)
            case "name":
                self.next()
                return self._after_name(self.named(token), token)
            case "word":
                return self._word()
            case "sign" if token.text == "(":
                self.next()
                node = self.expression()
                self.expect(")", "括号没有合上", "the bracket is not closed")
                return node
        raise self._no_value()

    def _no_value(self) -> RuleFault:
        if self.here.kind == "end":
            return self.wrong(
                "rule.ends",
                "规则没有写完：最后一个运算后面缺一个值或条件",
                "the rule ends too soon: a value or condition is missing after the last operator",
            )
        return self.wrong(
            "rule.value",
            f"这里应当是一个值或条件，写的是{self.seen()}",
            f"a value or condition is expected here, not {self.seen('en')}",
        )

    def _word(self) -> t.Node:
        token = self.here
        is_call = token.text in CALLS or token.text in FOLD_CALLS
        if is_call and self.ahead().kind == "sign" and self.ahead().text == "(":
            return calls.call(self)
        special = self._special()
        if special is not None:
            return special
        if token.text in TRUTHS and token.text not in self.names:
            self.next()
            return t.Truth(TRUTHS[token.text], at=token.at)
        if token.text in INFIX or token.text in CLOSERS:
            raise self._no_value()
        self.next()
        if self.is_sign("("):
            raise self.wrong(
                "rule.function",
                f"没有“{token.text}”这个函数；规则里只能用语言自带的函数",
                f"there is no function {token.text}; only those of the language can be used",
                token.at,
            )
        return self._after_name(self.named(token), token)

    def _special(self) -> t.Node | None:
        token, after = self.here, self.ahead()
        if token.text in ("至少", "at"):
            steps = 1 if token.text == "至少" else 2
            if self.ahead(steps).kind == "number" and (steps == 1 or after.text == "least"):
                return calls.at_least(self, steps)
        if token.text in ("all", "any") and after.text == "of" and self.ahead(2).text == "(":
            self.next()
            self.next()
            parts = self.listed("条件写在括号里", "put the conditions into brackets")
            return (t.All if token.text == "all" else t.AnyOf)(parts, at=token.at)
        if token.text == "近" and after.kind == "number":
            return calls.last_months(self)
        if token.text == "sum" and after.text == "of" and self.ahead(2).text == "last":
            return calls.sum_of_last(self)
        return None

    def named(self, token: Token) -> t.Node:
        """Return what a name means."""
        make = self.names.get(token.text)
        return make(token.at) if make else t.Fact(token.text, at=token.at)

    def _after_name(self, node: t.Node, token: Token) -> t.Node:
        if self.in_members or not self.is_word("中", "的"):
            return node
        return calls.members(self, node, token)
