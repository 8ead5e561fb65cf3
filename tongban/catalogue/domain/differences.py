"""Differences in words (变化说明): what a new wording changes, sentence by sentence.

>>> from tongban.catalogue.domain.definitions import Definition
>>> one = {"service": "A", "time_limit": {"promised": {"days": 10}}, "aliases": ["甲"]}
>>> two = {"service": "A", "time_limit": {"promised": {"days": 5}}, "aliases": ["甲", "乙"]}
>>> for each in compare(one, two):
...     print(each.words.zh, "|", each.words.en)
承诺办结时限(天):10 → 5 | promised days: 10 → 5
别名增加:乙 | other names added: 乙
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.domain.choice_words import KINDS
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.field_words import words_of
from tongban.catalogue.domain.jsontext import Path
from tongban.kernel.text import Text

_TREES = frozenset({"when", "test", "rule", "info", "derive", "benefit"})
_IDENTITIES = (
    "id", "service", "fact", "licence", "agency", "law", "key", "text", "name", "type", "zh",
)  # fmt: skip
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed (变化): where it stands, from what to what, said in a sentence."""

    path: Path
    words: Text
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One definition that a publication changes (变更的定义).

    `act` is new (there was none), version (a new one of something known), correction (the same
    version in another wording) or end (it gets a last day). `before` is the version compared
    with, None where there was none.
    """

    kind: str
    id: str
    name: Text
    version: str
    before: str | None
    act: str
    differences: tuple[Difference, ...]

    @property
    def kind_words(self) -> Text:
        """Name the kind of definition."""
        return Text(*KINDS.get(self.kind, (self.kind, self.kind)))


def changed(before: Definition | None, after: Definition) -> Changed:
    """Say what a definition changes against the one that holds before it."""
    act = "new"
    if before is not None:
        act = "correction" if before.version == after.version else "version"
        if after.until and after.until != before.until:
            act = "end"
    found: tuple[Difference, ...] = ()
    if before is not None:
        every = compare(before.value, after.value)
        # The new day itself is said beside the name.
        found = tuple(one for one in every if one.path != ("version",))
    version = before.version if before is not None else None
    return Changed(after.kind, after.id, name_of(after), after.version, version, act, found)


def name_of(one: Definition) -> Text:
    """Name a definition; where it has no name its id stands for it."""
    found = one.value.get("name") or one.id
    if isinstance(found, Mapping):
        return Text(str(found.get("zh") or one.id), found.get("en"))
    return Text(str(found))


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield what differs between two wordings, in the order of the later one."""
    yield from _mappings(before, after, (), ("", ""))


Words = tuple[str, str]


def _mappings(
    before: Mapping[str, Any], after: Mapping[str, Any], path: Path, within: Words
) -> Iterator[Difference]:
    for key in (*after, *(one for one in before if one not in after)):
        one, two = before.get(key), after.get(key)
        if one != two:
            yield from _values(one, two, (*path, key), within)


def _values(one: Any, two: Any, path: Path, within: Words) -> Iterator[Difference]:
    if _is_list(one, two):
        yield from _lists(one or [], two or [], path, within)
    elif _is_mapping(one, two) and path[-1] not in _TREES:
        yield from _mappings(one or {}, two or {}, path, within)
    else:
        label = _label(path, within)
        words = [f"{label[no]}{(':', ': ')[no]}{say(one, no)} → {say(two, no)}" for no in (0, 1)]
        yield Difference(path, Text(*words), one, two)


def _is_list(one: Any, two: Any) -> bool:
    return isinstance(one or [], (list, tuple)) and isinstance(two or [], (list, tuple))


def _is_mapping(one: Any, two: Any) -> bool:
    pair = [value for value in (one, two) if value is not None]
    return all(isinstance(value, Mapping) and "zh" not in value for value in pair)


def _lists(
    one: Sequence[Any], two: Sequence[Any], path: Path, within: Words
) -> Iterator[Difference]:
    old, new = _by_identity(one), _by_identity(two)
    # What kept its place and only changed its name is one change, not a loss and a gain.
    for no, (was, is_) in enumerate(zip(one, two, strict=False)):
        left, right = identity(was), identity(is_)
        if left not in new and right not in old and isinstance(was, Mapping):
            yield from _items(was, is_, (*path, no), within, left)
            del old[left], new[right]
    label = _label(path, within)
    for key, (no, item) in new.items():
        if key not in old:
            yield Difference((*path, no), _gained(label, item), None, item)
        elif isinstance(item, Mapping):
            yield from _items(old[key][1], item, (*path, no), within, key)
    for key, (no, item) in old.items():
        if key not in new:
            yield Difference((*path, no), _lost(label, item), item, None)
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old]:
        words = Text(f"{label[0]}的顺序改变", f"{label[1]}: the order changed")
        yield Difference(path, words, list(one), list(two))


def _items(was: Any, is_: Any, path: Path, within: Words, key: str) -> Iterator[Difference]:
    if was == is_:
        return
    if not isinstance(was, Mapping) or not isinstance(is_, Mapping):
        yield from _values(was, is_, path, within)
        return
    label = _label(path, within)
    inside = (f"{label[0]}“{_cut(key)}”的", f"{label[1]} “{_cut(key)}”: ")
    yield from _mappings(was, is_, path, inside)


def _gained(label: Words, item: Any) -> Text:
    return Text(f"{label[0]}增加:{_named(item, 0)}", f"{label[1]} added: {_named(item, 1)}")


def _lost(label: Words, item: Any) -> Text:
    return Text(f"{label[0]}减少:{_named(item, 0)}", f"{label[1]} removed: {_named(item, 1)}")


def _label(path: Path, within: Words) -> Words:
    parts = tuple(str(part) for part in path if not isinstance(part, int))
    zh, en = words_of(parts)
    return f"{within[0]}{zh}", f"{within[1]}{en}"


def _by_identity(items: Sequence[Any]) -> dict[str, tuple[int, Any]]:
    found: dict[str, tuple[int, Any]] = {}
    for no, item in enumerate(items):
        key = identity(item)
        while key in found:
            key += " "
        found[key] = no, item
    return found


def identity(item: Any) -> str:
    """Tell by what an entry of a list is known: its id, its service, its fact, its text."""
    if not isinstance(item, Mapping):
        return say(item, 0)
    if "law" in item:
        return f"{item['law']}{item.get('article') or ''}"
    if "kind" in item and "name" in item:
        return say(item["name"], 0)
    for key in _IDENTITIES:
        if item.get(key):
            role = f"{item['role']}." if key == "fact" and item.get("role") else ""
            return role + say(item[key], 0)
    return json.dumps(item, ensure_ascii=False, sort_keys=True, default=str)


def _named(item: Any, language: int) -> str:
    if isinstance(item, Mapping) and isinstance(item.get("name"), (str, Mapping)):
        return say(item["name"], language)
    return _cut(identity(item)) if isinstance(item, Mapping) else say(item, language)


_TRUTH = {True: ("是", "yes"), False: ("否", "no"), None: ("无", "none")}
_WORDS = {"working_day": ("工作日", "working days"), "calendar_day": ("自然日", "calendar days")}
_JOINTS = {"all": (" 且 ", " and "), "any": (" 或 ", " or ")}


def say(value: Any, language: int) -> str:
    """Say a value shortly, in Chinese (0) or English (1)."""
    if value is None or isinstance(value, bool):
        return _TRUTH[value][language]
    if isinstance(value, Mapping):
        if "zh" in value:
            return _cut(str((value.get("en") if language else None) or value["zh"]))
        return _cut(_tree(value, language))
    if isinstance(value, (list, tuple)):
        return _cut(("、", ", ")[language].join(say(one, language) for one in value))
    return _WORDS[value][language] if value in _WORDS else _cut(str(value))


def _tree(value: Mapping[str, Any], language: int) -> str:
    for joint, said in _JOINTS.items():
        if isinstance(value.get(joint), list):
            return f"({said[language].join(say(part, language) for part in value[joint])})"
    if "not" in value:
        return f"{('非', 'not ')[language]}{say(value['not'], language)}"
    if "holds" in value:
        return f"{('持有', 'holds ')[language]}{value['holds']}"
    if "fact" in value and "op" in value:
        return f"{value['fact']} {value['op']} {say(value.get('value'), language)}"
    return json.dumps(value, ensure_ascii=False, default=str)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
