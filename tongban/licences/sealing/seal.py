"""The seal of this installation (印章): its keys and certificates, and what it is trusted by.

One key signs PDF (P-256) and one OFD (SM2); both are of the key ring, in a file or in hardware.
Another city's certificates come with its signed statement. Those of any other authority by which
documents of elsewhere are trusted lie as PEM in `trust/seals/` of the home (电子签名法 第十三条、第十六条).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.conf import settings

from tongban.kernel.signing import Signer, keyring
from tongban.kernel.signing.certificates import certificate as certified
from tongban.kernel.signing.certificates import loaded
from tongban.kernel.signing.keys import ES256, SM2
from tongban.licences import elsewhere
from tongban.licences.domain.ports import TimeStamps

NAME = "seal"
OWNER = "Tongban document seal"
TRUST = Path("trust") / "seals"
SM2_CURVE = "1.2.156.10197.1.301"
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
    """The certificates documents are trusted by (信任的印章证书): our own, those put there, and other cities'."""

    own: list[x509.Certificate]
    others: list[x509.Certificate]
    cities: Mapping[str, list[x509.Certificate]] = field(default_factory=dict)

    @property
    def all(self) -> list[x509.Certificate]:
        """Every one of them."""
        return [*self.own, *self.others, *(one for each in self.cities.values() for one in each)]

    @property
    def readable(self) -> list[x509.Certificate]:
        """Those whose curve a PDF reader knows: SM2 seals OFD alone."""
        return [
            one for one in self.all if one.public_key["algorithm"]["parameters"].native != SM2_CURVE
        ]

    def city_of(self, certificate: x509.Certificate) -> str:
        """Return the city that seals with this certificate, nothing for any other."""
        mine: Any = certificate.dump()
        named = self.cities.items()
        return next((city for city, some in named if mine in [one.dump() for one in some]), "")


def trusted(at: datetime) -> Trusted:
    """Return what documents are trusted by here: our seals, other cities' in force, those put there."""
    own = [loaded(certificate(algorithm)) for algorithm in (ES256, SM2)]
    said = elsewhere.cities().seals(at=at)
    cities = {city: [_loaded(bytes(pem)) for pem in several] for city, several in said.items()}
    return Trusted(own, list(_others(Path(settings.HOME) / TRUST)), cities)


@lru_cache(maxsize=256)
def _loaded(pem: bytes) -> x509.Certificate:
    return loaded(pem)


def _others(folder: Path) -> tuple[x509.Certificate, ...]:
    files = sorted(folder.glob("*.pem"))
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files))


@cache
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[x509.Certificate, ...]:
    return tuple(loaded(path.read_bytes()) for path, _ in files)
