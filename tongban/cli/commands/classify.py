"""tongban classify: type, category, department, place and urgency of a demand, with reasons."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

HELP = "propose type, category, department, place and urgency for a demand in anybody's words"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("text", nargs="?", help="the demand, in any words")
    parser.add_argument(
        "--batch", type=Path, metavar="FILE.tsv", help="demands with the columns id and text"
    )


def run(args: argparse.Namespace) -> int:
    """Classify, and print the proposal."""
    from tongban.cli import given, output

    if (args.text is None) == (args.batch is None):
        return output.fail('say one demand, tongban classify "…", or name a file with --batch')
    if args.text is not None and (wrong := given.wrong_text(args.text)):
        return output.fail(wrong)
    if args.batch is not None and not args.batch.is_file():
        return output.fail(f"{args.batch} is no file")
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue

    if not catalogue.revision():
        raise catalogue.NothingPublished
    if args.batch is not None:
        return _batch(args.batch)
    made = _proposed(None, args.text)
    output.emit(made, args, lambda shown: _page(shown, output.language()))
    return output.DONE


def _batch(path: Path) -> int:
    """Classify a file line by line; a line that is no demand is told so, and the rest goes on."""
    from tongban.cli import given, output

    code = output.DONE
    for name, text, wrong in given.texts_by_id(path):
        if wrong:
            code = output.BAD_INPUT
            made: dict[str, Any] = {"id": name, "error": wrong}
        else:
            made = _proposed(name, text)
        sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return code


def _proposed(name: str | None, text: str) -> dict[str, Any]:
    """Return the proposal in the keys that scripts read."""
    from tongban.voice.routing import api as routing

    found = routing.propose(text)
    where = found.district.value
    helpers = [routing.unit_name(one.value, where) for one in found.co_functions]
    return {
        "id": name,
        "type": found.type.value,
        "category_l1": found.category_l1.value,
        "category_l2": found.category_l2.value,
        "department": routing.unit_name(found.function.value, where),
        "co_departments": helpers,
        "urgency": found.urgency.value,
        "places": [place.words for place in found.places],
        "confidence": found.confidence,
        "why": list(found.why),
        "function": found.function.value,
        "district_code": where,
        "decide_by_person": found.decide_by_person,
        "parts": list(routing.split(text)),
    }


def _page(shown: dict[str, Any], language: str) -> Any:
    """Show a proposal to people: who acts, what it is, how soon, and why."""
    from rich.console import Group
    from rich.markup import escape

    zh = language == "zh"
    category = "·".join(one for one in (shown["category_l1"], shown["category_l2"]) if one)
    sure = f"{shown['confidence']:.0%}"
    named = shown["department"] or ("待人工判定" if zh else "for a person to decide")
    lines = [
        f"[bold]{escape(named)}[/] [dim]{sure}[/]",
        escape(f"{shown['type']} · {category} · {shown['urgency']}"),
    ]
    if shown["co_departments"]:
        lines.append(("协办：" if zh else "with ") + escape("、".join(shown["co_departments"])))
    if shown["decide_by_person"]:
        lines.append("把握不足，由人工判定。" if zh else "Not sure enough: a person decides.")
    lines += [f"[dim]{escape(one)}[/]" for one in shown["why"]]
    return Group(*lines)
