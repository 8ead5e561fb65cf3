"""tongban entitled: does a policy apply to these facts, what does it give, and why."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tongban.cli import given
from tongban.cli.given import GivenError

HELP = "say what a policy gives for facts, with the clauses that decide (writes nothing)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--policy", metavar="P", help="the policy's id")
    parser.add_argument(
        "--facts",
        metavar="FILE",
        help="JSON with the facts, keyed as the policy does; - is standard input",
    )
    parser.add_argument(
        "--batch", metavar="FILE", help='JSON Lines, each {"id", "policy", "facts"}'
    )
    parser.add_argument(
        "--on", metavar="DAY", type=given.day, help="the day it is asked for (today)"
    )


def run(args: argparse.Namespace) -> int:
    """Answer one question or a file of them; exit 2 where one could not be read."""
    from tongban.cli import output
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.kernel.problems import Problem
    from tongban.kernel.time import city_date, now

    book, today = catalogue.book(), args.on or city_date(now())
    if not book.policies:
        raise catalogue.NothingPublished
    try:
        if args.batch:
            return _batch(args, book, today)
        if not (args.policy and args.facts):
            return output.fail("name --policy and --facts, or a --batch of questions")
        question = {"policy": args.policy, "facts": _read(_text(args.facts), args.facts)}
        found, shown = _answer(question, book, today)
    except GivenError as error:
        return output.fail(str(error))
    except Problem as problem:
        return output.fail(problem.said(output.language()))
    from tongban.cli.showing import entitlements

    output.emit(
        {"id": None} | shown,
        args,
        lambda _: entitlements.show(found, book, today, output.language()),
    )
    return output.DONE


def _batch(args: argparse.Namespace, book: Any, today: date) -> int:
    """Answer line by line in the order of the file; a bad line says what is wrong with it."""
    from tongban.cli import output
    from tongban.kernel.problems import Problem

    code = output.DONE
    for number, line in _lines(_text(args.batch)):
        id_: Any = number
        try:
            question = _read(line, f"{args.batch}:{number}")
            id_ = question.get("id", number) if isinstance(question, dict) else number
            _, shown = _answer(question, book, today)
            made = {"id": id_} | shown
        except (GivenError, Problem) as error:
            said = error.said(output.language()) if isinstance(error, Problem) else str(error)
            made, code = {"id": id_, "error": said}, output.BAD_INPUT
        sys.stdout.write(json.dumps(made, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()
    return code


def _answer(question: Any, book: Any, today: date) -> tuple[Any, dict[str, Any]]:
    from tongban.policy import api as policy

    if not isinstance(question, dict):
        raise GivenError('expected an object {"id", "policy", "facts"}')
    facts = question.get("facts")
    if not isinstance(facts, dict):
        raise GivenError('"facts" must be an object like {"age": 80, "local": true}')
    name = question.get("policy")
    found = book.policies.get(name) if isinstance(name, str) else None
    if found is None:
        raise policy.UnknownPolicy(str(name), sorted(book.policies))
    made = policy.entitled(found, facts, book=book, today=today)
    return made, policy.entitlement_json(made)


def _text(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise GivenError(f"{path}: {reason}") from None


def _read(text: str, where: str) -> Any:
    from tongban.policy import api as policy

    try:
        return policy.read_facts(text)
    except (ValueError, RecursionError) as error:
        raise GivenError(f"{where}: this is not JSON ({error})") from None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line
