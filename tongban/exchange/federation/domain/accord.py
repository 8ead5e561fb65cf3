"""The accord of two cities (城际协议): one document with both cities' anchors, signed by both registries.

Anchors are the keys a city is known by: of its registry, of its log, of it as a witness. The
document follows from the two statements alone, so that both sides sign the same bytes without
talking it over. Of the majors each speaks, the highest both speak is spoken.

>>> common([1, 2], [1])
1
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import rfc8785

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

MAJORS = (1,)
"""The majors of the protocol this city speaks (协议主版本)."""
CLASSES = ("GOV",)
LEVELS = {"number": "number", "code": "code"}
"""How surely a person is known there, in the words used here (核验等级对照)."""


class NoCommonMajor(Problem):
    """The two cities speak no major of the protocol in common (没有共同的协议主版本)."""

    code = "exchange.no-common-major"
    words = Text("两个城市没有共同的协议主版本。", "The two cities speak no version in common.")
    advice = Text("请版本旧的一方先升级。", "The city with the older version upgrades first.")
    status = 409


@dataclass(frozen=True, slots=True)
class Statement:
    """What a city says of itself (城市声明): name, address, anchors, majors, keys of its licences."""

    instance: str
    address: str
    registry: Mapping[str, Any]
    gateway: str = ""
    anchors: Mapping[str, str] = field(default_factory=dict)
    majors: tuple[int, ...] = MAJORS
    licences: Mapping[str, Any] = field(default_factory=dict)
    encrypt_to: str = ""

    def to_json(self) -> dict[str, Any]:
        """Say it as claims."""
        return asdict(self) | {"majors": list(self.majors)}

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Statement":
        """Read it; what nobody here knows is ignored."""
        return cls(
            str(said["instance"]), str(said["address"]).rstrip("/"), said["registry"],
            str(said.get("gateway") or said["address"]).rstrip("/"), said.get("anchors", {}), tuple(int(one) for one in said.get("majors", (1,))),
            said.get("licences", {}), str(said.get("encrypt_to", "")),
        )  # fmt: skip


def common(ours: Iterable[int], theirs: Iterable[int]) -> int:
    """Return the highest major that both speak; raises NoCommonMajor."""
    shared = set(ours) & set(theirs)
    if not shared:
        raise NoCommonMajor
    return max(shared)


def accord(one: Statement, other: Statement) -> dict[str, Any]:
    """Return the document that two statements make, the same whoever makes it."""
    first, second = sorted((one, other), key=lambda each: each.instance)
    parties = {each.instance: {"registry": dict(each.registry)} for each in (first, second)}
    return {
        "v": 1,
        "parties": parties,
        "classes": list(CLASSES),
        "levels": LEVELS,
        "major": common(one.majors, other.majors),
    }


def digest(document: Mapping[str, Any]) -> str:
    """Return the hash of a document, which is what is signed."""
    return hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest()


def next_wanted(received: int, numbers: Iterable[int]) -> tuple[list[int], int]:
    """Tell which of these parcels to take, and after which number one is missing.

    In order and without a gap: what came before is left, what lies behind a gap waits.

    >>> next_wanted(3, [2, 3, 4, 5, 7])
    ([4, 5], 5)
    """
    taken = []
    for number in sorted(set(numbers)):
        if number == received + 1:
            taken.append(number)
            received = number
    return taken, received
