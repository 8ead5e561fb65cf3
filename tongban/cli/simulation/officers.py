"""The officers of a story (经办人): they take in, wait as long as they may, and decide by the conditions."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.catalogue.domain.model import Book, PublicService
from tongban.cli.simulation.residents import CITY, Town, morning
from tongban.cli.simulation.staff import officer
from tongban.cli.simulation.told import Told, service_days

Tell = Callable[[str, Mapping[str, Any]], None]


def working_day(day: date) -> date:
    """Return this day, or the first working day after it."""
    calendar = agencies.calendar()
    return day if calendar.is_working(day) else calendar.add(day, 1)


class Officers:
    """Who takes in and decides what a story hands in (经办人)."""

    def __init__(self, book: Book, town: Town, tell: Tell) -> None:
        """Work for a town under its book."""
        self.book, self.town, self.tell = book, town, tell
        self.calendar = agencies.calendar()

    def take_in(self, told: Told, matter: cases.Matter) -> date:
        """Take a case in on the day it was filed; return the day it will be decided."""
        service = self.book.services[matter.service]
        reviewer = officer(self.book, matter.agency)
        case = cases.case(matter.number, actor=reviewer)
        day = working_day(case.filed_at.astimezone(CITY).date())
        if case.status == "filed":
            cases.take_in(matter.number, actor=reviewer, at=max(case.filed_at, morning(day, 10)))
        days, unit, demo = service_days(service)
        decided = (
            self.calendar.add(day, days)
            if unit == "working_day"
            else working_day(day + timedelta(days=days))
        )
        told.opened[matter.number] = day
        told.durations[service.id] = self.calendar.between(day, decided)
        if (statutory := self._statutory(service, day)) is not None:
            told.statutory[service.id] = statutory
        if demo:
            told.demo.append(service.id)
        self.tell("taken", {"matter": matter, "day": day, "due": decided, "officer": reviewer.name})
        return decided

    def _statutory(self, service: PublicService, day: date) -> int | None:
        """Return the working days the law allows from this day; None where no source says it.

        A promise without a law behind it counts as what the office may take.
        """
        limit = service.statutory if service.statutory.days is not None else service.promised
        if limit.days is None:
            return None
        if limit.unit == "working_day":
            return limit.days
        return self.calendar.between(day, working_day(day + timedelta(days=limit.days)))

    def decide(self, told: Told, number: str, day: date) -> None:
        """Decide a case as its conditions say: refuse what is surely not met, else grant it."""
        matter = next(each for each in told.application.matters if each.number == number)
        reviewer = officer(self.book, matter.agency)
        at = morning(day, 15, 20)
        page = cases.page(number, actor=reviewer, at=at)
        # A paper that is not in the library may have been handed in; a fact speaks for itself.
        unmet = [one.text.zh for one in page.checks if one.verdict == "unmet" and one.because]
        if unmet:
            told.refused[number] = f"不符合受理条件：{'；'.join(unmet)}。"
            case = cases.decide(
                number,
                outcome="refused",
                reason=told.refused[number],
                remedy=cases.Remedy(page.remedy, page.remedy_until),
                actor=reviewer,
                at=at,
            )
        else:
            states = {each.kind.id: self.town.values.of(each.kind, day) for each in page.enter}
            # The same story gives the newborn and the new company the same number.
            with cases.numbers_from(self.town.values.random.randrange):
                case = cases.decide(
                    number,
                    outcome="granted",
                    reason="符合条件，准予办理。",
                    states=states,
                    actor=reviewer,
                    at=at,
                )
        told.closed[number] = day
        self.tell(
            "decided",
            {
                "matter": matter,
                "day": day,
                "case": case,
                "officer": reviewer.name,
                "reason": told.refused.get(number, ""),
            },
        )
