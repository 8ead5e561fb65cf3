"""The key ring (密钥环): signers by name, made at their first use.

Keys lie in `keys/` of the home, readable by their owner alone, one file each. Names listed in
`keys/hardware.toml` lie in a hardware module instead (PKCS #11), and no file of theirs exists.
"""

import os
import re
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongban.kernel.signing import software
from tongban.kernel.signing.keys import ALGORITHMS, ES256, BadKey, Signer

FOLDER = "keys"
HARDWARE = "hardware.toml"
NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}")


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one home (密钥环)."""

    home: Path

    def signer(self, name: str, algorithm: str = ES256) -> Signer:
        """Return the signer of this name, making its key at the first use.

        Of two processes that make it at once, one's key stays and both sign with it. Raises
        BadKey for a name or an algorithm nobody knows, KeyMissing where hardware is named and
        not there.
        """
        if not NAME.fullmatch(name) or algorithm not in ALGORITHMS:
            raise BadKey(f"{name} {algorithm}")
        return _opened(self.home / FOLDER, name, algorithm)


def keyring(home: Path) -> Keyring:
    """Return the key ring of a home."""
    return Keyring(home)


@cache
def _opened(folder: Path, name: str, algorithm: str) -> Signer:
    if (folder / HARDWARE).exists():
        from tongban.kernel.signing import hardware

        held = hardware.settings(folder / HARDWARE)
        if name in held.names:
            return hardware.signer(held, name, algorithm)
    path = folder / f"{name}.{algorithm.lower()}.pem"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, software.generate(algorithm))
    return software.load(algorithm, path.read_bytes())


def write_once(path: Path, content: bytes) -> None:
    """Write a secret file for its owner alone; of two writers, the first one's content stays."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
