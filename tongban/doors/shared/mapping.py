"""The pilot's own map (自绘示意图): which district a point lies in; districts and streets, no tiles.

The shapes are a sketch of our own with a few corners each: enough to say which district's office acts,
and nothing to argue a boundary with.
"""

import itertools
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

SHAPES = Path(__file__).resolve().parents[1] / "static" / "tongban" / "map.json"


@lru_cache(maxsize=1)
def districts() -> dict[str, tuple[str, list[list[float]]]]:
    """Return the districts of the map: code, name and corners (longitude, latitude)."""
    found: list[dict[str, Any]] = json.loads(SHAPES.read_text())["features"]
    return {
        one["properties"]["code"]: (
            one["properties"]["name"],
            one["geometry"]["coordinates"][0],
        )
        for one in found
        if one["properties"]["kind"] == "district"
    }


def district_of(latitude: float, longitude: float) -> str:
    """Return the code of the district a point lies in, "" outside of all.

    >>> district_of(26.08, 119.295), district_of(39.9, 116.4)
    ('350102', '')
    """
    for code, (_, corners) in districts().items():
        if _within(longitude, latitude, corners):
            return code
    return ""


def _within(x: float, y: float, corners: list[list[float]]) -> bool:
    """Whether a point lies in a polygon: a line from it crosses the sides an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
