"""`tongban rule`: read, write and check one rule or decision table, for those who write them."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tongban.cli import given, output
from tongban.kernel.text import Text
from tongban.policy.domain.rules import cel, dmn, tables
from tongban.policy.domain.rules.clauses import Clause, Sheet, sheet
from tongban.policy.domain.rules.compiling import Compiled, compiled
from tongban.policy.domain.rules.parser import parse
from tongban.policy.domain.rules.problems import BadTable, Fault, RuleFault
from tongban.policy.domain.rules.scope import Scope
from tongban.policy.domain.rules.writing import written

HELP = "check a rule or decision table, and write it in Chinese, English, DMN or CEL"
_NEW = "规则"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("file", nargs="?", help="a file with the rule or table; - reads input")
    parser.add_argument("--text", help="the rule itself")
    parser.add_argument("--policy", metavar="ID", help="whose facts it may speak of")
    parser.add_argument(
        "--definitions", type=Path, metavar="DIR", help="where that policy is defined"
    )
    parser.add_argument("--to", choices=["zh", "en", "dmn", "cel"], default="zh", help="write as")
    parser.add_argument(
        "--hit",
        choices=["U", "F", "C+"],
        default="U",
        help="tables: unique, first, or the sum of all rows that hold",
    )


def run(args: argparse.Namespace) -> int:
    """Read, check and write; 1 when something is found, 2 when it cannot be read."""
    if (args.file is None) == (args.text is None):
        return output.fail("Name a file, or give the rule with --text.")
    drawn = _sheet(args)
    try:
        made, faults = _read(args, drawn)
    except (RuleFault, BadTable) as problem:
        said = _json(problem.fault) if isinstance(problem, RuleFault) else _cell(problem)
        output.emit({"text": None, "errors": [said], "warnings": []}, args, lambda _: None)
        return output.fail(problem.said(output.language()))
    errors = [_json(one) for one in faults if one.level == "error"]
    warnings = [_json(one) for one in faults if one.level != "error"]
    output.emit({"text": made, "errors": errors, "warnings": warnings}, args, _human(faults))
    return output.FOUND if errors else output.DONE


def _sheet(args: argparse.Namespace) -> Sheet | None:
    """Return the facts of the policy that is named; None where none is."""
    if args.policy is None:
        return None
    if args.definitions is None:
        raise given.GivenError("Say with --definitions where the policy is defined.")
    book = given.book(args.definitions)
    if args.policy not in book.policies:
        raise given.GivenError(f"There is no policy {args.policy} in {args.definitions}.")
    return sheet(book.policies[args.policy], book)


def _read(args: argparse.Namespace, drawn: Sheet | None) -> tuple[str, Sequence[Fault]]:
    suffix = Path(args.file or "").suffix.lower()
    if suffix in (".csv", ".tsv", ".xlsx", ".dmn", ".xml"):
        return _table(args, drawn, suffix)
    text = args.text if args.text is not None else _text(args.file)
    tree = parse(text, drawn.names if drawn else None)
    if drawn is None:
        if args.to in ("dmn", "cel"):
            raise _unsaid("请写明 --policy 和 --definitions", "name --policy and --definitions")
        return written(tree, args.to), ()
    made = _checked(drawn, text)
    faults = [one.fault for one in made.found if one.clause.id == _NEW]
    if args.to == "cel" and _NEW in made.program.results:
        return cel.export(made.program, _NEW), faults
    return written(tree, args.to, drawn.spelled if args.to == "zh" else None), faults


def _unsaid(zh: str, en: str) -> RuleFault:
    return RuleFault(Fault((1, 1), "rule.where", Text(zh, en)))


def _checked(drawn: Sheet, text: str) -> Compiled:
    """Compile a policy with the rule as one more clause."""
    alone = replace(drawn, clauses=(*drawn.clauses, Clause(_NEW, _NEW, text)))
    region = str(drawn.policy.region.get("code") or drawn.book.region)
    return compiled(alone, on=drawn.policy.version, region=region)


def _table(
    args: argparse.Namespace, drawn: Sheet | None, suffix: str
) -> tuple[str, Sequence[Fault]]:
    table = _load(args, drawn, suffix)
    faults = () if drawn is None else tables.faults(table, _scope(drawn))
    if args.to == "dmn":
        return dmn.export(table, key="decision", name=Path(args.file).stem), faults
    if args.to == "cel":
        raise _unsaid("决策表请导出为 dmn", "write tables as dmn")
    spelled = drawn.spelled if drawn is not None and args.to == "zh" else None
    lines = [
        f"{result}: {written(table.expression(result), args.to, spelled)}"
        for result in table.results
    ]
    return "\n".join(lines), faults


def _load(args: argparse.Namespace, drawn: Sheet | None, suffix: str) -> tables.Table:
    options: dict[str, Any] = {"hit": args.hit}
    if drawn is not None:
        kinds = {key: one.type.kind for key, one in drawn.facts.items()}
        options |= {"names": drawn.names, "kinds": kinds}
    if suffix in (".dmn", ".xml"):
        return dmn.load(_text(args.file))
    if suffix == ".xlsx":
        return tables.read(_rows(Path(args.file)), **options)
    return tables.read_csv(_text(args.file), **options)


def _rows(path: Path) -> list[list[str]]:
    """Read the first sheet of a workbook as texts."""
    from tongban.catalogue.workbooks.opening import opened
    from tongban.catalogue.workbooks.results import Unreadable

    try:
        with opened(path.read_bytes()) as book:
            lines = book.worksheets[0].iter_rows(max_row=tables.MOST_ROWS + 2, values_only=True)
            return [["" if cell is None else str(cell) for cell in line] for line in lines]
    except Unreadable as fault:
        raise BadTable(1, 1, Text(str(fault))) from None


def _scope(drawn: Sheet) -> Scope:
    return Scope(drawn.facts, lambda _key: None, drawn.columns)


def _text(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    return Path(name).read_text(encoding="utf-8-sig")


def _json(fault: Fault) -> dict[str, Any]:
    line, column = fault.at
    said = fault.words.in_(output.language())
    return {"line": line, "column": column, "rule": fault.rule, "message": said}


def _cell(problem: BadTable) -> dict[str, Any]:
    said = problem.why.in_(output.language())
    return {"line": problem.row, "column": problem.column, "rule": "table", "message": said}


def _human(faults: Sequence[Fault]) -> Callable[[Any], str]:
    said = "".join(f"\n{fault.said(output.language())}" for fault in faults)
    return lambda made: f"{made['text']}{said}"
