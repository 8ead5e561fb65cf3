"""The flow map as a picture (流程图): steps in columns from left to right, edges by how often.

What leads back is drawn below, in the colour of what is wrong; a thick edge is a frequent one. The
table beneath says the same with its numbers.
"""

from collections.abc import Callable

from markupsafe import Markup

from tongban.oversight.domain.flow import Edge, FlowMap, Node, named

_W, _H, _GAP_X, _GAP_Y, _TOP = 128, 50, 86, 22, 18
_THICKEST, _THINNEST = 5.0, 1.2
MOST_NODES = 22
_HOUR, _DAY = 3600, 86400

Key = tuple[str, str]


def spent(seconds: float, language: str = "zh") -> str:
    """Say a time shortly: minutes, hours or days.

    >>> spent(90), spent(7200), spent(259200)
    ('2 分', '2 时', '3 天')
    """
    units = {"zh": ("分", "时", "天"), "en": ("min", "h", "d")}["en" if language == "en" else "zh"]
    if seconds < _HOUR:
        return f"{round(seconds / 60)} {units[0]}"
    if seconds < 2 * _DAY:
        return f"{seconds / _HOUR:.3g} {units[1]}"
    return f"{seconds / _DAY:.3g} {units[2]}"


def draw(
    found: FlowMap, *, label: str, agency: Callable[[str], str], language: str = "zh"
) -> Markup:
    """Draw the map of the most frequent steps."""
    shown = sorted(found.nodes, key=lambda one: -one.count)[:MOST_NODES]
    keys = {(one.step, one.agency) for one in shown}
    columns: dict[int, list[Node]] = {}
    for one in sorted(shown, key=lambda one: (one.rank, -one.count)):
        columns.setdefault(one.rank, []).append(one)
    rows = max((len(one) for one in columns.values()), default=1)
    places: dict[Key, tuple[int, int]] = {}
    for column, rank in enumerate(sorted(columns)):
        lift = (rows - len(columns[rank])) * (_H + _GAP_Y) // 2
        for row, one in enumerate(columns[rank]):
            places[(one.step, one.agency)] = (
                column * (_W + _GAP_X),
                _TOP + lift + row * (_H + _GAP_Y),
            )
    edges = [
        one
        for one in found.edges
        if (one.before, one.from_agency) in keys and (one.after, one.to_agency) in keys
    ]
    most = max((one.count for one in edges), default=1)
    height = _TOP + rows * (_H + _GAP_Y) + 40
    width = len(columns) * (_W + _GAP_X) - _GAP_X
    lines = Markup("").join(_edge(one, places, most, language) for one in reversed(edges))
    boxes = Markup("").join(
        _box(one, *places[(one.step, one.agency)], agency(one.agency), language) for one in shown
    )
    return Markup(
        '<svg class="flowmap" role="img" aria-label="{label}" viewBox="-4 -4 {w} {h}" width="{w}" '
        'height="{h}">{lines}{boxes}</svg>'
    ).format(label=label, w=width + 8, h=height, lines=lines, boxes=boxes)


def _box(one: Node, x: int, y: int, agency: str, language: str) -> Markup:
    return Markup(
        '<g><rect class="box" x="{x}" y="{y}" width="{w}" height="{h}" rx="6"/>'
        '<text x="{tx}" y="{t1}">{name}</text><text class="sub" x="{tx}" y="{t2}">{under}</text>'
        '<text class="count" x="{ex}" y="{t1}" text-anchor="end">{count}</text></g>'
    ).format(
        x=x, y=y, w=_W, h=_H, tx=x + 10, t1=y + 21, t2=y + 39, ex=x + _W - 10,
        name=_cut(named(one.step).in_(language), 7), under=_cut(agency, 9), count=one.count,
    )  # fmt: skip


def _edge(one: Edge, places: dict[Key, tuple[int, int]], most: int, language: str) -> Markup:
    (x1, y1), (x2, y2) = places[(one.before, one.from_agency)], places[(one.after, one.to_agency)]
    thick = _THINNEST + (_THICKEST - _THINNEST) * one.count / most
    told = f"{one.count} · {spent(one.mean, language)}"
    if x2 > x1:
        x1, y1, y2 = x1 + _W, y1 + _H // 2, y2 + _H // 2
        bend = max((x2 - x1) // 2, 30)
        way = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 6} {y2}"
        tip = f"M{x2} {y2}l-8 -4v8z"
        # Beside its end, where ways that fan out or cross have come apart.
        tx, ty = x2 - 40, y2 - 7
    else:
        x1, x2, y1, y2 = x1 + _W // 2, x2 + _W // 2 + 12, y1 + _H, y2 + _H
        low = max(y1, y2) + 24
        way = f"M{x1} {y1}C{x1} {low} {x2} {low} {x2} {y2 + 6}"
        tip = f"M{x2} {y2}l-4 8h8z"
        tx, ty = (x1 + x2) // 2, low - 4
    return Markup(
        '<g class="{tone}"><path class="way" stroke-width="{thick:.1f}" d="{way}"/>'
        '<path class="tip" d="{tip}"/><text class="told" x="{tx}" y="{ty}" '
        'text-anchor="middle">{told}</text></g>'
    ).format(
        tone="back" if one.is_back else "", thick=thick, way=way, tip=tip, tx=tx, ty=ty, told=told
    )


def _cut(text: str, long: int) -> str:
    wide = sum(1 if ord(char) > 0x2E80 else 0.55 for char in text)  # noqa: PLR2004 - CJK begins here
    if wide <= long:
        return text
    return f"{text[: long - 1 if wide > len(text) * 0.9 else int(long * 1.6)]}…"
