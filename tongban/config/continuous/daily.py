"""The day's dump of a server that is not ours (每日转储): sealed, beside the others, old ones thrown away."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tongban.config import safekeeping
from tongban.config.continuous import base, places, proving, sealed
from tongban.config.home import home


@contextmanager
def opened(path: Path, by: proving.Opener) -> Iterator[Path]:
    """Open a sealed dump with the private half of its key, for as long as it is being restored.

    Raises BackupError for another key, a file that is not whole, or one that is not this city's.
    """
    with tempfile.TemporaryDirectory(prefix="tongban-open-", dir=home()) as folder:
        plain = Path(folder) / "city.tar"
        with path.open("rb") as source, plain.open("wb") as file:
            file.writelines(sealed.opened(source, by, name=path.stem))
        yield plain


def dump() -> base.Base:
    """Dump, seal and prune; raises BackupError."""
    at = datetime.now(UTC)
    target = places.backups() / f"dump-{at:%Y%m%dT%H%M%SZ}.sealed"
    with tempfile.TemporaryDirectory(dir=places.backups()) as folder:
        kept = safekeeping.backup(Path(folder) / "city.tar")
        fresh = Path(folder) / target.name
        with Path(kept.path).open("rb") as source, fresh.open("wb") as file:
            sealed.seal(source, file, base.key(), name=target.stem)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(target)
    for old in sorted(places.backups().glob("dump-*.sealed"))[: -base.LEAST]:
        if at.timestamp() - old.stat().st_mtime > base.KEPT.total_seconds():
            old.unlink()
    return base.Base(target.stem, at.isoformat(), target.stat().st_size, kept.head)
