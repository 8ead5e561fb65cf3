"""A process that gives rows their places in the log, a small batch at a time, until it is killed.

Says a line each time files are written and their places are not committed yet.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django


def rows(path):
    """Read the rows that a file lists, as leaves."""
    from tongban.kernel.leaves import Leaf

    made = [Leaf(int(line), "intent", {"row": line}) for line in Path(path).read_text().split()]
    return lambda *, after, limit: [leaf for leaf in made if leaf.id > after][:limit]


def main(path, pause):
    """Take everything in, resting before each commit."""
    django.setup()
    from django.conf import settings

    from tongban.kernel.time import now
    from tongban.oversight.log import api as log
    from tongban.oversight.log import integrating, store

    settings.DATABASES["default"]["NAME"] = os.environ["TONGBAN_TEST_NAME"]
    settings.HOME = Path(path).parent
    integrating.BATCH = 100
    grow = store.grow

    def slow(*given):
        sys.stdout.write("written\n")
        sys.stdout.flush()
        time.sleep(pause)
        grow(*given)

    store.grow = slow
    log.join_source("room", rows(path))
    log.integrate(at=now() + timedelta(seconds=1), margin=timedelta(0))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
