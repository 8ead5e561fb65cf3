"""The demands that routing is judged by: those given, and our own, in the same columns.

Agencies are compared as function and district. A department's words are brought to functions by
the names that the definitions of agencies say people use for them; where a department's words name
two, either is right.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tongban.voice.routing.domain.matching import Matcher, covered
from tongban.voice.routing.domain.proposals import Settled
from tongban.voice.routing.tests.pilot import book

ROOT = Path(__file__).resolve().parents[2]
GIVEN = ROOT / "tests" / "field-data" / "demands.tsv"
OWN = ROOT / "tests" / "own-words" / "demands.tsv"
OFFICES = {
    "公安交警": "GA-JJ",
    "行政服务中心": "ZW",
    "12345热线中心": "ZW",
    "水务集团": "GS",
    "公安户政": "GA-HJ",
}
FAMILY = {"GA": {"GA", "GA-HJ", "GA-CRJ"}, "SL": {"SL", "PS"}}
"""公安局 holds its divisions of papers, 水利部门 its drains; stations and traffic police are told apart."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand with what people said of it (已标注诉求)."""

    id: str
    text: str
    type: str
    l1: str
    l2: str
    functions: frozenset[str]
    co: frozenset[str]
    district: str
    urgency: str
    cluster: str

    @property
    def group(self) -> str:
        """The demands that must be judged together: its cluster's, itself where it has none."""
        return self.cluster or self.id

    @property
    def settled(self) -> Settled:
        """How it was settled, as routing learns it."""
        first = min(self.functions, default="")
        return Settled(
            self.type, self.l1, self.l2, first, self.district, tuple(sorted(self.co)), self.urgency
        )


@lru_cache(maxsize=1)
def _names() -> tuple[Matcher, dict[str, str]]:
    names = dict(OFFICES)
    for code, one in book().agencies.items():
        if one.duties.handles:
            said = [
                *one.structure.called,
                one.name.zh,
                one.structure.unit and one.structure.unit.zh,
            ]
            names |= {str(name): names.get(str(name), code) for name in said if name}
            names.setdefault(code, code)
    return Matcher(names), names


@lru_cache(maxsize=1024)
def functions(department: str) -> frozenset[str]:
    """Return the functions that a department's words name."""
    matcher, names = _names()
    hits = matcher.hits(department)
    inner = covered(hits)
    outer = [hit for hit in hits if hit not in inner and not _aside(department, hit.start)]
    return frozenset(names[hit.word] for hit in outer)


def _aside(text: str, at: int) -> bool:
    """Whether a place of a text stands in brackets: there it says which part of the department."""
    return text[:at].count("(") + text[:at].count("（") > text[:at].count(")") + text[:at].count(
        "）"
    )


def right(function: str, demand: Demand) -> bool:
    """Whether a proposed function is the one people chose."""
    return any(function in FAMILY.get(one, {one}) for one in demand.functions)


def read(path: Path) -> tuple[Demand, ...]:
    """Read demands with the columns of those given."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_demand(line) for line in csv.DictReader(lines, delimiter="\t"))


def _demand(line: dict[str, str]) -> Demand:
    helpers = [functions(name) for name in line["co_departments"].split(";") if name]
    return Demand(
        id=line["id"],
        text=line["text"],
        type=line["type"],
        l1=line["category_l1"],
        l2=line["category_l2"],
        functions=functions(line["department"]),
        co=frozenset().union(*helpers),
        district=line["district_code"],
        urgency=line["urgency"],
        cluster=line["cluster"],
    )


def given() -> tuple[Demand, ...]:
    """Return the demands given."""
    return read(GIVEN)


def own(part: str) -> tuple[Demand, ...]:
    """Return our own demands: "train", or "held" which nothing was ever tuned on."""
    return tuple(one for one in read(OWN) if one.id.startswith(part[0].upper()))
