"""tongban shard: spread the hot tables over a cluster of Citus, or say what stands in the way."""

import argparse
from typing import Any

HELP = "spread the hot tables over a cluster of Citus"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--check", action="store_true", help="only say what stands in the way")
    parser.add_argument("--sql", action="store_true", help="print the script and change nothing")
    parser.add_argument(
        "--pieces", type=int, default=32, metavar="N", help="tables each is cut into (32)"
    )


def run(args: argparse.Namespace) -> int:
    """Check, print or distribute; 1 where the schema stands in the way, 3 without Citus."""
    from tongban.cli import output
    from tongban.config import sharding
    from tongban.config.boot import boot

    boot()
    from tongban.ledger import api as ledger

    found, faults = sharding.layout(), sharding.faults()
    made: dict[str, Any] = {
        "distributed": list(found.distributed),
        "local": list(found.local),
        "faults": [{"table": f.table, "what": f.what, "mend": f.mend} for f in faults],
        "done": False,
    }
    if args.sql:
        print(*(f"{one};" for one in sharding.statements(found, args.pieces)), sep="\n")
        return output.FOUND if faults else output.DONE
    if faults or args.check:
        output.emit(made, args, _said)
        return output.FOUND if faults else output.DONE
    if not ledger.is_cluster():
        return output.fail(
            "This server is a plain PostgreSQL: everything runs on it as it is. On a cluster, "
            "`create extension citus` first; --sql prints what would be done.",
            output.IMPOSSIBLE,
        )
    sharding.distribute(args.pieces)
    output.emit(made | {"done": True}, args, _said)
    return output.DONE


def _said(made: dict[str, Any]) -> str:
    parts = [f"✗ {one['table']}: {one['what']}\n  → {one['mend']}" for one in made["faults"]]
    verb = "are spread over the workers" if made["done"] else "can be spread over the workers"
    parts.append(
        f"{len(made['distributed'])} tables {verb}, {len(made['local'])} stay on the coordinator"
    )
    return "\n".join(parts)
