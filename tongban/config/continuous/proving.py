"""Whose it is (来源证明): what lies beside the backups is signed by the city that laid it there.

Anybody can seal a file to a public key, so a seal alone says nothing of who made it. The city signs
the beginning of each sealed file, from which its content's key follows, and the list of what was
erased, by a key of its own ring (`keys/backups…`). The public half stands in the file of the private
key that backups are opened with, so a restore believes nothing that lies beside the backups.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tongban.config.home import home
from tongban.kernel.signing.keyring import FOLDER, keyring
from tongban.kernel.signing.keys import ED25519, PublicKey, Signer

NAME = "backups"
_BLOCKS = re.compile(rb"-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Opener:
    """What a restore opens files with (开启者): the private key, and whose signature it believes.

    `unsigned` opens what nobody signed, and what somebody else did: its owner's own decision.
    """

    private: Path | None
    city: PublicKey | None
    unsigned: bool = False


def signer() -> Signer:
    """Return what this city signs its backups with, drawn at the first use."""
    return keyring(home()).signer(NAME, ED25519)


def blocks(file: Path) -> tuple[bytes, ...]:
    """Return the keys in a file of PEM: the private half, and behind it the city's public key."""
    return tuple(_BLOCKS.findall(file.read_bytes()))


def opener(private: Path | None, *, unsigned: bool = False) -> Opener:
    """Say what to open with; a file drawn before cities signed is helped by the home's own ring."""
    if private and len(found := blocks(private)) > 1:
        return Opener(private, PublicKey.of_pem(found[1]), unsigned)
    own = home() / FOLDER / f"{NAME}.{ED25519.lower()}.pem"
    return Opener(private, signer().public if own.exists() else None, unsigned)
