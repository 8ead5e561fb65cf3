"""Another process of the city, for tests: `python -m tests.faults.watcher ID`.

It looks a service up over and over, as a busy portal does, and says each name it sees and when.
"""

import sys
import time

from tongban.config.boot import boot


def main(service):
    boot(migrated=False)
    from django.conf import settings

    from tongban.catalogue import api

    settings.TESTING = False
    seen, until = None, time.monotonic() + 60
    while time.monotonic() < until:
        name = api.service(service).name.zh
        if name != seen:
            seen = name
            sys.stdout.write(f"{time.time()} {name}\n")
            sys.stdout.flush()
        time.sleep(0.01)


if __name__ == "__main__":
    main(sys.argv[1])
