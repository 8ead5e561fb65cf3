"""Drawings of a page (图形): the round seal, the bar of a clock, the picture of a plan.

Everything is SVG with presentation attributes, so the strict content policy needs no exception.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

_STAR = "M50 36l4.1 8.4 9.3 1.3-6.7 6.5 1.6 9.2-8.3-4.4-8.3 4.4 1.6-9.2-6.7-6.5 9.3-1.3z"


def seal(name: str, *, note: str = "", size: int = 116, uid: str = "0") -> Markup:
    """Draw the round seal of an authority with its name on the arc and a note beneath the star.

    Long names get smaller letters, so that the arc holds them all; `uid` keeps two seals of one
    page apart.
    """
    count = max(len(name), 1)
    size_of = min(12.5, 190 / count)
    radius = 43.5 - size_of * 0.9
    half = math.radians(min(118.0, 16 + count * 11.0))
    dx, dy = radius * math.sin(half), radius * math.cos(half)
    arc = (
        f"M{50 - dx:.1f} {50 - dy:.1f}A{radius:.1f} {radius:.1f} 0 {int(half > math.pi / 2)} 1 "
        f"{50 + dx:.1f} {50 - dy:.1f}"
    )
    under = Markup('<text x="50" y="78" font-size="9" text-anchor="middle">{}</text>').format(note)
    return Markup(
        '<svg class="seal" role="img" aria-label="{name}" width="{size}" height="{size}" '
        'viewBox="0 0 100 100" fill="currentColor" font-family="Songti SC,Noto Serif CJK SC,'
        'SimSun,serif" font-weight="700"><defs><path id="arc{uid}" d="{arc}"/></defs>'
        '<circle cx="50" cy="50" r="48" fill="none" stroke="currentColor" stroke-width="2.6"/>'
        '<path d="{star}"/><text font-size="{letters}"><textPath href="#arc{uid}" startOffset="50%"'
        ' text-anchor="middle" textLength="{spread}" lengthAdjust="spacing">{name}</textPath>'
        "</text>{under}</svg>"
    ).format(
        name=name,
        size=size,
        uid=uid,
        arc=arc,
        star=_STAR,
        letters=f"{size_of:.1f}",
        spread=f"{radius * half * 2 - 2:.0f}",
        under=under if note else "",
    )


_ICONS = Path(__file__).parents[1] / "static" / "vendor" / "lucide-1.62.0"


@cache
def icon(name: str) -> Markup:
    """Draw an icon of Lucide (图标) beside words that say the same; it is hidden from readers."""
    drawn = (_ICONS / f"{name}.svg").read_text(encoding="utf-8")
    inner = drawn.partition(">")[2]
    return Markup(  # noqa: S704 - a file of our own
        '<svg class="icon" aria-hidden="true" focusable="false" width="20" height="20" '
        'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
        f'stroke-linecap="round" stroke-linejoin="round">{inner}'
    )


def bar(used: int, total: int | None, *, state: str = "") -> Markup:
    """Draw how much of a limit is used; `state` is "", soon, late or still (停表).

    The words beside it say the same; the drawing is hidden from readers that cannot see it.
    """
    share = 0 if not total else max(0, min(100, round(100 * used / total)))
    if state == "late":
        share = 100
    return Markup(  # noqa: S704 - a number, and a state that is escaped
        f'<svg class="bar {escape(state)}" aria-hidden="true" focusable="false" height="5">'
        f'<rect width="{share}%" height="5" rx="2.5"/></svg>'
    )


@dataclass(frozen=True, slots=True)
class Box:
    """A service in the picture of a plan: its name, a line beneath, how far it is, its wait."""

    id: str
    name: str
    under: str = ""
    state: str = ""  # "", cond (depends on an answer), done, now
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """What one service hands to another (凭什么): from, to, and the licence in words."""

    from_: str
    to: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The stages of a plan from left to right, with the arrows between them."""

    stages: Sequence[Sequence[Box]]
    arrows: Sequence[Arrow] = field(default=())
    titles: Sequence[str] = field(default=())


_CJK = 0x2E80
_PARTS = re.compile(r"\s?[\x21-\u2e7f]+|\s|.", re.DOTALL)
_CLOSING = "）】》」”，。、；："
_W, _H, _GAP_X, _GAP_Y, _TOP = 212, 68, 116, 16, 34


def plan_picture(picture: Picture, *, label: str) -> Markup:
    """Draw the stages as columns and the arrows as curves; the list beside it says the same."""
    rows = max((len(stage) for stage in picture.stages), default=1)
    height = _TOP + rows * (_H + _GAP_Y)
    width = len(picture.stages) * (_W + _GAP_X) - _GAP_X
    places = {
        box.id: (column * (_W + _GAP_X), _TOP + row * (_H + _GAP_Y) + _lift(len(stage), rows))
        for column, stage in enumerate(picture.stages)
        for row, box in enumerate(stage)
    }
    parts = [_column(i, title) for i, title in enumerate(picture.titles)]
    arrows = _direct(picture.arrows)
    lines = [_arrow(arrow, places) for arrow in arrows]
    boxes = [_box(box, *places[box.id]) for stage in picture.stages for box in stage]
    notes = _vias(arrows, places)
    return Markup(
        '<svg role="img" aria-label="{label}" viewBox="-1 -1 {width} {height}" width="{width}">{body}</svg>'
    ).format(
        label=label,
        width=width + 2,
        height=height + 2,
        body=Markup("").join(parts + lines + boxes + notes),
    )


_TALL, _COL, _GUTTER, _LINE, _HEAD = 350, 165, 4, 38, 36


def plan_column(picture: Picture, *, label: str) -> Markup:
    """Draw the same plan for a phone: stages from top to bottom, side by side what runs at once."""
    parts, top = [], 0
    for number, stage in enumerate(picture.stages):
        if number:
            parts.append(_down(top))
            top += _LINE
        title = picture.titles[number] if number < len(picture.titles) else ""
        cells, height = _lane(stage, top)
        parts += [
            Markup(
                '<rect class="lane" x="0" y="{y}" width="{w}" height="{h}" rx="10"/>'
                '<text class="col" x="12" y="{text}">{title}</text>'
            ).format(y=top, w=_TALL, h=height, text=top + 24, title=title),
            *cells,
        ]
        top += height
    return Markup(
        '<svg role="img" aria-label="{label}" viewBox="-1 -1 {width} {height}" width="{width}">{body}</svg>'
    ).format(label=label, width=_TALL + 2, height=top + 2, body=Markup("").join(parts))


def _lane(stage: Sequence[Box], top: int) -> tuple[list[Markup], int]:
    """Set the boxes of a stage two to a row, an odd last one over both; return them and its height."""
    cells, used = [], _HEAD
    for first in range(0, len(stage), 2):
        row = stage[first : first + 2]
        wide = _COL if len(row) > 1 else _TALL - 16
        texts = [_texts(box, wide) for box in row]
        high = 18 + max(map(len, texts)) * 19
        for i, (box, lines) in enumerate(zip(row, texts, strict=True)):
            place = (8 + i * (_COL + _GUTTER), top + used, wide, high)
            cells.append(_cell(box, lines, place))
        used += high + 8
    return cells, used


def _down(top: int) -> Markup:
    middle = _TALL // 2
    return Markup('<path d="M{x} {a}V{b}"/><path class="tip" d="M{x} {c}l-5 -8h10z"/>').format(
        x=middle, a=top + 2, b=top + _LINE - 8, c=top + _LINE - 1
    )


def _texts(box: Box, wide: int) -> list[tuple[str, str]]:
    """Say a box in lines: its name, its agency, what it waits for; each with its class."""
    lines = [("", each) for each in _fit(box.name, (wide - 20) / 15)]
    fits = (wide - 20) / 13
    if box.under:
        lines.append(("sub", _short(box.under, fits)))
    if box.waits:
        lines.append(("via", _short(_("等%(what)s") % {"what": box.waits}, fits)))
    return lines


def _cell(box: Box, lines: list[tuple[str, str]], place: tuple[int, int, int, int]) -> Markup:
    x, y, wide, high = place
    spans = Markup("").join(
        Markup('<tspan class="{}" x="{}" dy="19">{}</tspan>').format(kind, x + 10, each)
        for kind, each in lines
    )
    return Markup(
        '<g class="{state}"><rect class="box" x="{x}" y="{y}" width="{w}" height="{h}" rx="7"/>'
        '<text y="{top}" font-size="15">{spans}</text></g>'
    ).format(state=box.state, x=x, y=y, w=wide, h=high, top=y + 5, spans=spans)


def _lift(count: int, rows: int) -> int:
    return (rows - count) * (_H + _GAP_Y) // 2


def _column(index: int, title: str) -> Markup:
    return Markup('<text class="col" x="{x}" y="16">{title}</text>').format(
        x=index * (_W + _GAP_X), title=title
    )


def _box(box: Box, x: int, y: int) -> Markup:
    name = _fit(box.name, 12.2)
    texts = Markup("").join(
        Markup('<text x="{x}" y="{y}" font-size="15">{line}</text>').format(
            x=x + 14, y=y + (22 if len(name) > 1 else 29) + 19 * i, line=line
        )
        for i, line in enumerate(name)
    )
    under = Markup('<text class="sub" x="{x}" y="{y}">{under}</text>').format(
        x=x + 14, y=y + (59 if len(name) > 1 else 51), under=_short(box.under, 14)
    )
    return Markup(
        '<g class="{state}"><rect class="box" x="{x}" y="{y}" width="{w}" height="{h}" rx="8"/>'
        "{texts}{under}</g>"
    ).format(state=box.state, x=x, y=y, w=_W, h=_H, texts=texts, under=under)


def _arrow(arrow: Arrow, places: dict[str, tuple[int, int]]) -> Markup:
    if arrow.from_ not in places or arrow.to not in places:
        return Markup("")
    (x1, y1), (x2, y2) = places[arrow.from_], places[arrow.to]
    x1, y1, y2 = x1 + _W, y1 + _H // 2, y2 + _H // 2
    bend = max((x2 - x1) // 2, 30)
    return Markup(
        '<path d="M{x1} {y1}C{a} {y1} {b} {y2} {x3} {y2}"/><path class="tip" d="M{x2} {y2}l-7 -4v8z"/>'
    ).format(x1=x1, y1=y1, a=x1 + bend, b=x2 - bend, x2=x2, y2=y2, x3=x2 - 6)


def _vias(arrows: Sequence[Arrow], places: dict[str, tuple[int, int]]) -> list[Markup]:
    """Write each licence once beside the service that issues it, above the arrows' start."""
    said: set[tuple[str, str]] = set()
    notes = []
    for arrow in arrows:
        if not arrow.via or (arrow.from_, arrow.via) in said or arrow.from_ not in places:
            continue
        said.add((arrow.from_, arrow.via))
        x, y = places[arrow.from_]
        row = sum(1 for other in said if other[0] == arrow.from_) - 1
        notes.append(
            Markup('<text class="via" x="{x}" y="{y}">{via}</text>').format(
                x=x + _W + 6, y=y + _H // 2 - 7 + (row * 26), via=_short(arrow.via, 8)
            )
        )
    return notes


def _short(text: str, wide: float) -> str:
    """Keep one line of a text: without its bracket, cut with a mark where it is still too long."""
    text = text.partition("（")[0].partition(" (")[0]
    kept, used = "", 0.0
    for char in text:
        used += 1.0 if ord(char) >= _CJK else 0.55
        if used > wide:
            return kept.rstrip()[:-1] + "…"
        kept += char
    return kept


def _direct(arrows: Sequence[Arrow]) -> list[Arrow]:
    """Leave out an arrow that a way through another service says already."""
    after: dict[str, set[str]] = {}
    for arrow in arrows:
        after.setdefault(arrow.from_, set()).add(arrow.to)

    def reaches(start: str, goal: str) -> bool:
        seen, todo = set(), [start]
        while todo:
            here = todo.pop()
            if here == goal:
                return True
            if here not in seen:
                seen.add(here)
                todo.extend(after.get(here, ()))
        return False

    return [
        arrow
        for arrow in arrows
        if not any(
            between != arrow.to and reaches(between, arrow.to) for between in after[arrow.from_]
        )
    ]


def _fit(text: str, wide: float) -> list[str]:
    """Break a text into at most two lines of so many Chinese characters each.

    Latin words stay whole, and no line begins with a closing mark.
    """
    lines = [""]
    used = 0.0
    for part in _PARTS.findall(text):
        step = sum(1.0 if ord(char) >= _CJK else 0.55 for char in part)
        if lines[-1] and used + step > wide and part not in _CLOSING:
            lines.append("")
            used = 0.0
        lines[-1] += part if lines[-1] else part.lstrip()
        used += step
    if len(lines) > 2:  # noqa: PLR2004 - two lines fit the box
        lines = [lines[0], lines[1][:-1] + "…"]
    return lines
