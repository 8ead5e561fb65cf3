"""Cells of decision tables (表格单元): S-FEEL unary tests, read into the tree and written from it.

A cell asks something of its column's value: `-` nothing, `< 18`, `[18..65)`, `"一级", "二级"`,
`not("三级")`, `true`. Full-width signs and Chinese 是、否 are read too. DMN writes an open end
as `]18..65[`, which is the same as `(18..65)`.

>>> from tongban.policy.domain.rules.writing import written
>>> written(cell("[18..65)", t.Fact("年龄"), "number"))
'年龄 介于 [18..65)'
>>> written(cell("一级、二级", t.Fact("等级"), "text"))
'等级 属于 ("一级", "二级")'
"""

import re
from collections.abc import Mapping

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.lexer import fault, tokens
from tongban.policy.domain.rules.parser import Parser, parse
from tongban.policy.domain.rules.words import QUOTES, SIGNS, TRUTHS
from tongban.policy.domain.rules.writing import number_text

ANYTHING = frozenset(("", "-", "—", "任意", "any"))
_NOT = re.compile(r"(?:not|非|不是)\s*\((?P<inner>.*)\)", re.DOTALL)
_RANGE = re.compile(r"[\[\](].*\.\..*[\[\])]")
_ORDER = re.compile(r"(?P<op><=|>=|!=|<|>|=)\s*(?P<value>.+)")
_SIGNS: Mapping[str, t.Comparison] = {
    "=": "==",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_DATE = re.compile(r"date\(\s*\"(?P<day>[\d-]+)\"\s*\)")


def cell(text: str, column: t.Node, kind: str) -> t.Node | None:
    """Read a cell as a condition on its column's value; None where it asks nothing."""
    plain = "".join(SIGNS.get(sign, sign) for sign in text).strip()
    plain = _DATE.sub(lambda found: found["day"], plain)
    if plain in ANYTHING:
        return None
    if denied := _NOT.fullmatch(plain):
        inner = cell(denied["inner"], column, kind)
        return None if inner is None else t.Not(inner)
    if len(_split(plain)) > 1:
        return _listed(plain, column, kind)
    if _RANGE.fullmatch(plain):
        return t.Between(column, _range(plain))
    if found := _ORDER.fullmatch(plain):
        return _compared(column, found["op"], value(found["value"], kind))
    return _listed(plain, column, kind)


def _compared(column: t.Node, op: str, wanted: t.Node) -> t.Node:
    return t.Compare(column, _SIGNS[op], wanted)


def _range(text: str) -> t.Range:
    """Read a range; an outward bracket leaves its end out, as a round one does."""
    opening = "[" if text[0] == "[" else "("
    closing = "]" if text[-1] == "]" else ")"
    parser = Parser(tokens(f"{opening}{text[1:-1]}{closing}"), {})
    return parser.range()


def _listed(text: str, column: t.Node, kind: str) -> t.Node:
    parts = [part.strip() for part in _split(text)]
    if kind == "truth":
        if len(parts) == 1 and parts[0] in TRUTHS:
            return column if TRUTHS[parts[0]] else t.Not(column)
        raise fault(
            (1, 1), "table.truth", f"“{text}”要写 是 或 否", f"{text} must be true or false"
        )
    tests = [one for part in parts if (one := _one(part, column, kind)) is not None]
    values = [one.right for one in tests if isinstance(one, t.Compare) and one.op == "=="]
    if len(values) == len(tests) > 1:
        return t.OneOf(column, tuple(values))
    return tests[0] if len(tests) == 1 else t.AnyOf(tuple(tests))


def _one(part: str, column: t.Node, kind: str) -> t.Node | None:
    if _RANGE.fullmatch(part) or _ORDER.fullmatch(part):
        return cell(part, column, kind)
    return t.Compare(column, "==", value(part, kind))


def _split(text: str) -> list[str]:
    """Part a list at commas that stand in no quotes and no range."""
    parts, depth, quote, start = [], 0, "", 0
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in QUOTES:
            quote = QUOTES[sign]
        elif sign == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
        else:
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0)
    return [*parts, text[start:]]


def value(text: str, kind: str) -> t.Node:
    """Read a value: a word in quotes or bare where the column holds words."""
    plain = text.strip()
    if plain[:1] in QUOTES and plain.endswith(QUOTES[plain[0]]):
        return t.Code(plain[1:-1])
    if kind == "text":
        return t.Code(plain)
    return parse(plain)


def written_cell(  # noqa: PLR0911 - one line for each kind of cell
    node: t.Node | None, column: t.Node
) -> str | None:
    """Write a condition on a column as an S-FEEL cell; None where S-FEEL cannot say it."""
    match node:
        case None:
            return "-"
        case t.Fact() if node == column:
            return "true"
        case t.Not(t.Fact() as inner) if inner == column:
            return "false"
        case t.Not():
            inner_text = written_cell(node.part, column)
            return None if inner_text is None else f"not({inner_text})"
        case t.Compare() if node.left == column:
            text = written_value(node.right)
            prefix = {"==": "", "!=": "not("}.get(node.op, f"{node.op} ")
            return None if text is None else f"{prefix}{text}{')' if node.op == '!=' else ''}"
        case t.Between() if node.value == column:
            return _written_range(node.range)
        case t.OneOf() if node.value == column:
            texts = [written_value(one) for one in node.choices]
            return None if None in texts else ", ".join(text for text in texts if text)
        case t.AnyOf():
            cells = [written_cell(part, column) for part in node.parts]
            return None if None in cells else ", ".join(text for text in cells if text)
    return None


def _written_range(range_: t.Range) -> str | None:
    low = None if range_.low is None else written_value(range_.low)
    high = None if range_.high is None else written_value(range_.high)
    if range_.low is not None and range_.high is not None:
        opening, closing = "[" if range_.low_closed else "(", "]" if range_.high_closed else ")"
        return None if low is None or high is None else f"{opening}{low}..{high}{closing}"
    if low is not None:
        return f"{'>=' if range_.low_closed else '>'} {low}"
    return None if high is None else f"{'<=' if range_.high_closed else '<'} {high}"


def written_value(node: t.Node) -> str | None:
    """Write a constant in S-FEEL; None where it has none."""
    match node:
        case t.Truth():
            return "true" if node.value else "false"
        case t.Number():
            return number_text(t.Number(node.units, node.scale)).replace("%", "e-2")
        case t.Code() if '"' not in node.value:
            return f'"{node.value}"'
        case t.Day() if not node.month_only:
            return f'date("{node.value.isoformat()}")'
    return None
