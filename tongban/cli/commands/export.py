"""`tongban export`: services, cases and the event log, in the forms of the standards (按标准导出)."""

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tongban.catalogue import packages
from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.standard.package import Exported, Stamp, export
from tongban.cli import given, output
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date, now

HELP = "write services or cases as tables of GB/T 39046, or the event log as OCEL 2.0 or XES"
SHOWN = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("form", choices=["39046", "ocel", "xes"], help="the standard")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="NAME.json, NAME.xlsx, or a directory for CSV; of a log NAME.json, NAME.sqlite, NAME.xes",
    )
    parser.add_argument(
        "--cases", action="store_true", help="the tables of cases (classes 2 to 6 and 8)"
    )
    parser.add_argument(
        "--definitions", type=Path, help="read these files (else what is published)"
    )
    parser.add_argument(
        "--service", action="append", default=[], metavar="ID", help="only this one; repeatable"
    )
    parser.add_argument(
        "--on", type=given.day, metavar="DAY", help="as it was in force on a day (else today)"
    )


def run(args: argparse.Namespace) -> int:
    """Export, and say how many rows were written and what the standards would complain of."""
    if args.form != "39046":
        return _log(args)
    if args.cases:
        return _cases(args)
    on = args.on or city_date(now())
    definitions = (
        given.definitions(args.definitions).definitions if args.definitions else given.published()
    )
    known = _newest(definitions, on.isoformat())
    if unknown := [name for name in args.service if name not in known]:
        return output.fail(f"There is no service {unknown[0]}.")
    chosen = [known[name] for name in sorted(args.service or known)]
    if not chosen:
        return output.fail("There is no service to export. See: tongban publish --help")
    book = compile_book(in_force(definitions, on.isoformat()).values())
    stamp = _stamp(chosen, definitions, on)
    made = export([one.value for one in chosen], book, stamp)
    packages.write(made, args.out)
    output.emit(_result(made, args.out, len(chosen)), args, _human)
    return output.DONE


def _log(args: argparse.Namespace) -> int:
    """Write the event log without a name in it, for other people's process mining."""
    from tongban.config.boot import boot

    boot()
    from tongban.oversight import api as oversight

    out: Path = args.out
    if args.form == "ocel" and out.suffix not in (".json", ".sqlite"):
        return output.fail("--out of an OCEL log ends with .json or .sqlite.")
    told = oversight.export(args.form, out, actor=SYSTEM)
    made = {
        "events": told.events,
        "objects": told.objects,
        "path": str(out),
        "relations": told.relations,
        "cases": told.cases,
        "types": told.types,
    }
    output.emit(made, args, lambda m: f"{m['events']} events, {m['objects']} objects: {m['path']}")
    return output.DONE


def _cases(args: argparse.Namespace) -> int:
    """Write the classes of cases, with what the hub would send back."""
    from tongban.config.boot import boot

    boot()
    from tongban.oversight import api as oversight

    made = oversight.hub_tables(actor=SYSTEM, since=args.on)
    packages.write_tables(made.tables, args.out)
    told = {
        "events": 0,
        "objects": sum(len(rows) for rows in made.tables.values()),
        "path": str(args.out),
        "rows": {name: len(rows) for name, rows in made.tables.items()},
        "notes": [one.to_json() for one in made.notes],
    }
    output.emit(told, args, lambda m: f"{m['objects']} rows: {m['path']}")
    return output.DONE


def _newest(definitions: Sequence[Definition], on: str) -> dict[str, Definition]:
    """Return each service in the version that came last, an ended one too: the hub must hear of it."""
    found: dict[str, Definition] = {}
    for one in definitions:
        known = found.get(one.id)
        if (
            one.kind == "service"
            and one.version <= on
            and (not known or known.version < one.version)
        ):
            found[one.id] = one
    return found


def _stamp(chosen: Sequence[Definition], all_: Sequence[Definition], on: date) -> Stamp:
    """Say when this is, which version of each service it is, and which have ended."""
    held = Counter(one.id for one in all_ if one.kind == "service" and one.version <= str(on))
    ended = {
        one.id
        for one in chosen
        if (last := one.value.get("until") or (one.value.get("standard") or {}).get("plan_until"))
        and last < on.isoformat()
    }
    moment: datetime = now()
    batch = f"{on:%Y%m%d}"
    return Stamp(moment, batch=batch, versions=dict(held), ended=frozenset(ended))


def _result(made: Exported, out: Path, services: int) -> dict[str, Any]:
    missing = Counter((fault.table, fault.column) for _, fault in made.notes)
    return {
        "events": 0,
        "objects": made.count,
        "path": str(out),
        "services": services,
        "rows": {name: len(found) for name, found in made.tables.items()},
        "notes": [
            {
                "service": name,
                "table": f.table,
                "row": f.row,
                "column": f.column,
                "message": f.message,
            }
            for name, f in made.notes
        ],
        "missing": [{"table": t, "column": c, "rows": n} for (t, c), n in missing.most_common()],
    }


def _human(made: dict[str, Any]) -> str:
    lines = [
        f"{made['services']} services, {made['objects']} rows: {made['path']}",
        *(
            f"  {each['table']}.{each['column']}: {each['rows']} rows lack it or are too long"
            for each in made["missing"][:SHOWN]
        ),
    ]
    if len(made["missing"]) > SHOWN:
        lines.append(f"  … and {len(made['missing']) - SHOWN} more columns (--json has all)")
    return "\n".join(lines)
