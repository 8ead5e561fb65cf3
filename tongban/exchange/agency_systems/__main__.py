"""`python -m tongban.exchange.agency_systems PLACE [--parent PID]`: run one agency's system."""

import argparse
import sys
from pathlib import Path

from tongban.exchange.agency_systems import running


def main() -> int:
    """Read the place and run the system there."""
    parser = argparse.ArgumentParser(prog="agency")
    parser.add_argument("place", type=Path)
    parser.add_argument("--parent", type=int, default=0)
    given = parser.parse_args()
    return running.run(given.place, parent=given.parent)


sys.exit(main())
