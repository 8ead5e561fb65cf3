"""tongban ask: services, life events and policies for a question in somebody's own words."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

HELP = "find services, life events and policies for a question in one's own words"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("text", nargs="?", help="the question, in any words")
    parser.add_argument(
        "--batch", type=Path, metavar="FILE.tsv", help="questions with the columns id and text"
    )
    parser.add_argument("--top", type=_count, default=5, metavar="N", help="how many answers (5)")


def run(args: argparse.Namespace) -> int:
    """Ask, and print what answers."""
    from tongban.cli import given, output

    if (args.text is None) == (args.batch is None):
        return output.fail('say one question, tongban ask "…", or name a file with --batch')
    if args.text is not None and (wrong := given.wrong_text(args.text)):
        return output.fail(wrong)
    if args.batch is not None and not args.batch.is_file():
        return output.fail(f"{args.batch} is no file")
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.exchange.federation import api as federation

    if not catalogue.revision():
        raise catalogue.NothingPublished
    if args.batch is not None:
        return _batch(args.batch, args.top)
    asked = catalogue.ask(args.text, patient=True)
    shown: dict[str, Any] = {"id": None, **_json(asked, args.top)}
    if others := federation.guides_elsewhere(args.text):
        shown["elsewhere"] = [
            {"id": one.id, "kind": one.kind, "cities": [each.instance for each in one.cities]}
            for one in others
        ]
    output.emit(shown, args, lambda _: _page(asked, args.top, output.language()))
    return output.DONE


def _batch(path: Path, top: int) -> int:
    """Answer a file line by line; a line that is no question is told so, and the rest goes on."""
    from tongban.catalogue import api as catalogue
    from tongban.cli import given, output

    code = output.DONE
    for name, text, wrong in given.texts_by_id(path):
        if wrong:
            code = output.BAD_INPUT
            made: dict[str, Any] = {"id": name, "error": wrong}
        else:
            made = {"id": name, **_json(catalogue.ask(text, patient=True), top)}
        sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return code


def _json(asked: Any, top: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "none": asked.none,
        "results": [_result(one) for one in asked.results(top)],
    }
    if len(asked.wishes) > 1:
        made["wishes"] = [
            {"text": wish.text, "results": [one.id for one in wish.found[:top]]}
            for wish in asked.wishes
        ]
    if asked.unread:
        made["unread"] = asked.unread
    return made


def _result(one: Any) -> dict[str, Any]:
    return {"id": one.id, "kind": one.kind, "score": one.score, "matched": list(one.matched)}


def _page(asked: Any, top: int, language: str) -> Any:
    """Show the answers to people: what it is, how sure, and which words spoke."""
    from rich.console import Group
    from rich.markup import escape
    from rich.table import Table

    zh = language == "zh"
    if asked.none:
        return (
            "没有找到对应的事项。可以换个说法再问，也可以拨打 12345 或到综合窗口当面说。"
            if zh
            else "Nothing published answers this. Say it in other words, call 12345, or ask at any window."
        )
    kinds = {"service": "事项", "life_event": "一件事", "policy": "政策"}
    tables: list[Any] = []
    for wish in asked.wishes:
        table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), title_justify="left")
        if len(asked.wishes) > 1:
            table.title = f"[bold]{escape(wish.text)}[/]"
        for heading in (
            ("类别", "名称", "把握", "说到的词") if zh else ("kind", "name", "sure", "matched")
        ):
            table.add_column(heading, justify="right" if heading in ("把握", "sure") else "left")
        for one in wish.likely[:top]:
            kind = kinds[one.kind] if zh else one.kind.replace("_", " ")
            name = f"{escape(one.name.in_(language))} [dim]{one.id}[/]"
            table.add_row(kind, name, f"{one.score:.0%}", escape("、".join(one.matched)))
        tables.append(table)
    return Group(*tables)


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 50:  # noqa: PLR2004 - said in the message
        raise argparse.ArgumentTypeError("between 1 and 50")
    return number
