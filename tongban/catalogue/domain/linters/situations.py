"""Situations (情形): each has a name of its own, is pointed to rightly, and changes something."""

from collections.abc import Iterator
from typing import Any

from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context

_PARTS = ("needs", "materials", "steps")
_CHANGES = frozenset({"fee", "time_limit", "visits"})


def pointed(context: Context) -> Iterator[Finding]:
    """Find parts that point to a situation the service does not have."""
    for one in context.of("service"):
        known = [each["id"] for each in one.value.get("situations") or ()]
        for name in _PARTS:
            for no, part in enumerate(one.value.get(name) or ()):
                said = part.get("situation")
                if said is not None and said not in known:
                    there = "、".join(known) or "无"
                    words = f"没有情形 {said}(no such situation);本事项的情形:{there}"
                    yield one.finding((name, no, "situation"), "situations.unknown", words)


def distinct(context: Context) -> Iterator[Finding]:
    """Find situations that share an id, and those that change nothing."""
    for one in context.of("service"):
        seen: set[str] = set()
        used = _used(one.value)
        for no, each in enumerate(one.value.get("situations") or ()):
            path = ("situations", no, "id")
            if each["id"] in seen:
                words = f"情形 {each['id']} 写了两次(defined twice);请换一个代码"
                yield one.finding(path, "situations.twice", words)
            elif each["id"] not in used and _CHANGES.isdisjoint(each):
                words = (
                    f"情形 {each['id']} 什么也不改变(changes nothing);用 situation 指向它,或删去"
                )
                yield one.finding(path, "situations.idle", words, "warning")
            seen.add(each["id"])


def _used(value: Any) -> set[str]:
    return {part.get("situation") for name in _PARTS for part in value.get(name) or ()}


RULES = (pointed, distinct)
