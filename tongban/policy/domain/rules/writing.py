"""From tree to text (排版): one form in Chinese or English; read again it is the same tree.

>>> from tongban.policy.domain.rules.parser import parse
>>> written(parse("a>=12 or not (b and c)"), "zh")
'a ≥ 12 或 非 (b 且 c)'
>>> written(parse("甲 除非 乙 则 丙"), "en")
'甲 unless 乙 then 丙'
"""

import re
from collections.abc import Mapping
from typing import assert_never

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.units import unit_text
from tongban.policy.domain.rules.words import MODE_WORDS, RESERVED

_LOOSE, _OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _SIGN, _ALONE = range(9)
_PLAIN_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_CHINESE_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
_ENGLISH_SIGNS = {"==": "=", "!=": "!=", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}

Spelled = Mapping[str, str]
"""How a fact, parameter or result is called, by key; what is missing is called by its key."""


def written(node: t.Node, language: str = "zh", spelled: Spelled | None = None) -> str:
    """Write a tree as text in a language ("zh" or "en")."""
    return _Writer(language, spelled or {}).write(node, _LOOSE)


def number_text(node: t.Number, language: str = "zh") -> str:
    """Write a number with its unit, exactly."""
    sign, digits = ("-" if node.units < 0 else ""), str(abs(node.units))
    if node.scale > 0:
        digits = digits.rjust(node.scale + 1, "0")
        digits = f"{digits[: -node.scale]}.{digits[-node.scale :]}"
    unit = unit_text(node.unit, language)
    if not unit:
        percent = node.scale == 2 and abs(node.units) <= 100 and node.units % 100  # noqa: PLR2004
        return f"{node.units}%" if percent else sign + digits
    return f"{sign}{digits} {unit}"


class _Writer:
    """One tree being written."""

    def __init__(self, language: str, spelled: Spelled) -> None:
        self.zh = language != "en"
        self.language, self.spelled = language, spelled

    def say(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def write(self, node: t.Node, tightness: int) -> str:
        """Write a node, in brackets where what stands around it binds tighter."""
        text, own = self._node(node)
        return f"({text})" if own < tightness else text

    def many(self, nodes: tuple[t.Node, ...]) -> str:
        return ", ".join(self.write(node, _LOOSE) for node in nodes)

    def name(self, key: str) -> str:
        said = self.spelled.get(key, key)
        plain = _PLAIN_NAME.fullmatch(said) and said not in RESERVED
        return said if plain else f"「{said}」"

    def _node(self, node: t.Node) -> tuple[str, int]:  # noqa: C901, PLR0911, PLR0912 - one case for each node
        match node:
            case t.Truth():
                return (self.say("是", "yes") if node.value else self.say("否", "no")), _ALONE
            case t.Number():
                return number_text(node, self.language), _SIGN if node.units < 0 else _ALONE
            case t.Day():
                text = node.value.isoformat()
                return text[:7] if node.month_only else text, _ALONE
            case t.Code():
                return _quoted(node.value), _ALONE
            case t.Unknown():
                return f"{self.say('未定', 'open')}({_quoted(node.why)})", _ALONE
            case t.Fact() | t.Parameter():
                return self.name(node.key), _ALONE
            case t.ClauseRef():
                return self.name(node.gives), _ALONE
            case t.All() | t.AnyOf() | t.AtLeast() | t.Not():
                return self._truth(node)
            case t.Compare() | t.Between() | t.OneOf():
                return self._comparison(node), _COMPARE
            case t.Add() | t.Subtract() | t.Multiply() | t.Divide() | t.Negate():
                return self._arithmetic(node)
            case t.If() | t.Unless():
                return self._choice(node), _LOOSE
            case t.Members() | t.OverMonths():
                return self._aggregate(node), _ALONE
            case _:
                return self._call(node), _ALONE

    def _truth(self, node: t.All | t.AnyOf | t.AtLeast | t.Not) -> tuple[str, int]:
        match node:
            case t.Not(t.OneOf() as one):
                word = self.say("不属于", "not in")
                value = self.write(one.value, _ADD)
                return f"{value} {word} ({self.many(one.choices)})", _COMPARE
            case t.Not():
                return f"{self.say('非', 'not')} {self.write(node.part, _NOT)}", _NOT
            case t.AtLeast():
                head = self.say(f"至少 {node.least} 项", f"at least {node.least} of ")
                return f"{head}({self.many(node.parts)})", _ALONE
            case t.All() | t.AnyOf():
                is_all = isinstance(node, t.All)
                own = _AND if is_all else _OR
                if len(node.parts) < 2:  # noqa: PLR2004
                    head = self.say(
                        "全部满足" if is_all else "任一满足", "all of " if is_all else "any of "
                    )
                    return f"{head}({self.many(node.parts)})", _ALONE
                word = self.say("且" if is_all else "或", "and" if is_all else "or")
                parts = [self.write(part, own + 1) for part in node.parts]
                return f" {word} ".join(parts), own
            case _:
                assert_never(node)

    def _comparison(self, node: t.Compare | t.Between | t.OneOf) -> str:
        match node:
            case t.Compare():
                sign = (_CHINESE_SIGNS if self.zh else _ENGLISH_SIGNS)[node.op]
                return f"{self.write(node.left, _ADD)} {sign} {self.write(node.right, _ADD)}"
            case t.Between():
                word = self.say("介于", "between")
                return f"{self.write(node.value, _ADD)} {word} {self.range(node.range)}"
            case t.OneOf():
                word = self.say("属于", "in")
                return f"{self.write(node.value, _ADD)} {word} ({self.many(node.choices)})"
            case _:
                assert_never(node)

    def range(self, node: t.Range) -> str:
        low = "" if node.low is None else self.write(node.low, _ADD)
        high = "" if node.high is None else self.write(node.high, _ADD)
        ends = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
        return f"{ends[0]}{low}..{high}{ends[1]}"

    def _arithmetic(
        self, node: t.Add | t.Subtract | t.Multiply | t.Divide | t.Negate
    ) -> tuple[str, int]:
        if isinstance(node, t.Negate):
            return f"-{self.write(node.part, _SIGN + 1)}", _SIGN
        sign, own = {
            t.Add: ("+", _ADD),
            t.Subtract: ("-", _ADD),
            t.Multiply: (self.say("×", "*"), _MULTIPLY),
            t.Divide: ("/", _MULTIPLY),
        }[type(node)]
        return f"{self.write(node.left, own)} {sign} {self.write(node.right, own + 1)}", own

    def _choice(self, node: t.If | t.Unless) -> str:
        if isinstance(node, t.If):
            test, then = self.write(node.test, _OR), self.write(node.then, _OR)
            last = self.write(node.otherwise, _OR)
            if isinstance(node.otherwise, t.If):
                last = self.write(node.otherwise, _LOOSE)
            return self.say(
                f"如果 {test} 则 {then} 否则 {last}", f"if {test} then {then} else {last}"
            )
        made = [self.write(node.base, _OR)]
        for one in node.exceptions:
            made += [self.say("除非", "unless"), self.write(one.when, _OR)]
            if one.then != t.Truth(value=False):
                made += [self.say("则", "then"), self.write(one.then, _OR)]
            if one.priority != 1:
                made += [self.say("优先", "priority"), str(one.priority)]
        return " ".join(made)

    def _aggregate(self, node: t.Members | t.OverMonths) -> str:
        if isinstance(node, t.OverMonths):
            return self.say(
                f"近 {node.months} 个月 {self.name(node.key)} 合计",
                f"sum of last {node.months} months of {self.name(node.key)}",
            )
        source = self.name(node.source)
        if node.fold in ("any", "every") and node.value is not None:
            word = "有人" if node.fold == "any" else "人人"
            inner = self.write(node.value, _LOOSE)
            name = "some" if node.fold == "any" else "every"
            return self.say(f"{source} 中 {word} ({inner})", f"{name}({source} where {inner})")
        return self._folded(node, source)

    def _folded(self, node: t.Members, source: str) -> str:
        where = "" if node.where is None else self.write(node.where, _OR)
        value = "" if node.value is None else self.write(node.value, _ALONE if self.zh else _OR)
        if not self.zh:
            name = {"count": "count", "sum": "sum", "least": "least", "most": "most"}[node.fold]
            of = f"{value} of {source}" if value else source
            return f"{name}({of} where {where})" if where else f"{name}({of})"
        end = {"count": "人数", "sum": "合计", "least": "最小", "most": "最大"}[node.fold]
        head = f"{source} 中 {where}" if where else source
        return f"{head} 的 {value} {end}" if value else f"{head} 的 {end}"

    def _call(self, node: t.Node) -> str:  # noqa: PLR0911 - one case for each node
        match node:
            case t.Least():
                return self.call("最小值", "min", *node.parts)
            case t.Greatest():
                return self.call("最大值", "max", *node.parts)
            case t.Years():
                return self.call("周岁", "years", node.start, node.end)
            case t.Months():
                return self.call("个月", "months", node.start, node.end)
            case t.Presumed():
                return self.call("推定", "presumed", node.value, node.instead, t.Code(node.law))
            case t.Official():
                by = [t.Code(node.by)] if node.by else []
                return self.call("认定", "official", t.Code(node.question), *by)
            case t.Bands():
                return self.bands(node)
            case t.Cases():
                return self.cases(node)
            case t.Round():
                return self.round(node)
            case _:
                raise TypeError(type(node).__name__)

    def bands(self, node: t.Bands) -> str:
        name = self.say("累进", "marginal") if node.marginal else self.say("分档", "bands")
        rows = [f"{self.range(row.range)}: {self.write(row.value, _LOOSE)}" for row in node.rows]
        if node.otherwise is not None:
            rows.append(f"{self.say('其他', 'otherwise')}: {self.write(node.otherwise, _LOOSE)}")
        return f"{name}({'; '.join([self.write(node.value, _LOOSE), *rows])})"

    def cases(self, node: t.Cases) -> str:
        """Write rows of cases."""
        rows = [
            f"{self.write(row.test, _LOOSE)}: {self.write(row.value, _LOOSE)}" for row in node.rows
        ]
        if node.otherwise is not None:
            rows.append(f"{self.say('其他', 'otherwise')}: {self.write(node.otherwise, _LOOSE)}")
        return f"{self.say('逐行', 'cases')}({'; '.join(rows)})"

    def round(self, node: t.Round) -> str:
        mode = self.say(*MODE_WORDS[node.mode])
        step = number_text(node.step, self.language)
        return f"{self.say('取整', 'round')}({self.write(node.value, _LOOSE)}, {step}, {mode})"

    def call(self, zh: str, en: str, *parts: t.Node) -> str:
        return f"{self.say(zh, en)}({self.many(parts)})"


def _quoted(text: str) -> str:
    """Put a text into quotation marks that it does not hold itself."""
    for opening, closing in (('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’")):
        if opening not in text and closing not in text:
            return f"{opening}{text}{closing}"
    return '"' + text.replace('"', "”") + '"'
