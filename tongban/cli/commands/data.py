"""`tongban data`: a table nobody foresaw becomes facts, and ends again (新数据接入)."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongban.cli import given, output

if TYPE_CHECKING:
    from tongban.facts import api as facts

HELP = "take in a table (CSV, Excel, JSON): profile it, add it, list and withdraw datasets"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    profile = acts.add_parser("profile", help="say what a table holds and what its columns may be")
    add = acts.add_parser("add", help="add a table as a dataset; its rows become facts")
    for each in (profile, add):
        each.add_argument("source", metavar="FILE|URL", help="the table")
    add.add_argument("--name", help="what it is called (else its file's name)")
    add.add_argument("--owner", required=True, help="an agency's code, or a company's credit code")
    add.add_argument("--purpose", required=True, help="what it is for, in a sentence")
    add.add_argument("--law", default="", help="the article it is held under")
    add.add_argument("--consent", action="store_true", help="nobody's row is read without consent")
    add.add_argument("--months", type=int, required=True, help="how long its rows are kept")
    add.add_argument("--sharing", choices=["open", "conditional", "closed"], default="closed")
    add.add_argument("--condition", default="", help="the condition of conditional sharing")
    add.add_argument("--grade", type=int, default=2, help="the least grade of its columns, 1 to 4")
    add.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=KIND", help="this column is this kind"
    )
    add.add_argument(
        "--keep", action="append", default=[], metavar="COLUMN", help="keep it as it is, unnamed"
    )
    add.add_argument("--offer", action="store_true", help="only offer it; a designer agrees")
    acts.add_parser("list", help="list the datasets")
    withdraw = acts.add_parser("withdraw", help="end a dataset and name the cases that used it")
    withdraw.add_argument("dataset", type=int, help="its number, as `list` shows it")
    withdraw.add_argument("--reason", required=True, help="why")
    for each in acts.choices.values():
        each.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Do one of the acts."""
    if args.act == "add" and not (args.law or args.consent):
        return output.fail("--law is missing: the article it is held under; or say --consent.")
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.facts import api as facts

    try:
        return _ACTS[args.act](args)
    except catalogue.DefinitionsWrong as problem:
        output.emit({"errors": [one.to_json() for one in problem.detail]}, args)
        return output.fail("Its kinds of facts cannot be published; nothing was changed.")
    except facts.FactsProblem as problem:
        output.emit({"errors": [{"code": problem.code, "message": problem.said("en")}]}, args)
        return output.fail(problem.said("en"))


def _profile(args: argparse.Namespace) -> int:
    from tongban.facts import api as facts

    content, name = _content(args.source)
    found, proposed = facts.data.looked_at(content, name)
    made = found.to_json() | {"proposals": [asdict(each) for each in proposed]}
    output.emit(made, args, lambda _: _told(found, proposed))
    return output.DONE


def _told(found: "facts.data.Profile", proposed: "list[facts.data.Proposal]") -> str:
    lines = [f"{found.rows} rows, {found.repeated} repeated; key: {found.key or 'none'}"]
    for column, each in zip(found.columns, proposed, strict=True):
        near = ", ".join(f"{one.kind} {one.score:.2f}" for one in each.near)
        lines.append(
            f"{column.name}  {column.type}  empty {column.empty}, wrong {column.bad}"
            f"  → {each.act} {each.kind}" + (f"  (near: {near})" if near else "")
        )
    return "\n".join(lines)


def _add(args: argparse.Namespace) -> int:
    from tongban.facts import api as facts
    from tongban.kernel.actors import SYSTEM

    content, file = _content(args.source)
    terms = facts.Terms(
        owner=args.owner,
        purpose=args.purpose,
        law=args.law,
        months=args.months,
        ground="consent" if args.consent else "law",
        sharing=args.sharing,
        condition=args.condition,
        grade=args.grade,
    )
    name = args.name or Path(file).stem
    if args.offer:
        made = facts.data.offer(content, file=file, name=name, terms=terms, actor=SYSTEM)
    else:
        columns = _columns(args)
        made = facts.data.add(
            content, file=file, name=name, terms=terms, columns=columns, actor=SYSTEM
        )
    output.emit(_result(made), args, _line)
    return output.DONE


def _list(args: argparse.Namespace) -> int:
    from tongban.facts import api as facts

    made = {"datasets": [_result(each) for each in facts.data.datasets()]}
    output.emit(
        made, args, lambda said: "\n".join(map(_line, said["datasets"])) or "There is none."
    )
    return output.DONE


def _withdraw(args: argparse.Namespace) -> int:
    from tongban.facts import api as facts
    from tongban.kernel.actors import SYSTEM

    done = facts.data.withdraw(args.dataset, reason=args.reason, actor=SYSTEM)
    made = _result(done.dataset) | {"ended": done.ended, "used_in": list(done.used_in)}
    used = ", ".join(done.used_in) or "no case"
    output.emit(made, args, lambda _: f"{done.ended} statements ended; used in: {used}")
    return output.DONE


def _result(made: "facts.Dataset") -> dict[str, Any]:
    return {
        "id": made.id,
        "name": made.name,
        "state": made.state.value,
        "owner": made.terms.owner,
        "ground": made.terms.ground,
        "sharing": made.terms.sharing,
        "rows": made.rows,
        "matched": made.matched,
        "until": made.until.isoformat() if made.until else None,
        "columns": dict(made.columns),
    }


def _line(made: Mapping[str, Any]) -> str:
    until = f" until {made['until']}" if made["until"] else ""
    rows = f"{made['rows']} rows, {made['matched']} matched"
    return f"{made['id']}  {made['state']}  {made['name']}  {made['owner']}  {rows}{until}"


def _content(source: str) -> tuple[bytes, str]:
    from tongban.exchange.connectors.fetched import NotFetchedError, fetch
    from tongban.facts import api as facts

    if source.startswith(("http://", "https://")):
        try:
            return fetch(source, largest=facts.data.LARGEST)
        except NotFetchedError as fault:
            raise given.GivenError(f"{source} was not fetched: {fault}.") from fault
    path = Path(source)
    try:
        if path.stat().st_size > facts.data.LARGEST:
            raise given.GivenError(f"{path} is larger than {facts.data.LARGEST // 1_000_000} MB.")
        return path.read_bytes(), path.name
    except OSError as fault:
        raise given.GivenError(f"{path} cannot be read: {fault.strerror}.") from fault


def _columns(args: argparse.Namespace) -> dict[str, str]:
    said = dict.fromkeys(args.keep, "")
    for each in args.map:
        column, mark, kind = each.partition("=")
        if not mark:
            raise given.GivenError(f"{each!r} is no COLUMN=KIND.")
        said[column] = kind
    return said


_ACTS = {"profile": _profile, "add": _add, "list": _list, "withdraw": _withdraw}
