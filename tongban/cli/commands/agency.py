"""tongban agency: the agencies' own systems of the pilot city, each a small process of its own."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

HELP = "the agencies' own systems of the pilot city: list, run, publish, stop, hand every life event in through them"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "what", choices=("list", "run", "publish", "stories", "stop"), help="what to do"
    )
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="one system; without it all of them"
    )
    parser.add_argument("--port", type=int, metavar="N", help="another port for this system")
    parser.add_argument(
        "--parent", type=int, default=0, metavar="PID", help="stop when this process is gone"
    )


def run(args: argparse.Namespace) -> int:
    """List, run or stop systems, or hand every life event in through those that run."""
    from tongban.cli import output
    from tongban.config.home import home
    from tongban.exchange.agency_systems import watching

    if args.what == "stop":
        stopped = watching.stop(home(), args.name)
        output.emit({"stopped": stopped}, args, lambda made: f"{made['stopped']} stopped.")
        return output.DONE
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.cli.simulation import systems

    if args.what in ("stories", "publish"):
        return _stories(args) if args.what == "stories" else _publish(args)
    names = systems.prepare(catalogue.book(), home())
    if not names:
        return output.fail("The city names no systems, or nothing is published.", 2)
    if args.name is not None and args.name not in names:
        return output.fail(f"No system {args.name}. There are: {', '.join(names)}", 2)
    if args.what == "list":
        return _list(args, names)
    return _run(args, [args.name] if args.name else names)


def _list(args: Any, names: list[str]) -> int:
    from tongban.cli import output
    from tongban.config.home import home
    from tongban.exchange.agency_systems import plan, watching

    alive = watching.running(home())
    rows = []
    for name in names:
        system = plan.read(home() / watching.FOLDER / name)
        shape = system.shape if system.shape != "files" else f"{system.via} {system.format}"
        rows.append(
            {
                "name": name, "title": system.title, "shape": shape, "port": system.port,
                "registers": [one.name for one in system.registers],
                "running": name in alive, "pid": alive.get(name, {}).get("pid"),
            }
        )  # fmt: skip
    output.emit({"systems": rows}, args, lambda made: "\n".join(map(_line, made["systems"])))
    return output.DONE


def _line(row: dict[str, Any]) -> str:
    state = f"pid {row['pid']}" if row["running"] else "not running"
    return f"{row['name']:10} {row['shape']:14} {row['title']}  {state}"


def _run(args: Any, names: list[str]) -> int:
    """Become the program that runs these systems, until a signal comes or the parent is gone."""
    from tongban.cli import output
    from tongban.cli.simulation import systems
    from tongban.config.home import home
    from tongban.exchange.agency_systems import plan, watching

    if args.name and args.port:
        systems.move(home() / watching.FOLDER / args.name, args.port)
    alive = watching.running(home())
    places = [home() / watching.FOLDER / name for name in names if name not in alive]
    for place in places:
        system = plan.read(place)
        if system.shape == "database":
            systems.make_database(system)
    output.note(f"{len(places)} start, {len(alive)} run already.")
    if places:
        _become(places, args.parent)
    return output.DONE


def _publish(args: Any) -> int:
    """Try every connected system and activate the data services that answer."""
    from tongban.cli import output
    from tongban.exchange import api as exchange
    from tongban.kernel.actors import SYSTEM

    active = exchange.publish_services(actor=SYSTEM)
    output.emit(
        {"active": active}, args, lambda made: f"{len(made['active'])} services are active."
    )
    return output.DONE


def _stories(args: Any) -> int:
    """Hand each life event in for somebody new, its facts asked of the systems; a line for each."""
    from tongban.catalogue import api as catalogue
    from tongban.cli import output
    from tongban.cli.simulation import story
    from tongban.config.home import home
    from tongban.exchange.agency_systems import watching
    from tongban.kernel.problems import Problem
    from tongban.kernel.time import city_date, now

    os.nice(10)  # whoever looks at a page comes first
    if not watching.settled(home(), watching.running(home()), seconds=20):
        return output.fail("The systems have not passed on what was entered.", output.IMPOSSIBLE)
    book = catalogue.book()
    rows: list[dict[str, Any]] = []
    for event in sorted(book.events):
        try:
            told = story.hand_in_today(book, [event], today=city_date(now()))
        except (story.NotReady, Problem) as problem:
            rows.append({"event": event, "problem": str(problem)})
            continue
        held = [one.source == "exchange" for one in told.plan.held]
        rows.append(
            {
                "event": event, "exchange_calls": told.calls, "from_agencies": sum(held),
                "typed_fields": told.typed, "seconds": round(told.seconds, 2),
            }
        )  # fmt: skip
        output.note("  " + _told(book.events[event].name.zh, rows[-1]))
    output.emit({"stories": rows}, args, lambda made: f"{len(made['stories'])} told.")
    return output.DONE


def _told(name: str, row: dict[str, Any]) -> str:
    return (
        f"{name}：向部门查询 {row['exchange_calls']} 次，{row['from_agencies']} 项不用填，"
        f"{row['seconds']} 秒"
    )


def _become(places: list[Path], parent: int) -> NoReturn:
    """Become the program of the agencies, and forget the platform: it is small from here on."""
    command = [sys.executable, "-m", "tongban.exchange.agency_systems", "--parent", str(parent)]
    os.execv(sys.executable, [*command, *map(str, places)])  # noqa: S606 - our own program
