"""Places (地点): from words to the district and street they lie in, by the city's gazetteer.

A name that several districts have tells none of them; a district said by its name outweighs a
road, since long roads cross borders.
"""

import re
from collections.abc import Mapping
from typing import Any

from tongban.catalogue.domain.duties import words
from tongban.catalogue.words.text import even
from tongban.voice.routing.domain.matching import Hit, Matcher
from tongban.voice.routing.domain.proposals import CITY, Guess, Place

WEIGHTS = {"district": 6.0, "street": 3.0, "place": 2.0}
SURE = 0.99
SHORTEST_SPOT = 2
ROADS = ("路", "街", "巷", "大道", "街道", "镇", "乡", "区", "县", "市", "支路", "新村", "社区")
_DISTRICT = re.compile(r"[区县市]$")
_NUMBERS = re.compile(r"\d+\s*(?:号院|号楼|弄|号|栋|幢|座|单元|室)")


class Gazetteer:
    """The places of a city by their names (地名录)."""

    def __init__(self, said: Mapping[str, Mapping[str, Any]]) -> None:
        self.names: dict[str, str] = {}
        self._known: dict[str, list[tuple[str, str, str]]] = {}  # word: kind, district, street
        for code, one in said.items():
            self.names[code] = one["name"]
            for word in (one["name"], *words(one.get("called"))):
                self._add(word, "district", code)
            for street in words(one.get("streets")):
                self._add(street, "street", code, street)
                if len(bare := re.sub(r"(街道|镇|乡|片区)$", "", street)) > 1:
                    self._add(bare, "street", code, street)
            for word in words(one.get("places")):
                self._add(word, "place", code)
        self._matcher = Matcher(self._known)

    def _add(self, word: str, kind: str, district: str, street: str = "") -> None:
        known = self._known.setdefault(word, [])
        if all(district != other for _, other, _ in known):
            known.append((kind, district, street))

    def find(self, text: str) -> list[tuple[Hit, Place]]:
        """Return the places named in a text, longest first, none within another."""
        found: list[tuple[Hit, Place]] = []
        taken: set[int] = set()
        for hit in sorted(self._matcher.hits(text), key=lambda one: (-len(one.word), one.start)):
            if taken.isdisjoint(range(hit.start, hit.end)):
                taken.update(range(hit.start, hit.end))
                found.append((hit, self._place(hit.word)))
        return sorted(found, key=lambda one: one[0].start)

    def _place(self, word: str) -> Place:
        known = self._known[word]
        kind, district, street = known[0]
        if len(known) > 1:
            return Place(word, kind)
        return Place(word, kind, district, street)

    def district(self, places: list[Place], given: str = "") -> Guess:
        """Say in which district it is: what the map says, else what the words say most."""
        if given in self.names:
            return Guess(given, SURE, (f"地图上的点在{self.names[given]}",))
        votes: dict[str, float] = {}
        why: dict[str, list[str]] = {}
        for place in places:
            if place.district:
                votes[place.district] = votes.get(place.district, 0.0) + WEIGHTS[place.kind]
                why.setdefault(place.district, []).append(place.words)
        if not votes:
            return Guess(CITY, 0.0, ("没有说到认得的地点",))
        best = max(votes, key=lambda code: (votes[code], code))
        share = votes[best] / (sum(votes.values()) + 0.2)
        said = "、".join(dict.fromkeys(why[best]))
        return Guess(best, round(min(share, SURE), 3), (f"“{said}”在{self.names[best]}",))


def without_roads(text: str, places: list[tuple[Hit, Place]]) -> str:
    """Blank out the names of roads and districts: 白马河路 says nothing of a river.

    Parks, hospitals and squares stay, for what happens there is often theirs.
    """
    letters = [*text]
    for hit, _ in places:
        if hit.word.endswith(ROADS):
            letters[hit.start : hit.end] = " " * len(hit.word)
    return _NUMBERS.sub(lambda found: " " * len(found.group()), "".join(letters))


_SPOTS = re.compile(
    r"[\u4e00-\u9fffa-z]{2,6}?(?:小区|花园|新村|公寓|大厦|广场|小学|中学|幼儿园|医院|大学|菜市场|农贸市场"
    r"|步行街|桥|公园|大道|路|街|巷|村|苑|城)"
)
_LOOSE = re.compile(r"[那这旁个了的在把被每条边很到从和都是我你他请有没不一]")
_LEADS = re.compile(
    r"^.*?(?:住在|位于|就在|家住|我们|在|从|到|的|是|去|我|对|把|和|与|给|请|有|将|让)(?=[\u4e00-\u9fff]{3,})"
)


def spots(text: str, places: list[tuple[Hit, Place]]) -> frozenset[str]:
    """Return the exact places that a text names: known ones, and what is called like a place.

    Districts and streets are too wide to tell two matters apart.
    """
    known = {place.words for _, place in places if place.kind == "place"}
    said = even(text)
    for found in _SPOTS.finditer(said):
        name = _LEADS.sub("", found.group())
        if (
            len(name) > SHORTEST_SPOT
            and not _LOOSE.search(name)
            and not any(name in one or one in name for one in known)
        ):
            known.add(name)
    return frozenset(known)
