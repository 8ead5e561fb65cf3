"""Charts drawn by the server (图表): plain SVG that prints and needs no script; the table says the same.

Colours come from the stylesheet's classes, so that nothing inline is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_ROW, _LABEL, _BAR, _TAIL = 26, 132, 300, 90
_W, _H, _PAD = 560, 150, 26


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its name (数据点): `said` is how it is written, `tone` marks what is bad."""

    name: str
    value: float
    said: str
    tone: str = ""


def bars(points: Sequence[Point], *, label: str, most: float | None = None) -> Markup:
    """Draw horizontal bars, one a line, with the value written at the end of each."""
    top = most or max((one.value for one in points), default=0) or 1
    rows = Markup("").join(_bar(no, one, top) for no, one in enumerate(points))
    height = len(points) * _ROW
    return Markup(
        '<svg class="bars" role="img" aria-label="{label}" viewBox="0 0 {w} {h}" width="{w}" '
        'height="{h}">{rows}</svg>'
    ).format(label=label, w=_LABEL + _BAR + _TAIL, h=height, rows=rows)


def _bar(no: int, one: Point, top: float) -> Markup:
    y, width = no * _ROW, max(1, round(_BAR * min(one.value / top, 1)))
    return Markup(
        '<g class="{tone}"><text class="name" x="{tx}" y="{ty}" text-anchor="end">{name}</text>'
        '<rect x="{x}" y="{by}" width="{w}" height="14" rx="2"/>'
        '<text x="{vx}" y="{ty}">{said}</text></g>'
    ).format(
        tone=one.tone,
        tx=_LABEL - 8,
        ty=y + 17,
        name=_short(one.name),
        x=_LABEL,
        by=y + 6,
        w=width,
        vx=_LABEL + width + 6,
        said=one.said,
    )


def line(points: Sequence[Point], *, label: str, most: float | None = None) -> Markup:
    """Draw a line over time, with the last value written at its end."""
    top = most or max((one.value for one in points), default=0) or 1
    step = (_W - 2 * _PAD) / max(len(points) - 1, 1)
    places = [
        (_PAD + no * step, _PAD + (_H - 2 * _PAD) * (1 - min(one.value / top, 1)), one)
        for no, one in enumerate(points)
    ]
    way = " ".join(f"{'L' if no else 'M'}{x:.1f} {y:.1f}" for no, (x, y, _) in enumerate(places))
    dots = Markup("").join(
        Markup('<circle class="{t}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>').format(t=one.tone, x=x, y=y)
        for x, y, one in places
    )
    every = max(1, len(places) // 6)
    names = Markup("").join(
        Markup('<text class="name" x="{x:.1f}" y="{y}" text-anchor="middle">{n}</text>').format(
            x=x, y=_H - 6, n=one.name
        )
        for no, (x, _, one) in enumerate(places)
        if no % every == 0
    )
    values = Markup("").join(
        Markup('<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{said}</text>').format(
            x=x, y=y - 8, said=one.said
        )
        for no, (x, y, one) in enumerate(places)
        if no in (0, len(places) - 1) or no % every == 0
    )
    return Markup(
        '<svg class="line" role="img" aria-label="{label}" viewBox="0 0 {w} {h}" width="{w}" '
        'height="{h}"><path class="ground" d="M{p} {b}H{r}"/><path class="way" d="{way}"/>'
        "{dots}{names}{values}</svg>"
    ).format(
        label=label, w=_W, h=_H, p=_PAD, b=_H - _PAD, r=_W - _PAD, way=way, dots=dots, names=names,
        values=values,
    )  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= 9 else f"{name[:8]}…"  # noqa: PLR2004 - what fits the margin
