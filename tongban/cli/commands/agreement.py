"""tongban agreement: list the agreements of the exchange, sign one for the provider, revoke one."""

import argparse
from typing import Any

from tongban.cli import output

HELP = "the exchange's agreements: list | show N | sign N | reject N | revoke N"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("act", choices=("list", "show", "sign", "reject", "revoke"))
    parser.add_argument("number", nargs="?", type=int, help="the agreement's number")
    parser.add_argument("--state", choices=("offered", "active", "rejected", "revoked"))


def run(args: argparse.Namespace) -> int:
    """Do the one act and print the agreement, or all."""
    if args.act != "list" and args.number is None:
        return output.fail(f"tongban agreement {args.act} needs the agreement's number.")
    from tongban.config.boot import boot

    boot()
    from tongban.exchange import api as exchange
    from tongban.kernel.actors import SYSTEM

    if args.act in ("sign", "reject"):
        exchange.countersign(args.number, accept=args.act == "sign", actor=SYSTEM)
    elif args.act == "revoke":
        exchange.revoke_agreement(args.number, actor=SYSTEM)
    found = (
        exchange.agreements(state=args.state)
        if args.act == "list"
        else [exchange.agreement(args.number)]
    )
    output.emit({"agreements": [_said(one, exchange) for one in found]}, args, _human)
    return output.DONE


def _said(one: Any, exchange: Any) -> dict[str, Any]:
    return {
        "number": one.id,
        "state": one.state,
        "client": one.terms.client,
        "service": one.terms.service,
        "purposes": [purpose.id for purpose in one.terms.purposes],
        "until": one.terms.until,
        "hash": one.digest,
        "signatures": dict(exchange.signatures_of(one)),
    }


def _human(made: dict[str, Any]) -> object:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("number", "state", "service", "client", "purposes", "signed"):
        table.add_column(heading, no_wrap=heading == "number")
    for one in made["agreements"]:
        signed = "、".join(
            f"{party.split('/')[2]}{'✓' if holds else '✗'}"
            for party, holds in one["signatures"].items()
        )
        table.add_row(
            str(one["number"]),
            one["state"],
            one["service"],
            one["client"],
            "、".join(one["purposes"]),
            signed,
        )
    return table
