"""tongban story: a life event from the ID number to the last licence."""

import argparse
from typing import Any

HELP = "run a life event (or services) to the end, officers played by the cast, on a simulated calendar"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("goal", nargs="+", metavar="EVENT", help="a life event, or services")
    parser.add_argument(
        "--as",
        dest="as_",
        metavar="ID",
        help="the resident's ID number; else a new one whom it fits",
    )


def run(args: argparse.Namespace) -> int:
    """Tell the story."""
    from tongban.cli import output
    from tongban.config.boot import boot

    boot()
    from tongban.cases import api as cases
    from tongban.catalogue import api as catalogue
    from tongban.cli.simulation import show, story
    from tongban.kernel.problems import Problem
    from tongban.kernel.time import city_date, now
    from tongban.people import api as people

    book = catalogue.book()
    person = None
    try:
        if args.as_ is not None:
            person = people.find(people.check_number(args.as_))
            if person is None:
                return output.fail(
                    "Nobody with this ID number lives here. Run: tongban city create", 2
                )
        with show.live(args, book) as tell:
            told = story.tell_story(
                book, args.goal, today=city_date(now()), person=person, tell=tell
            )
    except cases.NotPossible as problem:
        return output.fail(problem.said(output.language()), output.FOUND)
    except Problem as problem:
        return output.fail(problem.said(output.language()), 2)
    except story.NotReady as left:
        return output.fail(f"The form asks for what the story cannot answer: {left}", 1)
    output.emit(to_json(told, book), args, lambda _: show.summary(told, book))
    return 0 if all(matter.status == "granted" for matter in told.application.matters) else 1


def to_json(told: Any, book: Any) -> dict[str, Any]:
    """Print a story: the plan's keys and what happened."""
    plan = told.plan.to_json(book)
    published = told.longest(told.statutory)
    days = {
        **plan["days"],
        "used": told.longest(told.durations),
        "statutory": None if told.unpublished else published,
        "one_by_one": sum(told.durations.values()),
        "simulated": sorted(set(told.demo)),
    }
    if told.unpublished:
        days["unknown"] = sorted({*days.get("unknown", ()), *told.unpublished})
        if told.statutory:
            days["published"] = {**days.get("published", {}), "statutory": published}
    return {
        **plan,
        "days": days,
        "person": told.person,
        "application": str(told.application.id),
        "cases": [
            {
                "service": matter.service,
                "number": matter.number,
                "agency": matter.agency,
                "outcome": matter.status,
                "licence": str(matter.licence) if matter.licence else None,
                "opened": _day(told.opened.get(matter.number)),
                "closed": _day(told.closed.get(matter.number)),
                "reason": _reason(told, matter),
            }
            for matter in told.application.matters
        ],
        "exchange_calls": told.calls,
        "typed_fields": told.typed,
        "uploaded": told.uploaded,
        "seconds": round(told.seconds, 3),
    }


def _reason(told: Any, matter: Any) -> str | None:
    """Say why a matter was not granted: why it was refused, or what blocked it."""
    if matter.status == "blocked":
        return str(matter.words.zh)
    found: str | None = told.refused.get(matter.number)
    return found


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
