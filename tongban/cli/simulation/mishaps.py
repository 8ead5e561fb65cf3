"""What did not go well in the pilot city (办得不顺的件): sent back, decided late, lying there still.

A few cases of some weeks ago, so that alarms, late decisions and rework have something to show. Every
step goes through the faces, on its own day; the clocks and the measures find the rest themselves.
"""

from datetime import date, datetime, timedelta

from tongban.cases import api as cases
from tongban.catalogue.domain.model import Book, PublicService
from tongban.cli.simulation import staff
from tongban.cli.simulation.story import NotReady, Story
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.time import city_date, now

RETURNED, LATE, LIES = "returned", "late", "lies"
FATES = (RETURNED, LATE, LIES, RETURNED, RETURNED, LATE, LIES, LIES)
AGO = timedelta(days=28)
LONGEST = 10  # days of a limit that has surely run out since then
DAY = timedelta(days=1)


def fill(book: Book, *, seed: int = 1) -> int:
    """Let some cases go wrong, each in its own way; returns how many there are."""
    today, made = city_date(now()), 0
    for at, service in enumerate(sorted(_limited(book), key=lambda one: one.id)):
        if made == len(FATES):
            break
        try:
            made += _one(book, service, FATES[made], today=today, seed=seed + at)
        except (NotReady, Problem):
            continue
    return made


def _limited(book: Book) -> list[PublicService]:
    """Return the services that are decided within a published limit, and by one agency alone."""
    return [
        one
        for one in book.services.values()
        if 0 < (one.promised.days or one.statutory.days or 0) <= LONGEST and not one.procedure.joint
    ]


def _one(book: Book, service: PublicService, fate: str, *, today: date, seed: int) -> int:
    story = Story(book, [service.id], today=today, start=today - AGO, seed=seed)
    story.cast_person()
    told = story.hand_in()
    number = told.application.matters[0].number
    officer = staff.officer(book, service.agency)
    then = cases.case(number, actor=officer).filed_at
    if fate == RETURNED:
        then = _send_back(number, story, officer, then)
    cases.take_in(number, actor=officer, at=then + DAY / 4)
    if fate != LIES:
        story.officers.decide(
            told, number, city_date(then + DAY if fate == RETURNED else now() - DAY)
        )
    return 1


def _send_back(number: str, story: Story, officer: Actor, at: datetime) -> datetime:
    """Send a case back for what the person typed; it comes again some days later."""
    page = cases.page(number, actor=officer, at=at)
    typed = next((one for one in page.facts if one.source == "person" and one.value), None)
    if typed is None:
        raise NotReady(number)
    gaps = {typed.ref: "填得不清楚，请再核对一次"}
    cases.request_supplement(number, gaps=gaps, actor=officer, at=at + DAY)
    cases.supplement(number, answers={typed.ref: typed.value}, actor=story.actor, at=at + 4 * DAY)
    return at + 4 * DAY
