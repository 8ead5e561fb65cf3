"""tongban doctor: what is wrong with this installation, why it matters, how it is mended."""

import argparse
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from tongban.cli.examining import machine, outward, safekeeping

HELP = "say what is wrong with this installation and how to mend it"
Finding = dict[str, str]
_OLDEST_PYTHON = (3, 11)
_LEAST_SPACE = 1 << 30  # bytes
_LONGEST_UNLOGGED = timedelta(minutes=5)
_LONGEST_UNSTAMPED = timedelta(minutes=30)
_LONGEST_WAIT = timedelta(minutes=1)
_SILENCE = timedelta(minutes=15)
_OLDEST_BACKUP = timedelta(days=2)
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""


def run(args: argparse.Namespace) -> int:
    """Look everywhere, and exit 1 where something is found."""
    from tongban.cli import output

    findings = [*_alone(), *_with_database()]
    made = {"healthy": not findings, "findings": findings}
    output.emit(made, args, _said)
    return output.FOUND if findings else output.DONE


def _said(made: dict[str, Any]) -> str:
    if made["healthy"]:
        return "Everything is in order."
    parts = [f"✗ {one['what']}\n  {one['why']}\n  → {one['mend']}" for one in made["findings"]]
    return "\n".join(parts)


def _finding(what: str, why: str, mend: str) -> Finding:
    return {"what": what, "why": why, "mend": mend}


def _alone() -> Iterator[Finding]:
    """Look at what needs no database."""
    from tongban.config.home import home, secret

    if sys.version_info < _OLDEST_PYTHON:
        yield _finding(
            f"Python {sys.version.split()[0]} is too old",
            "Tongban is written for Python 3.11 and newer.",
            "Install a newer Python and set up again.",
        )
    secret()
    keys = sorted(one for one in (home() / "keys").rglob("*") if one.is_file())
    for path in (home() / "secret", *keys):
        if path.stat().st_mode & _OPEN_TO_OTHERS:
            yield _finding(
                f"{path} can be read by others",
                "Whoever has it can forge sessions, seals or licence tokens.",
                f"Run: chmod 600 {path}",
            )
    if (free := shutil.disk_usage(home()).free) < _LEAST_SPACE:
        yield _finding(
            f"Only {free >> 20} MB are free at {home()}",
            "The database stops taking writes when the disk is full.",
            "Make room, or move the data with TONGBAN_HOME.",
        )
    yield from machine.secrets_modes()
    yield from machine.certificates()
    if os.environ.get("TONGBAN_DEMO") == "1" and os.environ.get("TONGBAN_HTTPS") == "1":
        yield _finding(
            "The demo is on while HTTPS is served",
            "One-time codes are shown to everybody who opens the sign-in page.",
            "Unset TONGBAN_DEMO.",
        )


def _with_database() -> Iterator[Finding]:
    """Look at what the database says; without one, say only that."""
    from tongban.config.boot import NotReady, boot, unmigrated

    try:
        boot(migrated=False)
    except NotReady as error:
        yield _finding(
            str(error),
            "Nothing can be stored or read.",
            "Start the server, or mend DATABASE_URL; unset it to use the embedded server.",
        )
        return
    if missing := unmigrated():
        yield _finding(
            f"{len(missing)} migrations are missing, the first is {missing[0]}",
            "The program expects tables that are not there.",
            "Run: tongban migrate",
        )
        return
    for look in _LOOKS:
        yield from look()


def _letters() -> Iterator[Finding]:
    """Look whether the database knows Chinese characters as letters."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_available_extensions where name = 'pg_trgm'")
        if not cursor.fetchone():
            yield _finding(
                "The database lacks the extension pg_trgm",
                "Searching by similar words needs it.",
                "Install the contrib package of the server.",
            )
        cursor.execute("select regexp_replace('昆明', '\\w', '', 'g') = ''")
        if cursor.fetchone() == (False,):
            yield _finding(
                "The database does not take Chinese characters for letters",
                "Its locale is C, under which a search finds nothing in Chinese.",
                "Make the database anew with the locale C.UTF-8.",
            )


def _deliveries() -> Iterator[Finding]:
    """Look whether events wait too long, and what was given up."""
    from tongban.kernel.time import now
    from tongban.ledger import api as ledger

    since = ledger.waiting_since()
    if since and now() - since > _LONGEST_WAIT:
        yield _finding(
            f"Events wait since {since:%Y-%m-%d %H:%M} UTC",
            "Nobody hands them over, so later stages do not start and messages do not leave.",
            "Start the worker: tongban worker, or tongban serve --worker",
        )
    for one in ledger.parked():
        yield _finding(
            f"{one.name} gave up on stream {one.stream} after {one.tries} tries",
            f"It failed with {one.error}",
            "Mend the cause, then run: tongban worker --retry",
        )


def _worker() -> Iterator[Finding]:
    """Look whether a worker is at work: beats that nobody did, clocks that nobody rang."""
    from tongban.kernel.time import now
    from tongban.ledger import api as ledger

    if missed := ledger.missed(now() - _SILENCE):
        yield _finding(
            f"The worker is silent: {len(missed)} beats were missed, {missed[0]} among them",
            "Supervision, nightly checks and messages do not happen.",
            "Start the worker: tongban worker, or tongban serve --worker",
        )
    if late := ledger.late_clocks(now() - _SILENCE):
        yield _finding(
            f"{late} clocks have run out and nobody rang them",
            "Silence does not accept and lateness is not marked, though the law's time has passed.",
            "Start the worker; what is overdue is rung at once.",
        )


def _backups() -> Iterator[Finding]:
    """Look how old the newest backup is, in a home that is itself older than that."""
    from datetime import UTC, datetime

    from tongban.config.home import home
    from tongban.config.safekeeping import last_backup
    from tongban.kernel.time import now

    last = last_backup()
    since = last or datetime.fromtimestamp((home() / "secret").stat().st_mtime, UTC)
    if now() - since > _OLDEST_BACKUP:
        yield _finding(
            f"The newest backup is of {last:%Y-%m-%d}" if last else "No backup has ever been made",
            "What came since would be lost with the disk.",
            "Run: tongban backup FILE, daily; keep the files elsewhere, encrypted.",
        )


def _closed_tables() -> Iterator[Finding]:
    """Look whether the database itself keeps everybody else from the tables of facts."""
    from tongban.facts import api as facts

    if not (closed := facts.closed()):
        yield _finding(
            f"The tables of facts are open in the database: {closed.reason}",
            "Whoever has the platform's own user can read people's data and leave no reading.",
            "Give DATABASE_URL a user that is no superuser and may create roles (PostgreSQL 16 "
            "or newer), then run: tongban migrate",
        )


def _definitions() -> Iterator[Finding]:
    """Look whether anything is published, and whether this year's calendar is."""
    from tongban.agencies import api as agencies
    from tongban.catalogue import api as catalogue
    from tongban.kernel.time import city_date, now

    if not catalogue.book().services:
        yield _finding(
            "No definitions are published",
            "There is no service anybody could apply for.",
            "Run: tongban publish definitions",
        )
    today = city_date(now())
    if agencies.calendar().is_provisional(today):
        yield _finding(
            f"The working days of {today.year} are not published",
            "Limits are counted by weekends alone and may come out wrong.",
            f"Add calendar-{today.year}.yaml to the definitions and publish them.",
        )


def _long(span: timedelta) -> str:
    """Say how long, as people say it.

    >>> _long(timedelta(days=3, hours=5)), _long(timedelta(minutes=7))
    ('3 days', '7 minutes')
    """
    for size, word in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if span.total_seconds() >= 2 * size:
            return f"{int(span.total_seconds() // size)} {word}"
    return f"{int(span.total_seconds())} seconds"


def _log() -> Iterator[Finding]:
    """Look whether the log of looks at data grows, is seen by others, and has no open incident."""
    from tongban.kernel.time import now
    from tongban.oversight.log import api as log

    for name, since in log.behind().items():
        if since > _LONGEST_UNLOGGED:
            yield _finding(
                f"Rows of {name} have waited {_long(since)} for their place in the transparency log",
                "Nobody outside can vouch for looks at data that are not in the log.",
                "Start the worker; if it runs, run: tongban log verify",
            )
    for one in log.witnesses():
        if one.refused:
            yield _finding(
                f"The witness {one.name} refused the log: {one.refused}",
                "Either the log was rewritten, or the witness has seen another one.",
                "Run: tongban log verify, and ask the witness what it saw.",
            )
    stamped = log.last_stamp()
    if stamped and now() - stamped > _LONGEST_UNSTAMPED:
        yield _finding(
            f"The log was last stamped from outside at {stamped:%Y-%m-%d %H:%M} UTC",
            "After four hours without a stamp the exchange hands out no personal data.",
            "See that the authorities of TONGBAN_STAMPS answer.",
        )
    for incident in log.incidents_listed(open_only=True, limit=20):
        yield _finding(
            f"{incident.what}: {incident.subject}",
            f"Seen at {incident.found_at:%Y-%m-%d %H:%M} UTC: {incident.said}",
            "Find out whose record is missing or changed, and settle it.",
        )


_LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _letters,
    _closed_tables,
    _deliveries,
    _worker,
    _backups,
    _log,
    _definitions,
    machine.clock,
    machine.connections,
    safekeeping.key,
    safekeeping.erasures,
    safekeeping.signed,
    safekeeping.following,
    safekeeping.replica,
    outward.providers,
    outward.witnesses,
)
