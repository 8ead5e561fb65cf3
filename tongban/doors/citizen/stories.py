"""A life event told as a story (一件事的故事): its plan, kept with the book, and what it spares.

The plan of somebody we do not know is a pure function of the book and the day, so it is made
once for both; a page that lists every life event costs no more than reading them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.catalogue.domain.model import Book, LifeEvent
from tongban.doors.citizen import present
from tongban.doors.shared import words
from tongban.doors.shared.words import SPACE, said
from tongban.kernel.time import city_date, now
from tongban.policy import api as policy


class Same:
    """A book that is equal only to itself, so that what is worked out of it is kept per book."""

    __slots__ = ("book",)

    def __init__(self, book: Book) -> None:
        self.book = book

    def __hash__(self) -> int:
        return id(self.book)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.book is self.book


@dataclass(frozen=True, slots=True)
class Story:
    """A life event in a list: its address, its title as people say it, what it spares them."""

    id: str
    title: str
    spares: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A step of the story: what has come before it, what is done in it, whether at once."""

    title: str
    after: str
    jobs: tuple[present.Job, ...]


def plan_of(event: LifeEvent, book: Book) -> policy.Plan:
    """Return the plan of a life event for somebody we do not know yet."""
    return _plan(Same(book), event.id, city_date(now()))


@lru_cache(maxsize=64)
def _plan(held: Same, event: str, today: date) -> policy.Plan:
    goals = policy.Goals.of_event(held.book.events[event], held.book)
    return policy.plan(goals, held.book, holdings=policy.ANONYMOUS, today=today)


def stories(book: Book) -> list[Story]:
    """List the life events, those first that spare people most."""
    events = sorted(book.events.values(), key=lambda event: -len(event.items))
    return [Story(e.id, said(e.title or e.name), spares(plan_of(e, book))) for e in events]


def spares(plan: policy.Plan) -> str:
    """Say in three figures what a life event takes: offices, materials, trips."""
    offices, asked, trips = len(plan.agencies), len(plan.materials.asked), plan.visits
    parts = [
        ngettext("%(n)d 个部门", "%(n)d 个部门", offices) % {"n": offices},
        ngettext("交 %(n)d 样", "交 %(n)d 样", asked) % {"n": asked}
        if asked
        else _("什么都不用交"),
        ngettext("跑 %(n)d 次", "跑 %(n)d 次", trips) % {"n": trips} if trips else _("不用跑"),
    ]
    return SPACE.join(parts)


def chapters(plan: policy.Plan, book: Book) -> list[Chapter]:
    """Tell the plan step by step: what comes first, what begins by itself once that is there."""
    return [
        Chapter(stage.title, _after(job.waits for job in stage.jobs), stage.jobs)
        for stage in present.stages(plan, book)
    ]


def _after(waits: Iterable[tuple[str, ...]]) -> str:
    licences = dict.fromkeys(each for several in waits for each in several)
    return _("有了%(what)s，自动开始") % {"what": words.listed(licences)} if licences else ""
