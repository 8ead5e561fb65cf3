"""Names and keys (名称与密钥): under which a city's logs and its witness are known to others."""

from django.conf import settings

from tongban.kernel.signing import Signer, keyring
from tongban.oversight.log.domain.notes import COSIGNS, NoteKey


def origin(year: int) -> str:
    """Return the name of a year's log."""
    return f"{settings.EXCHANGE_INSTANCE}/log/{year}"


def log_signer() -> Signer:
    """Return who signs this city's checkpoints."""
    return keyring(settings.HOME).signer("log", "Ed25519")


def log_key(year: int) -> NoteKey:
    """Return the key of a year's log, for everybody to know."""
    return NoteKey(origin(year), log_signer().public)


def witness_signer() -> Signer:
    """Return who cosigns other logs' checkpoints: a key of its own, never the log's."""
    return keyring(settings.HOME).signer("witness", "Ed25519")


def witness_key() -> NoteKey:
    """Return the key of this city as a witness."""
    return NoteKey(f"{settings.EXCHANGE_INSTANCE}/witness", witness_signer().public, COSIGNS)


def anchors(year: int) -> dict[str, str]:
    """Return the keys by which other cities know this city's log and its witness."""
    return {"log": str(log_key(year)), "witness": str(witness_key())}
