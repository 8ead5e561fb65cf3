"""Make the machine ready for a command that needs the database: server, Django, tables."""

import os
import sys
from pathlib import Path

from tongban.config import database, postgres
from tongban.config.home import home

_started: set[Path] = set()


class NotReady(RuntimeError):  # noqa: N818 - it reads as it is
    """The platform cannot start; the message says what is wrong and what to do."""


def boot(*, migrated: bool = True) -> bool:
    """Start the embedded server where it is used and not running, and set Django up.

    Returns whether we started the server. Raises NotReady when the server cannot be reached or,
    with `migrated`, when tables are missing (then `tongban migrate` makes them).
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    if _is_under_test():
        return False
    try:
        started = _reach()
    except (postgres.ServerUnavailable, database.BadDatabaseUrl) as error:
        raise NotReady(str(error)) from error
    if migrated and (missing := unmigrated()):
        raise NotReady(
            f"The database lacks {len(missing)} migrations (the first is {missing[0]}). "
            "Run: tongban migrate"
        )
    import django

    django.setup()
    return started


def _is_under_test() -> bool:
    """Whether the test runner has set Django up already, on a database of its own."""
    if os.environ.get("TONGBAN_MODE") != "test" or "django" not in sys.modules:
        return False
    from django.apps import apps

    return apps.ready


def stop_what_we_started() -> None:
    """Stop the embedded server where this process started it."""
    while _started:
        postgres.stop(_started.pop())


def _reach() -> bool:
    started = False
    if database.is_embedded():
        place = postgres.cluster(home())
        if not postgres.answers(place):
            sys.stderr.write("Starting the embedded database…\n")
            started = postgres.ensure(home())
            _started.update({home()} if started else set())
        postgres.database(place, "tongban")
    import psycopg

    try:
        psycopg.connect(database.conninfo(), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        where = "The embedded database" if database.is_embedded() else "The server in DATABASE_URL"
        raise postgres.ServerUnavailable(
            f"{where} cannot be reached: {str(error).strip().splitlines()[0]}"
        ) from error
    return started


def unmigrated() -> list[str]:
    """Name our migrations that the database has not seen, without loading Django."""
    import psycopg

    root = Path(__file__).resolve().parents[1]
    wanted = {
        (f"tongban_{path.parent.parent.name}", path.stem)
        for path in root.glob("*/migrations/[0-9]*.py")
    }
    with psycopg.connect(database.conninfo(owners=True)) as connection:
        if connection.execute("select to_regclass('django_migrations')").fetchone() == (None,):
            seen = set()
        else:
            seen = set(connection.execute("select app, name from django_migrations").fetchall())
    return sorted(f"{app}.{name}" for app, name in wanted - seen)
