"""The day's dump of a server that is not ours (每日转储): sealed, beside the others, old ones thrown away."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tongban.config import safekeeping
from tongban.config.continuous import base, places, sealed


def dump() -> base.Base:
    """Dump, seal and prune; raises BackupError."""
    at = datetime.now(UTC)
    target = places.backups() / f"dump-{at:%Y%m%dT%H%M%SZ}.sealed"
    with tempfile.TemporaryDirectory(dir=places.backups()) as folder:
        kept = safekeeping.backup(Path(folder) / "city.tar")
        fresh = Path(folder) / target.name
        with Path(kept.path).open("rb") as source, fresh.open("wb") as file:
            sealed.seal(source, file, places.public_key())
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(target)
    for old in sorted(places.backups().glob("dump-*.sealed"))[: -base.LEAST]:
        if at.timestamp() - old.stat().st_mtime > base.KEPT.total_seconds():
            old.unlink()
    return base.Base(target.stem, at.isoformat(), target.stat().st_size, kept.head)
