"""`python -m tongban.exchange.agency_systems PLACE… [--parent PID]`: run agencies' systems.

One place is run by this process itself; of several each gets a process of its own, and this one
watches over them.
"""

import argparse
import sys
from pathlib import Path

from tongban.exchange.agency_systems import running


def main() -> int:
    """Read the places and run the systems there."""
    parser = argparse.ArgumentParser(prog="agency")
    parser.add_argument("places", type=Path, nargs="+", metavar="PLACE")
    parser.add_argument("--parent", type=int, default=0)
    given = parser.parse_args()
    if len(given.places) == 1:
        return running.run(given.places[0], parent=given.parent)
    return running.run_all(given.places, parent=given.parent)


sys.exit(main())
