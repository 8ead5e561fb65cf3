"""A limit as a sheet of days (期限日历): each week a row; counted, not counted and left told apart.

The words beneath say the same; `days.css` has the colours, so that both themes are served.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from markupsafe import Markup

from tongban.cases.views import ClockDays, ClockView
from tongban.kernel.clock import Day
from tongban.kernel.text import Text

MOST = 16 * 7  # days; a longer limit is told in words alone
_CELL, _SIDE, _HEAD = 26, 40, 20
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Sheet:
    """A clock as a page shows it (期限与日历): its sheet, its legend, and why days do not count."""

    name: str
    title: Text
    law: str | None
    picture: Markup
    used: int
    left: int
    paused: int
    breaks: tuple[tuple[date, date, Text], ...]


def sheets(
    clocks: Sequence[ClockView], days: Sequence[ClockDays], today: date
) -> list[Sheet | None]:
    """Draw the clocks of a case in their order; None for one that stands or is too long."""
    there = iter(days)
    drawn: list[Sheet | None] = []
    for one in clocks:
        found = next(there) if one.start is not None else None
        short = found is not None and 0 < len(found.days) <= MOST
        drawn.append(_sheet(found, one.due, today) if found and short else None)
    return drawn


def _sheet(clock: ClockDays, due: date | None, today: date) -> Sheet:
    counted = [one for one in clock.days if one.counts]
    return Sheet(
        name=clock.name,
        title=clock.title,
        law=clock.law,
        picture=_picture(clock, due, today),
        used=sum(one.on <= today for one in counted),
        left=sum(one.on > today for one in counted),
        paused=sum(one.why == "paused" for one in clock.days),
        breaks=tuple(_breaks(clock.days)),
    )


def _breaks(days: Sequence[Day]) -> list[tuple[date, date, Text]]:
    """Join the days that do not count for the same reason, weekends apart."""
    found: list[tuple[date, date, Text]] = []
    for one in days:
        if one.counts or one.why in ("start", "weekend"):
            continue
        last = found[-1] if found else None
        near = last is not None and one.on - last[1] == timedelta(days=1)
        if last is not None and near and last[2].zh == one.words.zh:
            found[-1] = (last[0], one.on, last[2])
        else:
            found.append((one.on, one.on, one.words))
    return found


def _picture(clock: ClockDays, due: date | None, today: date) -> Markup:
    first = clock.days[0].on
    monday = first - timedelta(days=first.weekday())
    weeks = (clock.days[-1].on - monday).days // _WEEK + 1
    cells = [_cell(one, monday, due, today) for one in clock.days]
    heads = [
        Markup('<text class="wd" x="{x}" y="13">{d}</text>').format(
            x=_SIDE + at * _CELL + _CELL // 2, d=name
        )
        for at, name in enumerate(_("一 二 三 四 五 六 日").split())
    ]
    months = [_month(monday, week, first) for week in range(weeks)]
    return Markup(
        '<svg class="days" role="img" aria-label="{label}" viewBox="0 0 {w} {h}" width="{w}" '
        'height="{h}">{body}</svg>'
    ).format(
        label=_("期限日历"),
        w=_SIDE + _WEEK * _CELL + 2,
        h=_HEAD + weeks * _CELL + 2,
        body=Markup("").join([*heads, *months, *cells]),
    )


def _month(monday: date, week: int, first: date) -> Markup:
    """Name the month beside the week in which it begins, and beside the first."""
    days = [monday + timedelta(days=week * _WEEK + at) for at in range(_WEEK)]
    begins = next((one for one in days if one.day == 1), None if week else first)
    if begins is None:
        return Markup("")
    return Markup('<text class="mo" x="0" y="{y}">{m}</text>').format(
        y=_HEAD + week * _CELL + 18, m=_("%(m)d 月") % {"m": begins.month}
    )


def _cell(one: Day, monday: date, due: date | None, today: date) -> Markup:
    at = (one.on - monday).days
    kind = one.why if one.why in ("paused", "start") else "off"
    if one.counts:
        kind = "late" if due and one.on > due else "used" if one.on <= today else "left"
    marks = (" due" if one.on == due else "") + (" now" if one.on == today else "")
    x, y = _SIDE + at % _WEEK * _CELL, _HEAD + at // _WEEK * _CELL
    return Markup(  # noqa: S704 - numbers, and words from above
        f'<g class="{kind}{marks}"><rect x="{x + 2}" y="{y + 2}" width="{_CELL - 4}" '
        f'height="{_CELL - 4}" rx="4"/>'
        f'<text x="{x + _CELL // 2}" y="{y + 18}">{one.on.day}</text></g>'
    )
