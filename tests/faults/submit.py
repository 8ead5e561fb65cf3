"""Make the tables and write events that wait for "slow": `python -m tests.faults.submit 3`."""

import sys

from tongban.config.boot import boot


def submit(number):
    from tongban.kernel import ids
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.events import Event
    from tongban.kernel.time import now
    from tongban.ledger import api

    head = api.Head("open", "SC", 7, None, "开店", None)
    for _ in range(number):
        event = Event("test.Happened", now(), SYSTEM, {})
        api.append(api.Append(ids.new(ids.draw_shard()), "case", 0, [event], head))


if __name__ == "__main__":
    boot(migrated=False)
    from django.db import connection

    from tests.faults.worker import EFFECTS
    from tongban.cli.commands.migrate import migrate
    from tongban.ledger import api

    migrate()
    connection.cursor().execute(EFFECTS)
    api.listener("test.Happened", "slow")(print)
    submit(int(sys.argv[1]))
