"""tongban burden: how much of what services need ends at "ask the person"."""

import argparse
from collections.abc import Mapping
from typing import Any

HELP = "facts and materials held and asked, and visits, for every service and life event"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = HELP


def run(args: argparse.Namespace) -> int:
    """Count and print."""
    from tongban.cli import output
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.kernel.time import city_date, now
    from tongban.oversight.burden import burden

    book = catalogue.book()
    if not book.services:
        raise catalogue.NothingPublished
    found = burden(book, today=city_date(now()))
    output.emit(found, args, lambda made: _table(made, book, output.language()))
    return output.DONE


def _table(found: Mapping[str, Any], book: Any, language: str) -> Any:
    from rich.markup import escape
    from rich.table import Table

    zh = language == "zh"
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("事项、一件事" if zh else "Service, life event")
    for heading in (
        ("信息", "不用填", "要填", "材料", "政府已有", "要交", "跑现场")
        if zh
        else ("facts", "held", "asked", "materials", "found", "asked", "visits")
    ):
        table.add_column(heading, justify="right")
    names = {**book.services, **book.events}
    for part in ("services", "life_events"):
        for one in found[part]:
            name = escape(names[one["id"]].name.in_(language))
            table.add_row(f"{name} [dim]{one['id']}[/]", *_cells(one))
        table.add_section()
    totals = found["totals"]
    table.add_row("合计(事项)" if zh else "all services", *_cells(totals), style="bold")
    return table


def _cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    facts, materials = one["facts"], one["materials"]
    figures = (
        facts["needed"],
        facts["held"],
        facts["asked"],
        materials["listed"],
        materials["found"],
        materials["asked"],
        one["visits"],
    )
    return tuple(str(figure) for figure in figures)
