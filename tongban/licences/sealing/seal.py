"""The seal of this installation (印章): its keys and certificates, and what it is trusted by.

One key signs PDF (P-256) and one OFD (SM2); both are of the key ring, in a file or in hardware.
Another authority's certificates, by which documents of elsewhere are trusted, lie as PEM in
`trust/seals/` of the home (电子签名法 第十三条、第十六条).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from asn1crypto import x509
from django.conf import settings

from tongban.kernel.signing import Signer, keyring
from tongban.kernel.signing.certificates import certificate as certified
from tongban.kernel.signing.certificates import loaded
from tongban.kernel.signing.keys import ES256, SM2
from tongban.licences.domain.ports import TimeStamps

NAME = "seal"
OWNER = "Tongban document seal"
TRUST = Path("trust") / "seals"
_joined: list[TimeStamps] = []


def join_time_stamps(stamps: TimeStamps) -> None:
    """Say who asks for time stamps; joined by the wiring."""
    _joined[:] = [stamps]


def time_stamps() -> TimeStamps:
    """Return who asks for time stamps."""
    return _joined[0]


def signer(algorithm: str = ES256) -> Signer:
    """Return the signer of the seal in an algorithm."""
    return keyring(Path(settings.HOME)).signer(NAME, algorithm)


def certificate(algorithm: str = ES256) -> bytes:
    """Return the seal's certificate as PEM, for whoever checks our documents."""
    return certified(keyring(Path(settings.HOME)), NAME, algorithm, owner=OWNER)


@dataclass(frozen=True, slots=True)
class Trusted:
    """The certificates documents are trusted by (信任的印章证书): our own, and those put there."""

    own: list[x509.Certificate]
    others: list[x509.Certificate]


def trusted() -> Trusted:
    """Return what documents are trusted by here."""
    own = [loaded(certificate(algorithm)) for algorithm in (ES256, SM2)]
    return Trusted(own, list(_others(Path(settings.HOME) / TRUST)))


def _others(folder: Path) -> tuple[x509.Certificate, ...]:
    files = sorted(folder.glob("*.pem"))
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files))


@cache
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[x509.Certificate, ...]:
    return tuple(loaded(path.read_bytes()) for path, _ in files)
