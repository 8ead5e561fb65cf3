"""A real worker with a slow listener, for tests that kill it: `python -m tests.faults.worker`.

It writes one row of effect for each event and says so on standard output, before the batch is
committed.
"""

import argparse
import sys
import time

from tongban.config.boot import boot

EFFECTS = "create table if not exists effect (event bigint not null)"


def main(pause):
    boot(migrated=False)
    from django.db import connection

    from tongban.cli.commands import worker
    from tongban.ledger import api

    @api.listener("test.Happened", "slow")
    def slow(heard):
        with connection.cursor() as cursor:
            cursor.execute("insert into effect values (%s)", [heard.event.id])
        sys.stdout.write(f"{heard.event.id}\n")
        sys.stdout.flush()
        time.sleep(pause)

    worker.run(argparse.Namespace(once=False, retry=False, parent=0, batch=100, json=False))


if __name__ == "__main__":
    main(float(sys.argv[1]))
