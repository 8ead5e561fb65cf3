"""tongban city create|reset|federate|…: the pilot city, and accords with other cities."""

import argparse
from typing import Any

LARGEST = 100_000
HELP = "create the pilot city (residents, firms, agencies, staff), empty it, or federate it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "what",
        choices=(
            *("create", "applications", "demands", "benefits", "visits", "reset"),
            *("federate", "bundle", "take"),
        ),
        help="create the city, let its people hand more in, say what is wrong, run a night of benefits, fill the halls, or empty it; federate with another city, carry what waits for it in a file",
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="federate ADDRESS; bundle CITY FILE; take FILE",
    )
    parser.add_argument(
        "--key", default="", metavar="THUMBPRINT", help="federate: as the other city's people told"
    )
    parser.add_argument(
        "--own", default="", metavar="ADDRESS", help="federate: where other cities reach this one"
    )
    parser.add_argument(
        "--residents", type=_count, default=120, metavar="N", help="residents beside the cast (120)"
    )
    parser.add_argument(
        "--firms", type=_count, default=12, metavar="N", help="firms with an owner each (12)"
    )
    parser.add_argument(
        "--applications", type=_count, default=45, metavar="N", help="applications under way (45)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed makes the same city (1)"
    )
    parser.add_argument(
        "--parent", type=int, default=0, metavar="PID", help="visits: go on while this process is"
    )
    parser.add_argument("--yes", action="store_true", help="reset without asking")


def _count(text: str) -> int:
    """Read a size: a whole number from 0 to 100000."""
    if not text.isascii() or not text.isdigit() or int(text) > LARGEST:
        msg = f"{text!r} is not a whole number from 0 to 100000"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Create or empty the city."""
    from tongban.cli import output
    from tongban.config.boot import boot

    boot()
    if args.what == "reset":
        return _reset(args)
    if args.what in ("federate", "bundle", "take"):
        from tongban.cli import federating

        return federating.run(args)
    from tongban.catalogue import api as catalogue
    from tongban.cli.simulation import city, show, systems
    from tongban.config.home import home

    book = catalogue.book()
    if not book.services:
        return output.fail("Nothing is published yet. Run: tongban publish definitions", 2)
    if args.what in _MORE:
        made_of, words = _MORE[args.what](book, args.seed, args.applications)
        _go_on(args, book)
        output.emit(made_of, args, lambda _: words)
        return 0
    systems.prepare(book, home())
    with show.progress(args) as step:
        made = city.create(
            book, residents=args.residents, firms=args.firms, applications=args.applications,
            seed=args.seed, step=step,
        )  # fmt: skip
    output.emit(made.to_json(), args, lambda _: show.cast(made))
    return 0


def _demands(book: Any, seed: int, _most: int) -> tuple[dict[str, Any], str]:
    from tongban.cli.simulation import demands, mishaps

    made = {"demands": demands.fill(book, seed=seed), "cases": 0}
    if made["demands"]:
        made["cases"] = mishaps.fill(book, seed=seed)
    return made, f"{made['demands']} demands, {made['cases']} cases gone wrong."


def _applications(book: Any, _seed: int, most: int) -> tuple[dict[str, Any], str]:
    from tongban.cli.simulation import city

    made = {"applications": city.grow(book, applications=most)}
    return made, f"{made['applications']} applications."


def _benefits(book: Any, seed: int, _most: int) -> tuple[dict[str, Any], str]:
    from dataclasses import asdict

    from tongban.cli.simulation import benefits

    made = asdict(benefits.night(book, seed=seed))
    said = f"{made['persons']:,} people, {made['lists']} lists, {made['lines']:,} lines"
    return made, f"{said} in {made['seconds']} s."


def _visits(book: Any, seed: int, _most: int) -> tuple[dict[str, Any], str]:
    from tongban.cli.simulation import visitors

    made = {"visits": visitors.fill(book, seed=seed)}
    return made, f"{made['visits']} visits."


def _go_on(args: Any, book: Any) -> None:
    """Let people go on coming to the halls while the process that asked for it is there."""
    import os

    from tongban.cli.simulation import visitors

    if args.what == "visits" and args.parent:
        visitors.live(book, seed=args.seed, goes_on=lambda: os.getppid() == args.parent)


_MORE = {
    "demands": _demands,
    "applications": _applications,
    "benefits": _benefits,
    "visits": _visits,
}
"""What the city grows by once it stands."""


def _reset(args: Any) -> int:
    from tongban.cli import output
    from tongban.cli.simulation import city
    from tongban.config import database

    if not args.yes:
        return output.fail(
            "This empties the city: people, licences, cases and their history. Say --yes to do it.",
            2,
        )
    with database.as_owner():
        emptied = city.reset()
    output.emit({"emptied": emptied}, args, lambda made: f"{made['emptied']} tables are empty.")
    return 0
