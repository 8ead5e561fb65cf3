"""Cases against their yardsticks, in parts: steps, clients, reads at a size, work in bulk.

Every part is a module here that defines `run`. They share one durable database in a home of its
own, since the sizes would spoil the other benches'. Without `--full` the sizes are moderate.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = Path(__file__).parent / "definitions"


def ground():
    """Make the database of these benches: durable like a city's, with a town of one service."""
    os.environ.setdefault("TONGBAN_HOME", str(ROOT / ".cache" / "bench-cases-home"))
    from tongban.cli.commands.bench import ground as make
    from tongban.config.process import settle

    make()
    settle()
    from django.db import connection

    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    catalogue.publish(DEFINITIONS, actor=SYSTEM)
    connection.ensure_connection()


def clean():
    """Empty what the parts write."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "truncate ledger_event, ledger_stream, ledger_task, ledger_outbox, ledger_counter, "
            "oversight_case, oversight_stay, people_party cascade"
        )
        cursor.execute("vacuum analyze")


def run(*, full=False):
    """Measure every part, and return the rows."""
    from bench.cases import bulk, clients, reads, steps

    rows = []
    for part in (clients, steps, bulk, reads):
        rows += part.run(full=full)
    return rows
