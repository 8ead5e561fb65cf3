"""Goals (办事目标): the services a person is after, from life events and from services named.

A life event names goals and triggers, and nothing about order. Several goals become one, so
that a matter that starts a company and a restaurant asks and registers once.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain.model import Book, LifeEvent, Test
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

NO_TEXT = Text("")


class UnknownGoal(Problem):
    """Nothing is published under these names; `near` are ids that look like them."""

    code = "policy.unknown-goal"
    words = Text("没有找到这件事或这个事项:", "There is no life event or service called")
    advice = Text("请核对编号。", "Please check the id.")
    status = 404

    def __init__(self, goals: Sequence[str], near: Sequence[str] = ()) -> None:
        super().__init__("、".join(goals))
        self.goals = tuple(goals)
        self.near = tuple(near)

    def said(self, language: str = "zh") -> str:
        """Say which names nobody knows, all at once, and what looks like them."""
        chinese = language != "en"
        comma = "、" if chinese else ", "
        named = comma.join(goal or "“”" for goal in self.goals)
        near = comma.join(self.near)
        if chinese:
            like = f"(相近的有:{near})" if near else ""
            return f"{self.words.zh}{named}{like}。{self.advice.zh}"
        like = f" (it looks like {near})" if near else ""
        return f"{self.words.in_('en')} {named}{like}. {self.advice.in_('en')}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A service a goal names (目标事项): required, or optional with its trigger."""

    service: str
    goal: str
    required: bool = True
    bind: Mapping[str, str] = field(default_factory=dict)
    when: Test | None = None
    trigger: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Goals:
    """What somebody is after (办事目标): ids as given, services wanted, how events cast roles."""

    ids: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    roles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of_event(cls, event: LifeEvent | str, book: Book) -> "Goals":
        """Take the services of a life event as goals. Raises UnknownGoal."""
        return cls.of([event if isinstance(event, str) else event.id], book)

    @classmethod
    def of_services(cls, ids: Iterable[str], book: Book) -> "Goals":
        """Take single services as goals. Raises UnknownGoal."""
        return cls.of(ids, book)

    @classmethod
    def of(cls, ids: Iterable[str], book: Book) -> "Goals":
        """Take life events and services, mixed, as one goal.

        A service that several goals name for the same people is wanted once, and required as
        soon as one of them requires it. Raises UnknownGoal with ids that look alike.
        """
        given = tuple(dict.fromkeys(ids))
        unknown = [one for one in given if one not in book.services and one not in book.events]
        if unknown:
            near = dict.fromkeys(name for one in unknown for name in _near(one, book))
            raise UnknownGoal(unknown, tuple(near))
        wanted: dict[tuple[str, tuple[tuple[str, str], ...]], Wanted] = {}
        roles: dict[str, Mapping[str, Any]] = {}
        for goal in given:
            for one in _wanted(goal, book):
                key = (one.service, tuple(sorted(one.bind.items())))
                if key not in wanted or (one.required and not wanted[key].required):
                    wanted[key] = one
            if goal in book.events:
                for role, rule in book.events[goal].roles.items():
                    roles.setdefault(role, rule)
        ordered = tuple(wanted[key] for key in sorted(wanted))
        return cls(given, ordered, roles)


def _wanted(goal: str, book: Book) -> list[Wanted]:
    if goal in book.services:
        return [Wanted(goal, goal)]
    return [
        Wanted(item.service, goal, item.required, item.bind, item.when, item.trigger)
        for item in book.events[goal].items
    ]


def _near(goal: str, book: Book) -> list[str]:
    names = {one: service.name.zh for one, service in book.services.items()}
    names |= {one: event.name.zh for one, event in book.events.items()}
    by_upper = {one.upper(): one for one in names}
    near = difflib.get_close_matches(goal.upper(), sorted(by_upper), n=3, cutoff=0.5)
    named = sorted(one for one in names if goal in names[one]) if len(goal) > 1 else []
    return list(dict.fromkeys([by_upper[one] for one in near] + named))[:3]
