"""Themes (专题): what repeats gets one owner, and those who asked are told what changed.

A cluster is what the machine sees in the words; a theme is what a person made of it. Oversight makes
a proposed change of a theme; here is what it needs and where it says what came of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import Append, Head
from tongban.voice.demands import filing, proposing, store
from tongban.voice.domain import themes as law
from tongban.voice.domain.demands import DemandEvent, DemandThemed, DemandTold
from tongban.voice.domain.themes import EmptyTheme, NoSuchTheme, ThemeState
from tongban.voice.routing import api as routing
from tongban.voice.routing.domain.proposals import Cluster

THEME = "theme"
LEAST = 5
OPEN, TOLD = "open", "told"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme (专题): its title, whose it is, which demands, what came of it."""

    id: int
    title: str
    agency: str
    demands: tuple[int, ...]
    place: str
    topic: str
    opened_at: datetime
    told: str = ""
    changes: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether those who asked have been told what changed."""
        return bool(self.told)


def clusters(
    *, actor: Actor, least: int = LEAST, since: datetime | None = None
) -> tuple[Cluster, ...]:
    """Return what repeats and is no theme yet (诉求聚类), the newest first."""
    filing.may(actor, "coordinate_demand")
    found = routing.clusters(least=least, since=since)
    taken = {one for theme in themes() for one in theme.demands}
    return tuple(one for one in found if not set(one.demands) & taken)


def open_theme(
    *,
    title: str,
    agency: str,
    demands: Collection[int],
    place: str = "",
    topic: str = "",
    actor: Actor,
    at: datetime | None = None,
) -> Theme:
    """Make a theme of demands that mean the same, with its owner (立专题). Raises EmptyTheme."""
    at = at or time.now()
    filing.may(actor, "coordinate_demand")
    proposing.ensure_there(agency)
    members = sorted(store.load_all(list(demands)))
    if not members or not title.strip():
        raise EmptyTheme
    stream = ids.new(ids.draw_shard())
    data: dict[str, Any] = {"title": title.strip(), "agency": agency, "demands": members}
    data |= {key: value for key, value in (("place", place), ("topic", topic)) if value}
    with transaction.atomic():
        ledger.append(_append(stream, (law.OPENED, data), expected=0, actor=actor, at=at))
        _mark(members, lambda _state: [DemandThemed(stream)], actor, at)
    return theme(stream)


def link_change(theme_id: int, change: str, *, actor: Actor, at: datetime | None = None) -> Theme:
    """Say which proposed change came of a theme (关联改革草案)."""
    ledger.append(
        _append(
            theme_id,
            (law.LINKED, {"change": change}),
            expected=_load(theme_id).seq,
            actor=actor,
            at=at or time.now(),
        )
    )
    return theme(theme_id)


def tell_those_who_asked(
    theme_id: int, text: str, *, actor: Actor, at: datetime | None = None
) -> int:
    """Tell everybody whose demand is in a theme what changed because of them (告知改变).

    Said once for each demand; those who joined are told too. Returns how many demands were told.
    """
    at = at or time.now()
    state = _load(theme_id)
    if state.told:
        return 0
    if not text.strip():
        raise EmptyTheme
    with transaction.atomic():
        ledger.append(
            _append(
                theme_id,
                (law.TOLD, {"words": text.strip()}),
                expected=state.seq,
                actor=actor,
                at=at,
            )
        )
        return _mark(state.demands, lambda _state: [DemandTold(text.strip(), theme_id)], actor, at)


def theme(theme_id: int) -> Theme:
    """Return a theme. Raises NoSuchTheme."""
    found = ledger.events(theme_id)
    if not found or found[0].type != law.OPENED:
        raise NoSuchTheme
    return _shown(theme_id, found)


def themes(*, limit: int = 200) -> tuple[Theme, ...]:
    """Return the themes, the newest first."""
    heads = ledger.heads(kind=THEME, limit=limit).items
    found = ledger.history([one.stream for one in heads])
    return tuple(_shown(one.stream, found[one.stream]) for one in heads if found.get(one.stream))


def head_of(state: ThemeState) -> Head:
    """Return the current row that follows from a theme's events."""
    attrs: dict[str, Any] = {"agency": state.agency, "demands": len(state.demands)}
    if state.changes:
        attrs["changes"] = list(state.changes)
    status = TOLD if state.told else OPEN
    return Head(status, store.queue_of(state.agency), 0, None, state.title, None, attrs)


def _load(theme_id: int) -> ThemeState:
    found = ledger.happened([theme_id]).get(theme_id)
    if not found or found[0][0] != law.OPENED:
        raise NoSuchTheme
    return law.fold((type_, data) for type_, data, _ in found)


def _append(
    stream: int, said: tuple[str, Mapping[str, Any]], *, expected: int, actor: Actor, at: datetime
) -> Append:
    type_, data = said
    before = ledger.happened([stream])[stream] if expected else []
    after = law.fold([*((one, with_) for one, with_, _ in before), (type_, dict(data))])
    touched = (
        Ref("theme", str(stream), "theme"),
        Ref("agency", after.agency, "owner"),
        *(Ref("demand", str(one), "cause") for one in after.demands),
    )
    return Append(stream, THEME, expected, [Event(type_, at, actor, data, touched)], head_of(after))


def _mark(members: Collection[int], happened: Any, actor: Actor, at: datetime) -> int:
    appends = []
    for stream, state in store.load_all(list(members)).items():
        said: list[DemandEvent] = happened(state)
        appends.append(store.change(stream, state, said, actor=actor, at=at)[0])
    if appends:
        ledger.append(*appends)
    return len(appends)


def _shown(theme_id: int, found: list[Event]) -> Theme:
    state = law.fold((one.type, dict(one.data)) for one in found)
    return Theme(
        theme_id,
        state.title,
        state.agency,
        state.demands,
        state.place,
        state.topic,
        found[0].at,
        state.told,
        state.changes,
    )
