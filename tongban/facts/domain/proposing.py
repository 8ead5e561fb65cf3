"""Proposals to the vocabulary (归并建议): which known kind a column is, or what new kind it would be.

A kind that means the same is used again (一数一源): near ones are named with why, and a new one is
proposed only beside them. A person decides; what nobody decides is kept as the dataset's own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from tongban.catalogue.domain.terms import FactKind
from tongban.facts.domain.profiling import Column, Profile
from tongban.kernel.text import Text

SAME, NEAR = 0.86, 0.55
SHOWN = 3
_ALIKE = {
    "string": {"text", "enum", "address", "region"}, "text": {"string", "address"},
    "number": {"money"}, "money": {"number"}, "enum": {"string", "multi", "region"},
    "date": {"yearmonth", "datetime"}, "yearmonth": {"date"},
}  # fmt: skip
_NOT_A_WORD = re.compile(r"[^\w]+")
KEY, REUSE, NEW, KEEP = "key", "map", "new", "keep"


@dataclass(frozen=True, slots=True)
class NearKind:
    """A known kind that may mean the same (相近数据项)."""

    kind: str
    name: Text
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a column (建议): key, map to a kind, new kind, or keep as it is."""

    column: str
    act: str
    kind: str
    type: str
    near: tuple[NearKind, ...] = ()


def propose(profile: Profile, kinds: Mapping[str, FactKind]) -> list[Proposal]:
    """Propose for every column; no kind is proposed for two columns."""
    taken: set[str] = set()
    made = []
    for column in profile.columns:
        near = near_kinds(column, kinds)
        best = near[0] if near else None
        if column.key:
            made.append(Proposal(column.name, KEY, column.type, column.type, tuple(near)))
        elif best and best.score >= SAME and best.kind not in taken:
            taken.add(best.kind)
            made.append(Proposal(column.name, REUSE, best.kind, column.type, tuple(near)))
        else:
            kind = new_key(column.name, kinds, taken)
            taken.add(kind)
            made.append(Proposal(column.name, NEW, kind, column.type, tuple(near)))
    return made


def near_kinds(column: Column, kinds: Mapping[str, FactKind]) -> list[NearKind]:
    """Name the known kinds that a column may be, the nearest first."""
    said = _plain(column.name)
    found = []
    for kind in kinds.values():
        score = max(
            _alike(said, _plain(word)) for word in (kind.id, kind.name.zh, kind.name.en or "")
        )
        if kind.type != column.type:
            score -= 0.05 if kind.type in _ALIKE.get(column.type, ()) else 0.2
        if score >= NEAR:
            why = "名称相同" if score >= SAME else "名称相近"
            found.append(NearKind(kind.id, kind.name, round(score, 2), why))
    return sorted(found, key=lambda each: (-each.score, len(each.kind), each.kind))[:SHOWN]


def new_key(name: str, kinds: Mapping[str, FactKind], taken: set[str]) -> str:
    """Make a key out of a header that no kind has yet."""
    base = _NOT_A_WORD.sub("_", name.strip()).strip("_") or "column"
    base = f"c_{base}" if base[0].isdigit() else base[:60]
    key, no = base, 2
    while key in kinds or key in taken:
        key, no = f"{base}_{no}", no + 1
    return key


def _alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    return SequenceMatcher(None, one, other).ratio()


def _plain(word: str) -> str:
    bare = re.sub(r"[((].*?[))]", "", word)
    return re.sub(r"[\s_\-.:：、,，]+", "", bare).lower()
