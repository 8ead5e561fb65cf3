"""tongban connect: connect an agency's or a company's system, and test what was connected."""

import argparse
import sys
from pathlib import Path
from typing import Any

HELP = "connect a source to a data service (wizard or flags); test or list what is connected"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "name", metavar="NAME", help="the source's name; or: list, test (with a NAME after it)"
    )
    parser.add_argument("of", nargs="?", metavar="NAME", help="the source to be tested")
    parser.add_argument("--kind", help="http, feed, sql, files, sftp, s3 or nats")
    parser.add_argument("--at", metavar="ADDRESS", help="URL or folder; no password in it")
    parser.add_argument("--service", metavar="DS", help="the data service it answers")
    parser.add_argument("--from", dest="place", metavar="PLACE", help="table, register or file")
    parser.add_argument("--find-by", metavar="COLUMN", help="the column of the subject's number")
    parser.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=KIND", help="one field; repeatable"
    )
    parser.add_argument("--agency", default="", help="the agency whose system it is")
    parser.add_argument(
        "--secret-file", type=Path, metavar="FILE", help="its password, kept in the home's secrets"
    )
    parser.add_argument(
        "--option", action="append", default=[], metavar="KEY=VALUE", help="what the kind needs"
    )
    parser.add_argument("--yes", action="store_true", help="write without asking")


def run(args: argparse.Namespace) -> int:
    """Connect, list or test."""
    from tongban.cli import output
    from tongban.config.boot import boot

    boot()
    from tongban.exchange.connectors.connection import BadConnection

    try:
        if args.name == "list":
            return _list(args)
        if args.name == "test":
            return _test(args)
        return _connect(args)
    except BadConnection as problem:
        return output.fail(problem.said(output.language()), output.BAD_INPUT)
    except (ConnectionError, TimeoutError) as fault:
        return output.fail(f"The source does not answer: {fault}", output.IMPOSSIBLE)


def _list(args: Any) -> int:
    from tongban.cli import output
    from tongban.config.home import home
    from tongban.exchange.connectors import connection

    rows = [connection.as_json(one) for one in connection.every(home())]
    output.emit(
        {"connections": rows},
        args,
        lambda made: "\n".join(
            f"{one['name']:12} {one['kind']:6} {', '.join(one['services'])}"
            for one in made["connections"]
        ),
    )
    return output.DONE


def _test(args: Any) -> int:
    from dataclasses import asdict

    from tongban.catalogue import api as catalogue
    from tongban.cli import output
    from tongban.config.home import home
    from tongban.exchange.connectors import connection, wizard

    kinds = catalogue.book().kinds
    every = [one for one in connection.every(home()) if args.of in (None, one.name)]
    if not every:
        return output.fail(f"No connection {args.of or ''}.", output.BAD_INPUT)
    found = [
        {"connection": one.name, **asdict(each)}
        for one in every
        for each in wizard.test(one, home(), kinds)
    ]
    errors = [one for one in found if one["level"] == "error"]
    output.emit(
        {"tested": len(every), "findings": found},
        args,
        lambda made: "\n".join(
            [f"{one['connection']} {one['service']}: {one['what']}" for one in made["findings"]]
            + [f"{made['tested']} tested, {len(errors)} errors."]
        ),
    )
    return output.FOUND if errors else output.DONE


def _connect(args: Any) -> int:
    from tongban.catalogue import api as catalogue
    from tongban.cli import output
    from tongban.config.home import home
    from tongban.exchange.connectors import connection, wizard

    book = catalogue.book()
    wanted = args.service or _asked(
        "Which data service does it answer?", sorted(book.data_services)
    )
    service = book.data_services.get(wanted)
    if service is None:
        return output.fail(f"No data service {wanted} is published.", output.BAD_INPUT)
    made = _described(args, service.agency)
    source, places = wizard.look(made, home())
    named = {one.name: one for one in places}
    place = named.get(args.place or "") or wizard.best_place(service, places, book.kinds)
    rows = source.sample(place.name, seconds=wizard.PATIENCE)
    proposed = wizard.propose(service, place, rows, book.kinds)
    given = dict(one.split("=", 1) for one in args.map)
    route = connection.Route(
        place.name, args.find_by or proposed.find_by, {**proposed.fields, **given}
    )
    if not route.find_by or not route.fields:
        return output.fail(
            f"Nothing in {place.name} looks like this service: name columns with --find-by and --map. "
            f"It has {', '.join(place.columns)}.",
            output.BAD_INPUT,
        )
    shown = wizard.preview(rows, route, book.kinds)
    if not args.json:
        _show(route, proposed, shown)
    if not args.yes and not args.json and _asked("Write it?", ["yes", "no"]) != "yes":
        return output.DONE
    made = wizard.add(made, service.id, route)
    path = connection.write(home(), made)
    tests = wizard.record_tests(made, source, home())
    said = {
        "written": str(path), "tests": str(tests), "service": service.id, "from": route.place,
        "find_by": route.find_by, "fields": dict(route.fields), "preview": shown,
        "left_out": {key: list(kinds) for key, kinds in proposed.near.items() if key not in given},
    }  # fmt: skip
    output.emit(said, args, lambda one: f"Written: {one['written']} and its contract tests.")
    return output.DONE


def _described(args: Any, agency: str) -> Any:
    """Return the connection so far: the one that is there, or a new one from flags or questions."""
    from tongban.config.home import home
    from tongban.exchange.connectors import connection

    path = connection.folder(home()) / f"{args.name}{connection.SUFFIX}"
    if path.exists() and not args.kind:
        return connection.read(path)
    kind = args.kind or _asked("What kind of source is it?", list(connection.KINDS))
    at = args.at or _asked("Where is it? (URL or folder, no password)", [])
    secret = ""
    if args.secret_file:
        secret = f"connection-{args.name}"
        connection.keep_secret(home(), secret, args.secret_file.read_text("utf-8").strip())
    options = dict(one.split("=", 1) for one in args.option)
    return connection.Connection(args.name, kind, at, {}, args.agency or agency, secret, options)


def _show(route: Any, proposed: Any, shown: list[dict[str, Any]]) -> None:
    print(f"{route.place}: found by {route.find_by}")
    for column, kind in route.fields.items():
        print(f"  {column} → {kind}")
    for column, kinds in proposed.near.items():
        if column not in route.fields:
            print(f"  {column} is left out{' (perhaps ' + ', '.join(kinds) + ')' if kinds else ''}")
    for row in shown:
        print(f"  {row}")


def _asked(question: str, choices: list[str]) -> str:
    """Ask on the terminal; without one the flags must say it."""
    from tongban.exchange.connectors.connection import BadConnection

    if not sys.stdin.isatty():
        raise BadConnection(f"{question} ({', '.join(choices)})")
    print(f"{question} {', '.join(choices)}")
    return input("> ").strip()
