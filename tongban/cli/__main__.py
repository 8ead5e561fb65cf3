"""`python -m tongban.cli`: the command line without the installed script."""

import sys

from tongban.cli import main

sys.exit(main())
