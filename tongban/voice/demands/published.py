"""What everybody may read of demands (公开): kind, place and state; words only where given free.

Open311 and the public interface show the same. No name, no contact; of a person who did not let
them be read no words and no point, else a point rounded to about a hundred metres and words in
which numbers of people and telephones are starred.
"""

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from tongban.catalogue import api as catalogue
from tongban.kernel.identifiers import unnamed
from tongban.voice.demands import filing, store
from tongban.voice.domain.demands import WITHDRAWN
from tongban.voice.domain.problems import NoSuchDemand
from tongban.voice.domain.standing import Demand
from tongban.voice.models import DemandRow

DIGITS = 3  # of a degree: about a hundred metres
MOST = 200
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """What can be demanded (诉求类别): the code and name of a category, and the group it is in."""

    code: str
    name: str
    group: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A demand as everybody may read it (公开诉求)."""

    number: str
    open: bool
    standing: str
    outcome: str
    kind: ServiceKind
    agency: str
    district: str
    place: str
    words: str
    reply: str
    latitude: float | None
    longitude: float | None
    filed_at: datetime
    changed_at: datetime
    expected_at: datetime | None


def code_of(group: str, name: str) -> str:
    """Return the code of a category, the same for ever for the same words.

    >>> code_of("市政设施", "路灯") == code_of("市政设施", "路灯")
    True
    """
    return f"{zlib.crc32(f'{group}/{name}'.encode()):08x}"


def service_kinds(on: date | None = None) -> tuple[ServiceKind, ...]:
    """Return what can be demanded, out of the duties of the agencies (诉求类别)."""
    found: dict[str, ServiceKind] = {}
    words: dict[str, list[str]] = {}
    for agency in catalogue.book(on).agencies.values():
        for matter in agency.duties.handles:
            group, _, name = matter.category.partition("/")
            code = code_of(group, name or group)
            found[code] = ServiceKind(code, name or group, group)
            words.setdefault(code, []).append(matter.name)
    return tuple(
        ServiceKind(one.code, one.name, one.group, tuple(words[one.code]))
        for one in sorted(found.values(), key=lambda each: (each.group, each.name))
    )


def published(number: str) -> Published:
    """Return a demand as everybody may read it. Raises NoSuchDemand."""
    stream = filing.find(number)
    state, row = store.load(stream), store.row(stream)
    if state is None or row is None:
        raise NoSuchDemand
    return _shown(state, row)


def published_list(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    open_: bool | None = None,
    kinds: Collection[str] = (),
    numbers: Collection[str] = (),
    limit: int = 50,
) -> tuple[Published, ...]:
    """Return demands as everybody may read them, the newest first."""
    found = DemandRow.objects.order_by("-filed_at")
    if since is not None:
        found = found.filter(filed_at__gte=since)
    if until is not None:
        found = found.filter(filed_at__lte=until)
    if numbers:
        said = (one.strip().upper() for one in numbers)
        found = found.filter(number__in=[one for one in said if filing.NUMBER.fullmatch(one)])
    rows = {one.id: one for one in found[: MOST if open_ is not None or kinds else limit]}
    states = store.load_all(list(rows))
    shown = (_shown(states[key], row) for key, row in rows.items() if key in states)
    fitting = (
        one
        for one in shown
        if (open_ is None or one.open == open_) and (not kinds or one.kind.code in kinds)
    )
    return tuple(fitting)[:limit]


def by_key(key: str) -> str | None:
    """Return the number of the demand that was filed under a token, None for no such token."""
    fits = key.isascii() and key.isprintable() and len(key) <= LONGEST_KEY
    row = DemandRow.objects.filter(key=key).first() if key and fits else None
    return row.number if row else None


def _shown(state: Demand, row: DemandRow) -> Published:
    sent = state.sent or state.proposed
    group, name = (sent.category, sent.topic) if sent else ("", "")
    running = state.running
    return Published(
        number=state.filed.number,
        open=state.standing.is_open,
        standing=state.standing.value,
        outcome=state.outcome,
        kind=ServiceKind(code_of(group, name or group), name or group, group),
        agency=state.agency,
        district=sent.district if sent else "",
        place=unnamed(row.place) if row.public else "",
        words=unnamed(row.words) if row.public and state.outcome != WITHDRAWN else "",
        reply=unnamed(state.reply.words) if state.reply and row.public else "",
        latitude=_rounded(row.latitude) if row.public else None,
        longitude=_rounded(row.longitude) if row.public else None,
        filed_at=row.filed_at,
        changed_at=state.closed_at or state.replied_at or row.filed_at,
        expected_at=running.due if running else None,
    )


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, DIGITS)
