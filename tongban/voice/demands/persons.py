"""What the person does with their demand (诉求人): answer, judge, open it again, take it back.

Whoever filed it signed in, whoever has its number and code, or a clerk with the person on the
telephone: nobody else, and no officer of the agency that deals with it.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.people import api as people
from tongban.voice.demands import filing, standards, store, working
from tongban.voice.domain import handling
from tongban.voice.domain.demands import DemandEvent
from tongban.voice.domain.problems import BadDemand, NoSuchDemand
from tongban.voice.domain.standing import Demand

LONGEST = 2000


def answer(
    number: str, *, words: str, actor: Actor, code: str = "", at: datetime | None = None
) -> Demand:
    """Answer the question that was asked back (补充); the agency's clock goes on."""
    if not words.strip():
        raise BadDemand
    return _said(
        number,
        ("answer", words),
        lambda state, said: handling.answer(state, said=said),
        actor=actor,
        code=code,
        at=at,
    )


def judge(
    number: str,
    *,
    solved: bool,
    level: int = 0,
    words: str = "",
    actor: Actor,
    code: str = "",
    at: datetime | None = None,
) -> Demand:
    """Say whether it is solved, and apart from that how satisfied one is (评判; 1 is best).

    What is not solved ends as not solved and is called back, as is a bad level. An officer judges
    for nobody: who is on the telephone says their code.
    """
    if actor.kind != "person" and not code:
        raise NoSuchDemand
    limits = standards.limits(time.city_date(at or time.now()))

    def decide(state: Demand, said: int) -> list[DemandEvent]:
        return handling.judge(state, solved=solved, level=level, said=said, limits=limits)

    return _said(number, ("judge", words), decide, actor=actor, code=code, at=at)


def reopen(
    number: str, *, words: str, actor: Actor, code: str = "", at: datetime | None = None
) -> Demand:
    """Open it again, saying what is still not right (重开); a new clock begins."""
    if not words.strip():
        raise BadDemand
    return _said(
        number,
        ("reopen", words),
        lambda state, said: handling.reopen(state, said=said),
        actor=actor,
        code=code,
        at=at,
    )


def withdraw(number: str, *, actor: Actor, code: str = "", at: datetime | None = None) -> Demand:
    """Take it back (撤回)."""
    return _said(
        number,
        ("", ""),
        lambda state, _: handling.withdraw(state),
        actor=actor,
        code=code,
        at=at,
    )


def is_theirs(state: Demand, actor: Actor, at: datetime) -> bool:
    """Whether this actor is the person, acts for them, or is a clerk who has them before them."""
    if actor.kind != "person":
        return bool(agencies.may(actor, "file_demand", agency=None))
    return bool(state.party) and bool(people.may_act_for(actor.id, state.party, at=at))


def _said(
    number: str,
    words: tuple[str, str],
    decide: Callable[[Demand, int], list[DemandEvent]],
    *,
    actor: Actor,
    code: str,
    at: datetime | None,
) -> Demand:
    """Keep what was said and let the domain decide, in one transaction. Raises NoSuchDemand."""
    at = at or time.now()
    kind, said = words
    stream = filing.by_code(number, code) if code else filing.find(number)

    def checked(state: Demand) -> list[DemandEvent]:
        if not code and not is_theirs(state, actor, at):
            raise NoSuchDemand
        return decide(state, store.say(stream, kind, said.strip()[:LONGEST], at))

    with transaction.atomic():
        return working.apply(number, checked, actor=actor, at=at)
