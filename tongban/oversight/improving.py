"""The loop closed (闭环): what people keep asking for changes the service that makes them ask.

A theme of demands becomes a draft of a definition that carries its evidence: how many asked, where,
since when, and what the change would have meant for a year of past cases. Another pair of eyes
publishes it. Those who asked are told what changed because of them, and whether they still have to
ask is measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard
from tongban.oversight import measuring, replaying, store
from tongban.oversight.replaying import Replay
from tongban.voice import api as voice

DRAFT = "draft:"
LATEST = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a change is proposed (改革依据): the demands behind it, and what it would have meant."""

    theme: int
    title: str
    demands: int
    place: str
    topic: str
    since: date
    replay: Replay

    def to_json(self) -> dict[str, Any]:
        """Say it as data."""
        return {
            "theme": self.theme,
            "title": self.title,
            "demands": self.demands,
            "place": self.place,
            "topic": self.topic,
            "since": str(self.since),
            "replay": self.replay.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change proposed because of a theme (改革建议): its draft and its evidence."""

    draft: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Repeats:
    """Whether people still have to ask (重复诉求变化): demands a week, before and after."""

    before: int
    before_days: int
    after: int
    after_days: int

    @property
    def weekly(self) -> tuple[float, float]:
        """Return how many demands a week there were before, and are since."""
        before = self.before / max(self.before_days, 1) * 7
        return before, self.after / max(self.after_days, 1) * 7

    @property
    def fell(self) -> bool:
        """Whether fewer people ask than before."""
        before, after = self.weekly
        return after < before


def propose_change(
    theme: int, files: Mapping[str, str], *, actor: Actor, at: datetime | None = None
) -> Proposal:
    """Make a draft of these definition files because of a theme, with its evidence (提出改革建议).

    Where the files could not be published nothing is left of them. Raises DefinitionsWrong,
    NotEntitled (of the catalogue), NoSuchTheme.
    """
    at = at or time.now()
    found = voice.theme(theme)
    with transaction.atomic():
        draft = catalogue.save_draft(files, actor=actor, title=f"因诉求：{found.title}", at=at)
        evidence = _evidence(found, draft.id, actor=actor, at=at)
        voice.link_change(theme, f"{DRAFT}{draft.id}", actor=actor, at=at)
    return Proposal(draft.id, evidence)


def drafts_of(theme: voice.Theme) -> tuple[int, ...]:
    """Return the drafts that were proposed because of a theme, the oldest first (相关草案)."""
    return tuple(int(one.removeprefix(DRAFT)) for one in theme.changes if one.startswith(DRAFT))


def evidence(draft: int, *, actor: Actor, at: datetime | None = None) -> Evidence | None:
    """Return why a draft was proposed, with its replay; None where no theme is behind it."""
    measuring.ensure(actor, None)
    theme = _theme_of(draft)
    return _evidence(theme, draft, actor=actor, at=at or time.now()) if theme else None


def _evidence(theme: voice.Theme, draft: int, *, actor: Actor, at: datetime) -> Evidence:
    proposed = catalogue.proposed_by_draft(draft, actor=actor)
    return Evidence(
        theme.id,
        theme.title,
        len(theme.demands),
        theme.place,
        theme.topic,
        time.city_date(theme.opened_at),
        replaying.replay(proposed, actor=actor, at=at),
    )


def _theme_of(draft: int) -> voice.Theme | None:
    wanted = f"{DRAFT}{draft}"
    return next((one for one in voice.themes(limit=LATEST) if wanted in one.changes), None)


@ledger.listener("catalogue.DraftPublished", "oversight.loop")
def tell(heard: Heard) -> None:
    """Tell those who asked what changed because of them, once the draft is published."""
    theme = _theme_of(heard.stream)
    if theme is not None and not theme.told:
        draft = catalogue.the_draft(heard.stream, actor=SYSTEM)
        words = "；".join(_said(draft.files)) or "有关规定已经修改。"
        text = f"您反映的“{theme.title}”推动了改变：{words}"
        voice.tell_those_who_asked(theme.id, text, actor=SYSTEM, at=heard.event.at)


def _said(files: tuple[str, ...]) -> list[str]:
    """Say in words what the newest version of each definition changed."""
    known = {one.file: one for one in catalogue.published()}
    found = []
    for name in files:
        one = known.get(name)
        if one is None:
            continue
        newest = next((each for each in catalogue.changes(one.kind, one.id) if each.words), None)
        found += [words.zh for words in newest.words] if newest else []
    return found


def repeats(theme: int, *, on: date | None = None) -> Repeats:
    """Count the demands of a theme's topic before it was answered by a change, and since."""
    found = voice.theme(theme)
    told = next(
        (one.at for one in reversed(ledger.events(theme)) if one.type == "voice.ThemeTold"), None
    )
    turn = time.city_date(told) if told else on or time.city_date(time.now())
    today = max(on or time.city_date(time.now()), turn)
    first = time.city_date(found.opened_at) - timedelta(days=30)
    rows = store.query(
        "select count(*) filter (where filed_on <= %s), count(*) filter (where filed_on > %s) "
        "from oversight_demand where topic = %s and (%s = '' or district = %s) and filed_on >= %s",
        [turn, turn, found.topic, found.place, found.place, first],
    )
    before, after = rows[0]
    return Repeats(int(before), (turn - first).days, int(after), (today - turn).days)
