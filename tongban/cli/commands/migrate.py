"""tongban migrate: bring the database's tables up to date."""

import argparse

HELP = "bring the database's tables up to date"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""


def run(args: argparse.Namespace) -> int:
    """Migrate, and say what was done."""
    from tongban.cli import output
    from tongban.config.boot import boot, unmigrated

    boot(migrated=False)
    applied = unmigrated()
    said = migrate()
    output.emit({"applied": applied, "said": said}, args, lambda made: made["said"])
    return output.DONE


def migrate() -> str:
    """Apply what is missing, and say so in a few words; needs `boot(migrated=False)` before."""
    from django.core.management import call_command

    from tongban.config import database
    from tongban.config.boot import unmigrated

    missing = unmigrated()
    if not missing:
        return "up to date"
    with database.as_owner():
        call_command("migrate", verbosity=0, interactive=False)
    return f"{len(missing)} migrations applied"
