"""Code sets (代码集): a word in a definition, a code in an exchange, one version for each profile.

The standard and what is practised differ (服务对象 5 is an organ in GB/T 39046 and a firm without
legal personality in the aggregation tables), so a code means nothing without its profile.

>>> code("audience", "行政机关", "gb"), code("audience", "行政机关", "national")
('5', '6')
>>> code("audience", "非法人企业", "gb"), word("audience", "5", "national")
('6', '非法人企业')
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

GB, NATIONAL = "gb", "national"


class UnknownCode(ValueError):  # noqa: N818 - the word of our field
    """A word or code that a code set does not have (代码集中没有)."""


@cache
def register() -> Mapping[str, Any]:
    """Return the code sets as they are kept, with their versions and mappings."""
    text = resources.files("tongban.catalogue").joinpath("standard/codes.json").read_text("utf-8")
    made: Mapping[str, Any] = json.loads(text)
    return made


def words(set_: str) -> tuple[str, ...]:
    """Return the words of a set, those of every profile, in the order of the codes."""
    one = register()["sets"][set_]
    return tuple(dict.fromkeys([*one[GB].values(), *one[NATIONAL].values()]))


def known(set_: str, said: str) -> str | None:
    """Return the set's own word for what is said, None where it has none."""
    one = register()["sets"][set_]
    said = one.get("words", {}).get(said, said)
    return said if said in words(set_) else None


def code(set_: str, said: str, profile: str) -> str:
    """Return the code of a word in a profile; a word it lacks goes to the word it falls under."""
    one = register()["sets"][set_]
    if _extends(one, said):
        return said
    meant = known(set_, said)
    if meant is None:
        raise UnknownCode(f"“{said}”不在代码集“{one['name']}”里,可以写 {'、'.join(words(set_))}")
    for _ in range(3):
        for each, text in one[profile].items():
            if text == meant:
                return str(each)
        meant = one.get("to", {}).get(meant, meant)
    raise UnknownCode(
        f"“{said}”在{register()['profiles'][profile]['name']}里没有代码({one['name']})"
    )


def word(set_: str, given: str, profile: str) -> str:
    """Return the word of a code in a profile; an extension keeps its code as its word."""
    one = register()["sets"][set_]
    found = one[profile].get(given)
    if found is not None:
        return str(found)
    if _extends(one, given):
        return given
    listed = "、".join(f"{each} {text}" for each, text in one[profile].items())
    name = register()["profiles"][profile]["name"]
    raise UnknownCode(f"代码 {given} 不在代码集“{one['name']}”({name})里,有 {listed}")


def _extends(one: Mapping[str, Any], given: str) -> bool:
    return any(re.fullmatch(pattern, given) for pattern in one.get("extends", ()))


def profile_of(kind: str, given: str) -> Mapping[str, Any] | None:
    """Tell which profile a basic or implementation code is written by, None for none.

    >>> profile_of("task_code", "12441500196720244T3442199806003")["profile"]
    'national'
    """
    for each in register()["codes"][kind]:
        if found := re.fullmatch(each["pattern"], given):
            return {**each, **found.groupdict()}
    return None
