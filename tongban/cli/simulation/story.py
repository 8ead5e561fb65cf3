"""A life event from the ID number to the last licence (一件事的全过程), on a simulated calendar.

The same faces as the doors use, in the same order: begin a draft, answer what only the person
can say, hand in once; officers take in and decide; later stages start by themselves. Each
officer takes as long as the promise allows, else the law; where no source publishes a number,
the definition's `demo_days`, which is marked.
"""

import heapq
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactKind, FactRef
from tongban.cli.simulation import wishes as wishing
from tongban.cli.simulation.officers import Officers, Tell, working_day
from tongban.cli.simulation.persona import Persona
from tongban.cli.simulation.residents import REGISTRAR, Town, morning
from tongban.cli.simulation.staff import hash_of
from tongban.cli.simulation.systems import Clerks
from tongban.cli.simulation.told import Told, service_days
from tongban.cli.simulation.values import PICTURE
from tongban.config.home import home
from tongban.exchange import api as exchange
from tongban.exchange.agency_systems import watching
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.policy import api as policy

PATIENCE = timedelta(seconds=5)  # how long a story waits for the agencies
ROUNDS = 8  # of questions; a form that is not ready then never will be


def silent(_what: str, _data: Mapping[str, Any]) -> None:
    """Tell nobody."""


class NotReady(Exception):  # noqa: N818 - read as a sentence where it is caught
    """The form asks for something the simulation cannot answer."""


class Story:
    """One person's way through a goal."""

    def __init__(
        self,
        book: Book,
        goal: Sequence[str],
        *,
        today: date,
        start: date | None = None,
        seed: int = 0,
        tell: Tell = silent,
        systems: Collection[str] = (),
        clerks: Clerks | None = None,
    ) -> None:
        """Prepare to tell a goal (ids of events or services).

        It begins at `start`, or early enough to end about today, but never before what it is
        about was in force. What the agencies' `systems` that run have in their registers is
        asked of them.
        """
        self.book = book
        self.goal = tuple(goal)
        self.tell = tell
        self.plan = self._widest_plan(today)
        # Every service of the plan adds its days, so the story ends on today or before.
        span = sum(service_days(book.services[each.service])[0] for each in self.plan.services)
        start = start or today - timedelta(days=span * 7 // 5 + len(self.plan.services) + 4)
        self.start = working_day(max(start, self._first_day(start)))
        drawn = hash_of("".join(self.goal)) + today.toordinal() + seed
        self.town = Town(book, drawn, morning(self.start), clerks=clerks)
        self.officers = Officers(book, self.town, tell)
        self.systems = frozenset(systems)
        if self.systems:
            exchange.publish_services(actor=REGISTRAR)
        self.town.asked_of_agencies = self.town.clerks.answered(self.systems)
        self.calls = 0
        self.wishes = wishing.of_services(
            book, ((each.service, each.bind) for each in self.plan.services), self._triggers()
        )
        self.persona = Persona(book, self.goal, self.plan, self.wishes, self.town)

    def _first_day(self, wished: date) -> date:
        """Return the first day from `wished` on which everything the story is about is in force."""
        then, now = catalogue.book(wished), self.book
        ids = {*self.goal, *(each.service for each in self.plan.services)}
        late = [
            named[each].version
            for named, known in ((now.services, then.services), (now.events, then.events))
            for each in ids & named.keys() - known.keys()
        ]
        return max((date.fromisoformat(version) for version in late), default=wished)

    def _triggers(self) -> Iterator[Any]:
        for each in self.goal:
            event = self.book.events.get(each)
            yield from (item.when for item in event.items) if event else ()

    def _widest_plan(self, today: date) -> policy.Plan:
        """Plan with every optional service chosen: what a person with every wish would need."""
        events = [self.book.events[each] for each in self.goal if each in self.book.events]
        chosen = {item.service: True for event in events for item in event.items}
        return policy.plan(
            policy.Goals.of(self.goal, self.book),
            self.book,
            holdings=policy.Holdings(anonymous=True, chosen=chosen),
            today=today,
        )

    # The person's part

    def cast_person(self) -> people.Party:
        """Make a resident whom this story fits, with everything the state would hold."""
        person = self.persona.make()
        self._testify()
        return person

    def _testify(self) -> None:
        """Have the agencies know what the person would otherwise be asked and they keep."""
        if not self.systems:
            return
        said: dict[str, dict[str, Any]] = {}
        for one in self.plan.asked:
            party = self.parties.get(one.ref.role)
            if party is not None and party.number:
                wished = self.wishes.facts.get(one.ref)
                kind = self.book.kind(one.ref.kind)
                value = self._usual(kind) if wished is None else wished
                said.setdefault(party.number, {})[one.ref.kind] = value
        for number, known in said.items():
            self.town.clerks.testify(number, known)
        self.town.clerks.flush()
        watching.settled(home(), self.systems)

    def _gather(self, draft: int, actor: Actor, at: datetime) -> None:
        """Have the agencies asked, as the doors do after each step."""
        if self.systems:
            replies = cases.gather(draft, actor=actor, deadline=PATIENCE, at=at)
            self.calls += len(replies)
            self.tell("gathered", {"replies": replies})

    def adopt(self, person: people.Party) -> None:
        """Tell the story of somebody who lives here already."""
        self.parties["applicant"] = person

    @property
    def parties(self) -> dict[str, people.Party]:
        """Everybody who takes part, by role."""
        return self.persona.parties

    def hand_in(self) -> Told:
        """Answer what only the person can say, and hand in."""
        person = self.parties["applicant"]
        at = morning(self.start, 8, 51)
        actor = people.actor_of(people.open_account(person.id, actor=REGISTRAR, at=at))
        goal = (
            self.goal[0] if len(self.goal) == 1 and self.goal[0] in self.book.events else self.goal
        )
        draft = cases.start(goal=goal, applicant=person.id, actor=actor, at=at)
        self._gather(draft.id, actor, at)
        typed = uploaded = 0
        asked = None
        for _ in range(ROUNDS):
            form = cases.form(draft.id, actor=actor, at=at)
            answers = self._answers(form)
            if asked is None and all(question.answer is not None for question in form.deciding):
                asked = form.plan  # what is asked, before it is answered
            files = self._hand_in_files(form, actor, at)
            typed, uploaded = typed + len(answers), uploaded + files
            if answers:
                cases.fill(draft.id, answers, actor=actor, at=at)
                self._gather(draft.id, actor, at)
            elif form.ready:
                break
            elif not files:
                raise NotReady(", ".join(form.missing))
        self.tell("form", {"form": form, "typed": typed, "uploaded": uploaded})
        plan = asked or form.plan
        application = self._submit(draft.id, actor, at)
        self.actor = actor
        told = Told(self.goal, person.name, self.start, plan, application, typed, uploaded)
        told.calls = self.calls
        return told

    def _submit(self, draft: int, actor: Actor, at: datetime) -> cases.Application:
        """Hand in; whoever has to confirm is asked, and does."""
        try:
            return cases.submit(draft, actor=actor, at=at)
        except cases.NotConfirmed:
            for one in cases.confirmations(actor=actor, draft_id=draft, at=at):
                party = people.find(self.parties[one.role].number or "") or self.parties[one.role]
                account = people.open_account(party.id, actor=REGISTRAR, at=at)
                cases.confirm(one.id, actor=people.actor_of(account), at=at)
            return cases.submit(draft, actor=actor, at=at)

    def _answers(self, form: cases.Form) -> dict[str, Any]:
        """Answer every open question: as wished, else plausibly."""
        answers: dict[str, Any] = {}
        for party in form.parties:
            if not party.bound and party.number is None:
                self.persona.introduce(party.role, party.is_)
                answers[party.number_key] = self.parties[party.role].number
                answers[party.name_key] = self.parties[party.role].name
        open_first = [question for question in form.deciding if question.answer is None]
        for question in open_first or [each for group in form.groups for each in group.questions]:
            if question.answer is None and question.kind.type != "file":
                role, _, kind = question.ref.rpartition(".")
                wished = self.wishes.facts.get(FactRef(role, kind))
                answers[question.ref] = self._usual(question.kind) if wished is None else wished
        return {key: value for key, value in answers.items() if value is not None}

    def _usual(self, kind: FactKind) -> Any:
        """Return the answer most people give: the first of the choices, else a plausible value."""
        if kind.type == "enum" and kind.options and kind.id not in self.town.values.typical:
            return kind.options[0].zh
        return self.town.values.of(kind, self.start)

    def _hand_in_files(self, form: cases.Form, actor: Actor, at: datetime) -> int:
        """Hand in a picture for every material and file that is still asked."""
        if any(question.answer is None for question in form.deciding):
            return 0
        count = 0
        for material in form.materials:
            if material.state == "asked" and material.required and not material.attachments:
                cases.attach(
                    form.draft.id, service=material.service, material_no=material.no,
                    name="材料.png", content=PICTURE, actor=actor, at=at,
                )  # fmt: skip
                count += 1
        for question in (each for group in form.groups for each in group.questions):
            if question.kind.type == "file" and question.attachment is None:
                cases.attach(
                    form.draft.id,
                    ref=question.ref,
                    name="照片.png",
                    content=PICTURE,
                    actor=actor,
                    at=at,
                )
                count += 1
        return count

    # The officers' part

    def run(self, told: Told, *, until: date | None = None) -> Told:
        """Let every officer take in and decide, day by day, to the end or until a day."""
        waiting: list[tuple[date, str]] = []
        seen: set[str] = set()
        self._settle()
        while True:
            told.application = cases.application(told.application.id, actor=self.actor)
            for matter in told.application.matters:
                if matter.number not in seen and matter.status in (
                    "filed",
                    "accepted",
                    "supplement",
                ):
                    seen.add(matter.number)
                    heapq.heappush(waiting, (self.officers.take_in(told, matter), matter.number))
            if not waiting:
                return told
            day, number = heapq.heappop(waiting)
            if until and day > until:
                continue
            self.officers.decide(told, number, day)
            self._settle()

    @staticmethod
    def _settle() -> None:
        """Deliver everything in the outbox, as the worker does."""
        while ledger.drain():
            pass


def hand_in_today(book: Book, goal: Sequence[str], *, today: date) -> Told:
    """Have a new resident hand a goal in today, asked of the agencies' systems; officers decide it."""
    began = time.monotonic()
    story = Story(book, goal, today=today, start=today, systems=watching.running(home()))
    story.cast_person()
    told = story.hand_in()
    told.seconds = time.monotonic() - began
    return told


def tell_story(
    book: Book,
    goal: Sequence[str],
    *,
    today: date,
    person: people.Party | None = None,
    tell: Tell = silent,
) -> Told:
    """Tell a goal to its end for this person, or for a new resident whom it fits."""
    began = time.monotonic()
    story = Story(book, goal, today=today, tell=tell, systems=watching.running(home()))
    if person is None:
        person = story.cast_person()
    else:
        story.adopt(person)
    tell("begin", {"person": person, "plan": story.plan, "start": story.start})
    told = story.run(story.hand_in())
    told.seconds = time.monotonic() - began
    return told
