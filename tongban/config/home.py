"""Where a city keeps its data: `TONGBAN_HOME`, or the platform's own place (数据目录).

Everything one installation owns lies below its home: the embedded database, the secret key,
attachments, collected static files. Several cities live on one machine as several homes.
"""

import os
import secrets
import sys
from pathlib import Path


def home() -> Path:
    """Return the home of this installation, made if it is not there yet.

    `TONGBAN_HOME` wins; root keeps to /var/lib/tongban; everybody else to the platform's data
    directory. The database's own user must be able to pass through root's home, but not look
    into it.
    """
    path = Path(os.environ.get("TONGBAN_HOME") or _default()).expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    return path


def _default() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/tongban")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "tongban"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "tongban"


def secret(name: str = "secret") -> str:
    """Read a secret of this home, drawn at its first use and readable by its owner alone.

    Two processes that start at once agree: the one that loses the race reads the winner's.
    """
    path = home() / name
    if not path.exists():
        fresh = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
