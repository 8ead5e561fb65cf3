"""tongban plan: which services, in what order, asking what; writes nothing but who looked."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tongban.cli import given

HELP = "plan life events or services: stages, questions, materials, days (writes nothing)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("goal", nargs="+", metavar="GOAL", help="life events or services, mixed")
    parser.add_argument(
        "--as",
        dest="as_",
        metavar="ID",
        help="the resident's ID number; else an adult of whom only the number is known",
    )
    parser.add_argument(
        "--refused",
        action="append",
        default=[],
        metavar="SERVICE",
        help="a service that was refused: plan another way (may be given several times)",
    )
    parser.add_argument(
        "--start",
        metavar="DAY",
        type=given.day,
        help="the day it is begun (YYYY-MM-DD): say by when each step is decided",
    )


def run(args: argparse.Namespace) -> int:
    """Plan and print; exit 1 where the plan cannot be carried out."""
    from tongban.cli import output
    from tongban.cli.showing import plans
    from tongban.config.boot import boot

    boot()
    from tongban.agencies import api as agencies
    from tongban.catalogue import api as catalogue
    from tongban.kernel.time import city_date, now
    from tongban.policy import api as policy

    book = catalogue.book()
    if not book.services:
        raise catalogue.NothingPublished
    # A goal nobody knows is said before anybody's data is looked at.
    goals = policy.Goals.of(args.goal, book)
    holdings = policy.ANONYMOUS
    if args.as_ is not None:
        holdings = _holdings(args.as_, goals.ids, book)
    # Whatever is named here must be something that exists, as a goal must.
    policy.Goals.of(args.refused, book)
    holdings = replace(holdings, refused=frozenset(args.refused))
    plan = policy.plan(goals, book, holdings=holdings, today=city_date(now()))
    shown = plan.to_json(book)
    timed = None
    if args.start is not None:
        timed = policy.schedule(plan, book, start=args.start, calendar=agencies.calendar())
        shown["dates"] = policy.schedule_json(timed)
    output.emit(shown, args, lambda _: plans.show(plan, book, output.language(), timed))
    if not plan.reachable:
        errors = [one.words for one in plan.findings if one.level == "error"]
        return output.fail(" ".join(words.in_(output.language()) for words in errors), output.FOUND)
    return output.DONE


def _holdings(number: str, goal: Sequence[str], book: Any) -> Any:
    """Look up what is held about a resident; the look leaves a row they can see."""
    from tongban.cases import api as cases
    from tongban.kernel.actors import Actor, Assurance, Purpose
    from tongban.people import api as people

    person = people.find(people.check_number(number))
    if person is None:
        raise people.UnknownParty
    # Whoever sits at the machine is not the resident, and the resident sees that somebody looked.
    actor = Actor("system", 0, "平台", "operator", assurance=Assurance.SYSTEM)
    purpose = Purpose(
        "plan", "+".join(goal), "国务院令第716号 第七条", "平台推算办事方案,看还差什么"
    )
    return cases.holdings(person.id, book=book, purpose=purpose, actor=actor, goal=goal)
