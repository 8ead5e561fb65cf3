"""`tongban returned`: take in the rows the hub above rejected (上级平台退回), an alarm for each."""

import argparse
from pathlib import Path

from tongban.cli import output

HELP = "take in rows that the hub sent back: each becomes an alarm for its agency"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("file", type=Path, help="CSV or JSON: a case number and a reason a row")


def run(args: argparse.Namespace) -> int:
    """Read the rows and raise what is new; exit 1 where there is something to mend."""
    from tongban.config.boot import boot

    boot()
    from tongban.kernel.actors import SYSTEM
    from tongban.oversight import api as oversight

    try:
        rows = oversight.read_returned(args.file)
    except oversight.Unreadable as problem:
        return output.fail(problem.said("en"))
    alarms = oversight.take_back(rows, actor=SYSTEM)
    made = {"rows": len(rows), "alarms": [one.number for one in alarms]}
    output.emit(made, args, lambda m: f"{m['rows']} rows, {len(m['alarms'])} new alarms")
    return output.FOUND if alarms else output.DONE
