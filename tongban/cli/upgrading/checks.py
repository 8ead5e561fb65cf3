"""What has to be right before an upgrade begins (升级前检查): the new release looks, and touches nothing."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

Finding = dict[str, str]
RELEASES = Path(__file__).with_name("releases.json")
_BACKUP_AGE = timedelta(hours=24)
_OPEN = """
select (select count(*) from pg_stat_activity where datname = current_database()
        and xact_start < now() - interval '60 seconds' and pid <> pg_backend_pid()),
    (select count(*) from pg_prepared_xacts where database = current_database())
"""
_PUBLISHED = """
select distinct on (kind, ident, version) kind, ident, version, content, gone
from catalogue_definition order by kind, ident, version, revision desc, id desc
"""
_DRAFTS = """
select count(*) from ledger_stream
where kind = 'catalogue_draft' and status in ('approved', 'scheduled')
"""
_NARROWING = frozenset(
    {"DeleteModel", "RemoveField", "RenameField", "RenameModel", "AlterModelTable"}
)


def findings() -> Iterator[Finding]:
    """Yield whatever forbids to begin; needs `boot(migrated=False)` before."""
    for look in _LOOKS:
        yield from look()


def last_release() -> tuple[str, list[str]]:
    """Return the release this one follows, and the migrations it had."""
    known: dict[str, list[str]] = json.loads(RELEASES.read_text(encoding="ascii"))
    version = max(known, key=lambda text: tuple(map(int, text.split("."))))
    return version, known[version]


def _path() -> Iterator[Finding]:
    from tongban.config.boot import unmigrated

    version, had = last_release()
    if older := sorted(set(unmigrated()) & set(had)):
        yield {
            "what": f"The database is older than release {version}: it lacks {older[0]}",
            "why": "Only the step from the last release has been tried.",
            "mend": f"Upgrade to {version} first, then to this release.",
        }


def _disk() -> Iterator[Finding]:
    from tongban.config.home import home

    needed = _rows("select pg_database_size(current_database())")[0][0] // 2 + (1 << 30)
    if (free := shutil.disk_usage(home()).free) < needed:
        yield {
            "what": f"{free >> 20} MB are free, {needed >> 20} MB are needed",
            "why": "Changing tables writes them anew beside the old ones.",
            "mend": "Make room on the disk of the home.",
        }


def _backup() -> Iterator[Finding]:
    from tongban.config import safekeeping
    from tongban.kernel.time import now

    last = safekeeping.last_backup()
    if last is None or now() - last > _BACKUP_AGE:
        yield {
            "what": f"The newest backup is of {last:%Y-%m-%d %H:%M}"
            if last
            else "There is no backup",
            "why": "The way back is the old program on the widened tables; a backup is for the rest.",
            "mend": "Run: tongban backup --daily",
        }


def _transactions() -> Iterator[Finding]:
    long, held = _rows(_OPEN)[0]
    if long or held:
        yield {
            "what": f"{long + held} transactions have been open for more than a minute",
            "why": "A change of a table waits for them, and everybody else for the change.",
            "mend": "Let them end, or end them: select pid, query from pg_stat_activity",
        }


def _definitions() -> Iterator[Finding]:
    """Compile what is in force today and whatever begins later with this release's own eyes.

    What is published is read as the last release wrote it, since this one's tables are not there yet.
    """
    from tongban.catalogue.domain.compile import compile_book, in_force
    from tongban.catalogue.domain.definitions import Definition
    from tongban.kernel.time import city_date, now

    published = [
        Definition(kind, ident, version, json.loads(content))
        for kind, ident, version, content, gone in _rows(_PUBLISHED)
        if not gone
    ]
    today = city_date(now()).isoformat()
    for day in sorted({today} | {one.version for one in published if one.version > today}):
        try:
            compile_book(in_force(published, day).values())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told and stops the upgrade
            yield {
                "what": f"The definitions in force on {day} do not compile: {error}",
                "why": "After the upgrade their pages and cases would stop.",
                "mend": "Mend them under the old release, and publish.",
            }
            return


def _drafts() -> Iterator[Finding]:
    if waiting := _rows(_DRAFTS)[0][0]:
        yield {
            "what": f"{waiting} drafts of definitions are approved or scheduled and not yet published",
            "why": "They were examined by the old release and would be published by the new one.",
            "mend": "Publish them or send them back first.",
        }


def _parked() -> Iterator[Finding]:
    if parked := _rows("select count(*) from ledger_outbox where tries >= 5")[0][0]:
        yield {
            "what": f"{parked} deliveries were given up",
            "why": "What is broken now cannot be told from what an upgrade breaks.",
            "mend": "Mend the cause, then run: tongban worker --retry",
        }


def _widening() -> Iterator[Finding]:
    """See that the pending migrations only widen, so that the old release can go on meanwhile."""
    for name, operation in pending():
        if type(operation).__name__ in _NARROWING:
            yield {
                "what": f"{name} takes something away: {operation.describe()}",
                "why": "The old release, which still serves, would stop.",
                "mend": "This release cannot be installed while serving; ask who made it.",
            }


def pending() -> Iterator[tuple[str, Any]]:
    """Yield the operations of every migration of ours that is missing."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if migration.app_label.startswith("tongban_"):
            yield from (
                (f"{migration.app_label}.{migration.name}", one) for one in migration.operations
            )


def _rows(statement: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


_LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _path,
    _disk,
    _backup,
    _transactions,
    _definitions,
    _drafts,
    _parked,
    _widening,
)
