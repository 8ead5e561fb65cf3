"""`tongban archive`: pack finished cases, verify packages, destroy what is over by two (归档)."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from tongban.cli import output

HELP = (
    "finished cases as packages: pack, show, verify, hold, release, due, propose, approve, rotate"
)
ACTS = ("pack", "show", "verify", "hold", "release", "due", "propose", "approve", "rotate")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("act", choices=ACTS)
    parser.add_argument("of", nargs="*", help="numbers of cases; for approve the list's id")
    parser.add_argument(
        "--what", choices=("files", "facts", "demands"), default="files",
        help="of due, propose and approve: files of cases, facts, or words of demands",
    )  # fmt: skip
    parser.add_argument("--why", default="", help="why a case is held")
    parser.add_argument("--as", dest="who", default="", help="the officer's user name")


def run(args: argparse.Namespace) -> int:
    """Do one act; exit 1 where a package is not whole."""
    from tongban.config.boot import boot

    boot()
    from tongban.kernel.problems import Problem

    try:
        made = _done(args)
    except (Problem, ValueError) as problem:
        return output.fail(problem.said() if isinstance(problem, Problem) else str(problem))
    output.emit(made, args, _human)
    return output.FOUND if made.get("faults") else output.DONE


def _done(args: argparse.Namespace) -> dict[str, Any]:
    from tongban.cases.archiving import api as archiving
    from tongban.kernel import time

    now = time.now()
    acts: dict[str, Callable[[], dict[str, Any]]] = {
        "pack": lambda: {"packed": archiving.pack_waiting(now)},
        "show": lambda: {"archives": [asdict(archiving.archive(one)) for one in args.of]},
        "verify": lambda: _verified(args.of),
        "hold": lambda: {"archives": [_held(args, one) for one in args.of]},
        "release": lambda: {"archives": [_held(args, one) for one in args.of]},
        "due": lambda: _due(args, time.city_date(now)),
        "propose": lambda: {"list": _proposed(args)},
        "approve": lambda: _approved(args),
        "rotate": lambda: {"key": archiving.rotate_key()},
    }
    return acts[args.act]()


def _verified(numbers: list[str]) -> dict[str, Any]:
    from tongban.cases.archiving import api as archiving

    found = {one: archiving.verify_archive(one) for one in numbers}
    return {"verified": list(found), "faults": {one: said for one, said in found.items() if said}}


def _due(args: argparse.Namespace, on: date) -> dict[str, Any]:
    from tongban.cases.archiving import api as archiving
    from tongban.oversight.destroying import api as destroying

    if args.what == "files":
        return {"archives": [asdict(one) for one in archiving.due_for_destruction(on)]}
    return {args.what: [asdict(one) for one in destroying.due(args.what, on=on)]}


def _proposed(args: argparse.Namespace) -> int:
    from tongban.cases.archiving import api as archiving
    from tongban.oversight.destroying import api as destroying

    who = _officer(args)
    if args.what == "files":
        return archiving.propose_destruction(args.of, actor=who)
    return destroying.propose(args.what, actor=who)


def _approved(args: argparse.Namespace) -> dict[str, Any]:
    from tongban.cases.archiving import api as archiving
    from tongban.oversight.destroying import api as destroying

    if len(args.of) != 1 or not args.of[0].isdecimal():
        msg = "approve takes the id of one list"
        raise ValueError(msg)
    made, who = int(args.of[0]), _officer(args)
    if args.what == "files":
        certificate, signature = archiving.approve_destruction(made, actor=who)
        return {"certificate": certificate, "signature": signature}
    certificate, signature, gone = destroying.approve(made, actor=who)
    return {"certificate": certificate, "signature": signature, "gone": gone}


def _held(args: argparse.Namespace, number: str) -> dict[str, Any]:
    from tongban.cases.archiving import api as archiving

    who = _officer(args)
    if args.act == "hold":
        return asdict(archiving.hold(number, why=args.why, actor=who))
    return asdict(archiving.release(number, actor=who))


def _officer(args: argparse.Namespace) -> Any:
    from tongban.people import api as people

    account = people.account(args.who) if args.who else None
    if account is None or account.party_id is not None:
        msg = "--as must name an officer"
        raise ValueError(msg)
    return people.actor_of(account)


def _human(made: dict[str, Any]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in made.items())
