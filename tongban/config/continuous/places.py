"""Where backups lie (备份位置): best another disk or machine, mounted; one folder for one city."""

import os
from pathlib import Path

from tongban.config.home import home


def backups() -> Path:
    """Return the folder of this city's backups, made if it is not there yet."""
    path = Path(os.environ.get("TONGBAN_BACKUPS") or home() / "backups")
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def archive() -> Path:
    """Return the folder of the database's log since the oldest base backup."""
    path = backups() / "archive"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def public_key() -> Path:
    """Return where the public key lies that backups are sealed to."""
    return Path(os.environ.get("TONGBAN_BACKUP_KEY") or home() / "backup-key.pem")
