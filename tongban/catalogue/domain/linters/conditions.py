"""Conditions and the vocabulary (条件与数据项): units, types, choices, and what would break."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.linters.context import Context, leaves, tests
from tongban.catalogue.domain.model import FactKind
from tongban.catalogue.domain.shapes import OPERATORS
from tongban.catalogue.domain.values import CHOSEN, ORDERED, fits

# A stored value of the first type is also one of the second.
WIDER = frozenset(
    {("enum", "string"), ("enum", "text"), ("string", "text"), ("idno", "string")}
    | {("phone", "string"), ("uscc", "string"), ("bankacct", "string"), ("address", "text")}
    | {("multi", "table"), ("region", "string")}
)
UNITS = {"周岁": "岁", "天": "日", "个月": "月", "周年": "年"}


def judged(context: Context) -> Iterator[Finding]:
    """Find tests that cannot be judged: unit, type or choice does not fit the fact kind."""
    for one in context.given:
        own = _own_kinds(one, context)
        for path, test in tests(one):
            for where, leaf in leaves(test, path):
                kind = own(leaf.get("fact"))
                if kind is not None:
                    yield from _leaf(one, where, leaf, kind)


def _own_kinds(one: Definition, context: Context) -> Callable[[Any], FactKind | None]:
    """Return how this definition understands a key: a policy brings its own types."""
    said = (
        {item["key"]: item for item in one.value.get("facts") or ()} if one.kind == "policy" else {}
    )

    def kind(key: Any) -> FactKind | None:
        if not isinstance(key, str):
            return None
        known = context.book.kinds.get(context.ref(key).kind)
        item = said.get(key)
        if item is None or known is None:
            return known
        same = item.get("type", known.type) == known.type
        return FactKind(
            known.id,
            known.name,
            item.get("type", known.type),
            item.get("unit"),
            known.options if same else (),
        )

    return kind


def _leaf(
    one: Definition, path: Path, leaf: Mapping[str, Any], kind: FactKind
) -> Iterator[Finding]:
    unit, value, op = leaf.get("unit"), leaf.get("value"), leaf.get("op")
    if unit and kind.unit and not _same_unit(unit, kind.unit):
        said = f"{kind.id} 的单位是 {kind.unit},这里写 {unit}(unit mismatch);请换算后改写"
        yield one.finding((*path, "unit"), "tests.unit", said)
    if op in ("<", "<=", ">", ">=") and kind.type not in ORDERED:
        said = f"{kind.id} 是 {kind.type},不能比大小(no order);请用 == 或 in"
        yield one.finding((*path, "op"), "tests.op", said)
        return
    if op == "in" and not isinstance(value, list):
        said = "op 为 in 时 value 要写成列表(a list is needed after in)"
        yield one.finding((*path, "value"), "tests.type", said)
        return
    for each in value if isinstance(value, list) else [value]:
        yield from _value(one, (*path, "value"), each, kind)


def _same_unit(first: str, second: str) -> bool:
    return UNITS.get(first, first) == UNITS.get(second, second)


def _value(one: Definition, path: Path, value: Any, kind: FactKind) -> Iterator[Finding]:
    if value is None or isinstance(value, Mapping):
        return  # Unknown, or computed from another fact.
    if not fits(value, kind.type):
        said = (
            f"{kind.id} 是 {kind.type},{value!r} 不是这样的值(the value does not fit the type);"
            "请改值,或改数据项的类型"
        )
        yield one.finding(path, "tests.type", said)
    elif kind.type in CHOSEN and kind.options:
        labels = [option.zh for option in kind.options]
        if value not in labels:
            said = (
                f"{kind.id} 的选项里没有“{value}”(not among the options): {'、'.join(labels)};"
                "请改值,或在数据项里加这个选项"
            )
            yield one.finding(path, "tests.option", said)


def broken_vocabulary(context: Context) -> Iterator[Finding]:
    """Find fact kinds whose published meaning would change under those who use it."""
    used = _used(context)
    for one in context.of("fact"):
        before = context.before.get(one.key)
        if before is None:
            continue
        old, new = before.value.get("type", "string"), one.value.get("type", "string")
        users = used.get(one.id, ())
        if old != new and (old, new) not in WIDER:
            said = (
                f"{one.id} 已按 {old} 发布,改成 {new} 会使已有的值读不懂(the type changed)"
                f"{_users(users)};请另起一个数据项"
            )
            yield one.finding(("type",), "vocabulary.type", said, "error" if users else "warning")
        was, now = before.value.get("unit"), one.value.get("unit")
        if was and now and not _same_unit(was, now):
            said = f"{one.id} 的单位由 {was} 改为 {now}(the unit changed){_users(users)}"
            yield one.finding(("unit",), "vocabulary.unit", said, "error" if users else "warning")
        yield from _options_gone(one, before)


def _users(users: Collection[str]) -> str:
    return f",使用它的有 {'、'.join(sorted(users)[:5])}" if users else ""


def _options_gone(one: Definition, before: Definition) -> Iterator[Finding]:
    def labels(value: Mapping[str, Any]) -> list[str]:
        options = value.get("options") or ()
        return [o["zh"] if isinstance(o, Mapping) else o for o in options]

    kept = labels(one.value)
    if kept and (gone := [label for label in labels(before.value) if label not in kept]):
        said = f"{one.id} 去掉了选项 {'、'.join(gone)}(options removed);已有的回答仍是旧选项"
        yield one.finding(("options",), "vocabulary.option", said, "warning")


def _used(context: Context) -> dict[str, set[str]]:
    """Tell which definitions use each fact kind."""
    used: dict[str, set[str]] = {}
    for one in context.all.values():
        for key in _keys(one):
            used.setdefault(context.ref(key).kind, set()).add(one.id)
    return used


def _keys(one: Definition) -> Iterator[str]:
    value = one.value
    if one.kind == "service":
        yield from (need["fact"] for need in value.get("needs") or ())
        yield from ((value.get("result") or {}).get("states") or {})
    if one.kind == "licence":
        yield from value.get("states") or ()
    if one.kind == "policy":
        yield from (item["key"] for item in value.get("facts") or ())
    for path, test in tests(one):
        for _, leaf in leaves(test, path):
            if isinstance(leaf.get("fact"), str):
                yield leaf["fact"]


def undefined_in_rule(context: Context) -> Iterator[Finding]:
    """Find facts a policy's rule uses without listing them among its facts."""
    for one in context.of("policy"):
        listed = {item["key"] for item in one.value.get("facts") or ()}
        for path, test in tests(one):
            for where, leaf in leaves(test, path):
                if (key := leaf.get("fact")) and key not in listed:
                    said = f"规则用到 {key},政策的 facts 里没有列出(not among the facts)"
                    yield one.finding((*where, "fact"), "policies.unlisted", said, "warning")


def unreadable(context: Context) -> Iterator[Finding]:
    """Find comparisons of a policy that no rule can read, so that nobody would ever be entitled."""
    for one in context.of("policy"):
        for path, test in tests(one):
            for where, leaf in leaves(test, path):
                if "fact" in leaf and leaf.get("op") not in OPERATORS:
                    known = "、".join(OPERATORS)
                    said = f"不认识 op {leaf.get('op')!r}(unknown comparison);可以写 {known}"
                    yield one.finding((*where, "op"), "tests.op", said)


RULES = (judged, broken_vocabulary, undefined_in_rule, unreadable)
