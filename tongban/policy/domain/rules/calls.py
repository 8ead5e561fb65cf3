"""What is written with brackets or several words (函数式写法): rounding, bands, members, months."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.lexer import Token
from tongban.policy.domain.rules.words import (
    CALLS,
    FOLD_CALLS,
    FOLD_ENDS,
    FOLD_TRUTHS,
    MODES,
)

if TYPE_CHECKING:
    from tongban.policy.domain.rules.parser import Parser


def call(parser: "Parser") -> t.Node:
    """Read a call whose name and opening bracket come next."""
    token = parser.here
    name = CALLS.get(token.text)
    if name is None:
        return _fold_call(parser, token, FOLD_CALLS[token.text])
    parser.next()
    return _CALLS[name](parser, token.at)


def _parts(parser: "Parser", at: t.At, make: Callable[..., t.Node]) -> t.Node:
    return make(parser.listed("几项写在括号里", "put the parts into brackets"), at=at)


def _two(parser: "Parser", at: t.At, make: Callable[..., t.Node]) -> t.Node:
    parts = parser.listed("两个日期写在括号里", "put the two days into brackets")
    if len(parts) != 2:  # noqa: PLR2004
        raise parser.wrong(
            "rule.two-days",
            "要两个日期：起、止，如 周岁(出生日期, 今日)",
            "two days are needed, start and end, as years(birth, today)",
            at,
        )
    return make(parts[0], parts[1], at=at)


def _round(parser: "Parser", at: t.At) -> t.Node:
    parser.next()
    value = parser.expression()
    parser.expect(",", "取整 后面要写到多少", "after the value write the step")
    step = parser.operand(1)
    if not isinstance(step, t.Number) or step.units <= 0:
        raise parser.wrong(
            "rule.round-step",
            "取整到多少要写成一个正数，如 0.01 元 或 1",
            "the step must be a positive number, as 0.01 yuan or 1",
            step.at,
        )
    mode = None
    if parser.is_sign(","):
        parser.next()
        mode = _mode(parser)
    if mode is None:
        raise parser.wrong(
            "rule.round-mode",
            "取整必须写明方式：向下、向上、四舍五入、五成双、截去",
            "say how to round: down, up, half up, half even, towards zero",
        )
    parser.expect(")", "取整 的括号没有合上", "the bracket of round is not closed")
    return t.Round(value, step, mode, at=at)


def _mode(parser: "Parser") -> t.Mode | None:
    one = parser.here.text
    two = f"{one} {parser.ahead().text}"
    if two in MODES:
        parser.next()
        parser.next()
        return cast("t.Mode", MODES[two])
    if one in MODES:
        parser.next()
        return cast("t.Mode", MODES[one])
    return None


def _bands(parser: "Parser", at: t.At, *, marginal: bool) -> t.Node:
    parser.next()
    value, rows, otherwise = parser.expression(), [], None
    while parser.is_sign(";"):
        parser.next()
        if parser.is_sign(")"):
            break
        if parser.is_word("其他", "otherwise"):
            parser.next()
            parser.expect(":", "其他 后面用冒号", "a colon follows otherwise")
            otherwise = parser.expression()
        else:
            rows.append(_band(parser))
    parser.expect(
        ")", "分档的括号没有合上，各档用分号分开", "close the bracket; semicolons part rows"
    )
    if not rows:
        raise parser.wrong(
            "rule.bands",
            "至少要有一档，如 [80..90): 100 元",
            "at least one row is needed, as [80..90): 100 yuan",
            at,
        )
    return t.Bands(value, tuple(rows), otherwise, marginal, at=at)


def _cases(parser: "Parser", at: t.At) -> t.Node:
    rows: list[t.Case] = []
    otherwise: t.Node | None = None
    while not rows or parser.is_sign(";"):
        parser.next()
        if parser.is_sign(")"):
            break
        if parser.is_word("其他", "otherwise"):
            parser.next()
            parser.expect(":", "其他 后面用冒号", "a colon follows otherwise")
            otherwise = parser.expression()
            break
        start = parser.here.at
        test = parser.expression()
        parser.expect(":", "条件后面用冒号", "a colon follows the condition")
        rows.append(t.Case(test, parser.expression(), at=start))
    parser.expect(
        ")", "逐行的括号没有合上，各行用分号分开", "close the bracket; semicolons part rows"
    )
    if not rows:
        raise parser.wrong(
            "rule.cases",
            "至少要有一行，如 等级 = '一级': 100 元",
            "at least one row is needed, as level = 'one': 100 yuan",
            at,
        )
    return t.Cases(tuple(rows), otherwise, at=at)


def _band(parser: "Parser") -> t.Band:
    at = parser.here.at
    if not parser.is_sign("[", "("):
        raise parser.wrong(
            "rule.band",
            "每一档先写区间，如 [80..90): 100 元",
            "a row begins with its range, as [80..90): 100 yuan",
        )
    range_ = parser.range()
    parser.expect(":", "区间后面用冒号", "a colon follows the range")
    return t.Band(range_, parser.expression(), at=at)


def _presumed(parser: "Parser", at: t.At) -> t.Node:
    parts = parser.listed("推定 的三项写在括号里", "put the three parts into brackets")
    if len(parts) != 3 or not isinstance(parts[2], t.Code):  # noqa: PLR2004
        raise parser.wrong(
            "rule.presumed",
            '推定 要写三项：值、不知道时的值、依据，如 推定(有工作, 否, "某法第十条")',
            'presumed needs three parts, as presumed(has_work, no, "Art. 10 of …")',
            at,
        )
    return t.Presumed(parts[0], parts[1], parts[2].value, at=at)


def _official(parser: "Parser", at: t.At) -> t.Node:
    words = _texts(parser, at, "认定", "official")
    return t.Official(words[0], words[1] if len(words) > 1 else "", at=at)


def _open(parser: "Parser", at: t.At) -> t.Node:
    return t.Unknown(_texts(parser, at, "未定", "open")[0], at=at)


def _texts(parser: "Parser", at: t.At, zh: str, en: str) -> list[str]:
    parts = parser.listed(f"{zh} 的内容写在括号里", f"put the words of {en} into brackets")
    if not all(isinstance(part, t.Code) for part in parts) or len(parts) > 2:  # noqa: PLR2004
        raise parser.wrong(
            "rule.words",
            f"{zh} 的括号里写带引号的话",
            f"put words in quotation marks into the brackets of {en}",
            at,
        )
    return [part.value for part in parts if isinstance(part, t.Code)]


_CALLS: Mapping[str, Callable[["Parser", t.At], t.Node]] = {
    "all": lambda parser, at: _parts(parser, at, t.All),
    "any": lambda parser, at: _parts(parser, at, t.AnyOf),
    "least": lambda parser, at: _parts(parser, at, t.Least),
    "greatest": lambda parser, at: _parts(parser, at, t.Greatest),
    "round": _round,
    "bands": lambda parser, at: _bands(parser, at, marginal=False),
    "cases": _cases,
    "marginal": lambda parser, at: _bands(parser, at, marginal=True),
    "years": lambda parser, at: _two(parser, at, t.Years),
    "months": lambda parser, at: _two(parser, at, t.Months),
    "presumed": _presumed,
    "official": _official,
    "open": _open,
}


def at_least(parser: "Parser", steps: int) -> t.Node:
    """Read 至少 2 项(…) or at least 2 of (…)."""
    at = parser.here.at
    for _ in range(steps):
        parser.next()
    least = parser.whole_number("几项", "how many")
    if parser.is_word("项", "of"):
        parser.next()
    parts = parser.listed("各项条件写在括号里", "put the conditions into brackets")
    return t.AtLeast(least, parts, at=at)


def last_months(parser: "Parser") -> t.Node:
    """Read 近 12 个月 缴费工资 合计."""
    at = parser.next().at
    months = _months(parser)
    key = _key(parser)
    if not parser.is_word("合计"):
        raise parser.wrong(
            "rule.months",
            "写成 近 12 个月 缴费工资 合计",
            "write sum of last 12 months of wage",
        )
    parser.next()
    return t.OverMonths(months, key, at=at)


def sum_of_last(parser: "Parser") -> t.Node:
    """Read sum of last 12 months of wage."""
    at = parser.next().at
    parser.next()
    parser.next()
    months = _months(parser)
    if parser.is_word("of"):
        parser.next()
    return t.OverMonths(months, _key(parser), at=at)


def _months(parser: "Parser") -> int:
    token = parser.here
    months = parser.whole_number("月数", "the number of months")
    if token.unit not in (None, "个月", "月", "months", "month"):
        raise parser.wrong("rule.months", "这里数的是月", "months are counted here", token.at)
    if token.unit is None and parser.is_word("个月", "months"):
        parser.next()
    return months


def _key(parser: "Parser") -> str:
    token = parser.next()
    node = parser.named(token)
    if not isinstance(node, t.Fact):
        raise parser.wrong(
            "rule.months", "这里要写一个按月的数据项", "a monthly fact is expected here", token.at
        )
    return node.key


def members(parser: "Parser", source: t.Node, token: Token) -> t.Node:
    """Read what follows 家庭成员: 中 … 的 人数, 的 月收入 合计, 中 有人 (…)."""
    if not isinstance(source, t.Fact):
        raise parser.wrong(
            "rule.members", "汇总的对象要是一个列表数据项", "a list fact is expected here", token.at
        )
    where: t.Node | None = None
    if parser.is_word("中"):
        parser.next()
        if parser.is_word(*FOLD_TRUTHS):
            fold = cast("t.Fold", FOLD_TRUTHS[parser.next().text])
            return t.Members(fold, source.key, _inside(parser, parser.primary), at=token.at)
        where = _inside(parser, lambda: parser.operand(1))
    if not parser.is_word("的"):
        raise parser.wrong(
            "rule.members",
            "家庭成员 中 条件 后面要写“的 人数”或“的 月收入 合计”",
            "write count(members where …) or sum(income of members where …)",
        )
    parser.next()
    if parser.is_word("人数") and parser.ahead().text not in FOLD_ENDS:
        parser.next()
        return t.Members("count", source.key, None, where, at=token.at)
    value = _inside(parser, parser.primary)
    if not parser.is_word("合计", "最小", "最大"):
        raise parser.wrong(
            "rule.members",
            "后面要写怎样汇总：合计、最小、最大",
            "say how: sum(…), least(…), most(…)",
        )
    fold = cast("t.Fold", FOLD_ENDS[parser.next().text])
    return t.Members(fold, source.key, value, where, at=token.at)


def _inside(parser: "Parser", read: Callable[[], t.Node]) -> t.Node:
    """Read what is said of one member: a list inside a list is not in the language."""
    if parser.in_members:
        raise parser.wrong(
            "rule.members",
            "成员的条件里不能再汇总成员；请另写一条款",
            "no aggregate inside the condition of a member; make it a clause",
        )
    parser.in_members = True
    try:
        return read()
    finally:
        parser.in_members = False


def _fold_call(parser: "Parser", token: Token, name: str) -> t.Node:
    fold = cast("t.Fold", name)
    parser.next()
    parser.next()
    value = None
    if fold in ("sum", "least", "most"):
        value = _inside(parser, lambda: parser.operand(1))
        if not parser.is_word("of"):
            raise parser.wrong(
                "rule.members",
                "写成 sum(income of members where …)",
                "write sum(income of members where …)",
            )
        parser.next()
    source, where = _key(parser), None
    if parser.is_word("where"):
        parser.next()
        where = _inside(parser, lambda: parser.operand(1))
    parser.expect(")", "括号没有合上", "the bracket is not closed")
    if fold in ("any", "every"):
        value, where = where, None
        if value is None:
            raise parser.wrong(
                "rule.members",
                "写成 some(members where …)",
                "write some(members where …)",
                token.at,
            )
    return t.Members(fold, source, value, where, at=token.at)
