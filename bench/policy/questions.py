"""How many questions until everything is proved: the full form, a fixed order, ours, the floor.

Everybody is asked until every one of the invented `benefits` is decided; what comes out is
compared with what their whole form says, so that an entitlement that was missed shows. The floor
is the smallest set of facts found that proves all answers of a person: nobody who does not know
the answers can ask less. Shares of answers are taken from other people of the same city. The time
of one step covers what is settled, the reasons of everything, and the choice of the next question.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from bench.policy.benefits import NUMBERS, SMALL, Person, city, large, with_rare
from tongban.catalogue.domain.model import Book, Policy
from tongban.cli.commands.bench import Row, row
from tongban.kernel.text import Text
from tongban.policy.api import Conversation, Interval, Screen

TODAY = date(2026, 11, 23)
PEOPLE, FULL_PEOPLE = 150, 200
SAMPLE = 4000
FLOORS = 20
REGISTER_SMALL = ("age", "resident", "children", "rural")
REGISTER_LARGE = (*REGISTER_SMALL, "income")


def run(*, full: bool = False) -> list[Row]:
    """Ask everybody both sets of questions; return the rows."""
    count = FULL_PEOPLE if full else PEOPLE
    small = (city(SAMPLE, 1), city(count, 2))
    wide = (with_rare(city(SAMPLE, 1), 11), with_rare(city(count, 2), 12))
    return [
        *_study("15 benefits", SMALL, small, REGISTER_SMALL, (0.5, 0.4)),
        *_study("80 benefits", large(), wide, REGISTER_LARGE, (0.2, 0.15)),
    ]


# -- the study


def _conversation(rules: dict[str, str], sample: Sequence[Person], *, ticks: bool) -> Conversation:
    """Make the conversation about all benefits, with the shares of answers of the sample."""
    facts = sorted(sample[0])
    plain = _made(rules, facts, {}, {})
    chances = {
        fact: sum(one[fact] for one in sample) / len(sample)
        for fact in plain.facts
        if fact not in NUMBERS
    }
    if not ticks:
        # Nothing is rare enough to be ticked with others.
        chances = {fact: max(chance, 0.15) for fact, chance in chances.items()}
    shares = {fact: _shares(plain, fact, sample) for fact in plain.facts if fact in NUMBERS}
    return _made(rules, facts, chances, shares)


def _made(
    rules: dict[str, str],
    facts: Sequence[str],
    chances: dict[str, float],
    shares: dict[str, Sequence[int]],
) -> Conversation:
    declared = tuple(
        {
            "key": fact,
            "name": fact,
            "type": "number" if fact in NUMBERS else "bool",
            "effort": 10,
            "group": "",
            "scale": 0,
        }
        | ({"chance": chances[fact]} if fact in chances else {})
        for fact in facts
    )
    policies = [
        Policy(
            name, "2026-01-01", Text(name), {}, "verified", facts=declared,
            clauses=({"id": name, "gives": "eligible", "rule": rule},),
        )
        for name, rule in rules.items()
    ]  # fmt: skip
    return Conversation(policies, Book(), TODAY, shares)


def _shares(made: Conversation, fact: str, sample: Sequence[Person]) -> list[int]:
    bands = made.question(fact).bands()
    counts = [0] * len(bands)
    for one in sample:
        counts[next(at for at, band in enumerate(bands) if _in(band, one[fact]))] += 1
    return [count * 1000 // len(sample) for count in counts]


def _in(band: Interval, value: int) -> bool:
    return (band.low is None or value >= band.low) and (band.high is None or value <= band.high)


def _study(
    title: str,
    rules: dict[str, str],
    town: tuple[Sequence[Person], Sequence[Person]],
    register: Sequence[str],
    goals: tuple[float, float],
) -> Iterator[Row]:
    sample, people = town
    single, ticked = (_conversation(rules, sample, ticks=each) for each in (False, True))
    facts = list(single.facts)
    held = [fact for fact in register if fact in facts]
    asked = [_interview(single, one, {}) for one in people]
    screens = [_interview(ticked, one, {}) for one in people]
    known = [_interview(ticked, one, {fact: one[fact] for fact in held}) for one in people]
    few = list(zip(asked, people, strict=True))[:FLOORS]
    mean = statistics.mean
    questions, form = mean(one.questions for one in asked), len(facts)
    fixed = mean(_fixed(single, one, facts) for one in people)
    floor = mean(_floor(single, person, facts) for _, person in few)
    missed = sum(each.missed for each in (*asked, *screens, *known))
    what = f"{title}, {form} facts, {len(people)} people"
    for said, ours, other, goal, unit in (
        ("questions against the full form", questions, form, 0.52, "questions"),
        ("questions against a fixed order with skipping", questions, fixed, 1.0, "questions"),
        ("screens against the full form", _screens(screens), form, goals[0], "screens"),
        ("screens with a register against the rest of the form", _screens(known),
         form - len(held), goals[1], "screens"),
        (f"questions against the floor of {len(few)}", mean(one.questions for one, _ in few),
         floor, 1.08, "questions"),
        ("entitlements missed", missed, 1, 0.0, "missed"),
    ):  # fmt: skip
        yield row(f"{what}: {said}", ours, other, goal=goal, unit=unit, at_most=True)
    yield from _steps(what, [step for one in screens for step in one.steps])


def _screens(interviews: "Sequence[_Interviewed]") -> float:
    return statistics.mean(one.screens for one in interviews)


def _steps(what: str, took: Sequence[float]) -> Iterator[Row]:
    ordered = sorted(took)
    for name, place, goal in (("p50", 0.5, 2.0), ("p99", 0.99, 8.0)):
        found = ordered[min(int(len(ordered) * place), len(ordered) - 1)] * 1000
        yield row(
            f"{what}: one step with reasons, {name}",
            found,
            goal,
            goal=1.0,
            unit="CPU ms",
            at_most=True,
        )


class _Interviewed:
    """What an interview took."""

    __slots__ = ("missed", "questions", "screens", "steps")

    def __init__(self) -> None:
        self.questions = self.screens = self.missed = 0
        self.steps: list[float] = []


def _interview(made: Conversation, person: Person, known: Person) -> _Interviewed:
    """Ask until nothing is left, and compare with what the whole form says."""
    took, answers = _Interviewed(), dict(known)
    while True:
        began = time.process_time()
        screen = made.next(answers)
        for policy in made.policies:
            made.result(policy, answers, {})
        took.steps.append(time.process_time() - began)
        if screen is None:
            break
        took.screens += 1
        took.questions += len(screen.facts)
        answers |= _answers(made, screen, person)
    found, whole = made.outcomes(answers), made.outcomes({f: person[f] for f in made.facts})
    took.missed = sum(whole[one] is True and found[one] is not True for one in whole)
    return took


def _answers(made: Conversation, screen: Screen, person: Person) -> Person:
    if screen.kind != "band":
        return {fact: person[fact] for fact in screen.facts}
    (fact,) = screen.facts
    return {fact: next(one for one in made.question(fact).bands() if _in(one, person[fact]))}


def _fixed(made: Conversation, person: Person, order: Sequence[str]) -> int:
    """Ask in the order of the form, leaving out what no longer matters."""
    answers: Person = {}
    while True:
        open_ = {fact for facts in made.open(answers).values() for fact in facts}
        asked = next((fact for fact in order if fact in open_ and fact not in answers), None)
        if asked is None:
            return len(answers)
        answers[asked] = person[asked]


def _floor(made: Conversation, person: Person, facts: Sequence[str]) -> int:
    """Find a small set of facts that proves everything: drop one after another, several times."""
    chance = random.Random(0)  # noqa: S311 - orders, not secrets
    often = {fact: len(made.facts[fact].keys) for fact in facts}
    orders: list[Callable[[str], float]] = [
        lambda fact: often[fact],
        lambda fact: -often[fact],
    ]
    best = len(facts)
    for go in range(24):
        weigh = orders[go] if go < len(orders) else lambda fact: often[fact] + chance.random() * 2
        kept = {fact: person[fact] for fact in facts}
        for fact in sorted(facts, key=weigh):
            value = kept.pop(fact)
            if made.open(kept):
                kept[fact] = value
        best = min(best, len(kept))
    return best
