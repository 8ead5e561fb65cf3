"""Duties of agencies (部门职责): what each function answers for, in words that people use.

An agency here is a function (城管, 供水); with a district it is a unit (仓山区城市管理局). The duties
are written from the rules on what departments do (三定规定、权责清单), and routing reads them: so a
change of duties is a change of a definition, with its date, and no change of a program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.kernel.text import Text

CITY, DISTRICT = "city", "district"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something an agency answers for (管理事项), and the words that tell it.

    `says` are groups of words: one of each group makes the matter certain. `category` is written
    "first/second"; `type` is what such a demand mostly is; `co` are the functions that help;
    `clock` is emergency or utility where its clock is not the general one.
    """

    name: str
    category: str
    says: tuple[tuple[str, ...], ...]
    type: str = ""
    co: tuple[str, ...] = ()
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """The duties of an agency (部门职责): in a sentence, by matter, what is another's, what cannot wait."""

    does: str = ""
    handles: tuple[Matter, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    emergencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """How a function stands in the city (机构设置): one unit for all, or one in each district.

    `unit` is how a district's own is called after the district's name; `called` are the names
    people use for it.
    """

    per: str = CITY
    unit: Text | None = None
    called: tuple[str, ...] = ()


def structure(value: Mapping[str, Any], unit: Text | None) -> Structure:
    """Compile how an agency stands in the city."""
    return Structure(value.get("per", CITY), unit, words(value.get("called")))


def duties(value: Mapping[str, Any], notions: Mapping[str, str] | None = None) -> Duties:
    """Compile the duties of an agency."""
    return Duties(
        does=value.get("does", ""),
        handles=tuple(_matter(one, notions or {}) for one in value.get("handles", ())),
        others=tuple((one["matter"], one["goes"]) for one in value.get("not", ())),
        emergencies=tuple(value.get("emergencies", ())),
    )


def _matter(value: Mapping[str, Any], notions: Mapping[str, str]) -> Matter:
    return Matter(
        name=value["matter"],
        category=value["category"],
        says=tuple(words(group, notions) for group in value["says"]),
        type=value.get("type", ""),
        co=tuple(value.get("co", ())),
        clock=value.get("clock", ""),
    )


def words(said: str | None, notions: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the words of a line; "$noise" stands for all words of that notion.

    A notion that nobody wrote stands for its own name.

    >>> words("工厂 $noise", {"noise": "吵 响"})
    ('工厂', '吵', '响')
    """
    found: list[str] = []
    for one in (said or "").split():
        found += (notions or {}).get(one[1:], one[1:]).split() if one.startswith("$") else [one]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class DemandWords:
    """What the words of demands mean whatever they are about (诉求用语): types, urgency, clocks.

    `types` are the words in which a type is commonly said, `meant` those that name it outright.
    """

    types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    urgency: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    complex_says: tuple[str, ...] = ()
    complex_days: int = 15
    notions: Mapping[str, str] = field(default_factory=dict)
    meant: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def demand_words(value: Mapping[str, Any]) -> DemandWords:
    """Compile the words of demands."""
    return DemandWords(
        types={name: words(one.get("says")) for name, one in value["types"].items()},
        urgency={
            name: {**one, "says": words(one.get("says"))} for name, one in value["urgency"].items()
        },
        complex_says=words(value.get("complex", {}).get("says")),
        complex_days=value.get("complex", {}).get("feedback_days", 15),
        notions=value.get("notions", {}),
        meant={name: words(one.get("means")) for name, one in value["types"].items()},
    )
