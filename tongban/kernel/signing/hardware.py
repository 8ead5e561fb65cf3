"""Keys in a hardware module (密码机、智能密码钥匙) through PKCS #11: P-256, never leaving it.

`keys/hardware.toml` says where: `module` (the library of the maker), `token` (its label),
`pin_file` (a file of the owner's alone with the PIN) and `names` (the keys that lie there). A key
that the token does not hold yet is made in it. A login belongs to the whole process, so there is
one session for a token, opened again after a fork; calls are in turn, since a session carries one
operation at a time.
"""

import hashlib
import os
import threading
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tongban.kernel.signing.keys import ES256, HALF, BadKey, KeyMissing, PublicKey

CURVE = "secp256r1"
_turn = threading.Lock()
_sessions: dict[tuple[str, str], tuple[int, Any]] = {}
"""The open sessions by module and token, each with the process it belongs to."""


@dataclass(frozen=True, slots=True)
class Held:
    """Where the keys of a home lie in hardware (硬件密钥配置)."""

    module: str
    token: str
    pin_file: Path
    names: frozenset[str]


def settings(path: Path) -> Held:
    """Read `hardware.toml`; raises KeyMissing with what it lacks."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        pin_file = Path(said["pin_file"])
        return Held(
            str(said["module"]),
            str(said["token"]),
            pin_file if pin_file.is_absolute() else path.parent / pin_file,
            frozenset(said["names"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KeyMissing(f"{path.name}: {error}") from error


@dataclass(slots=True)
class HardwareSigner:
    """A signer whose key stays in its module (硬件签名者)."""

    held: Held
    name: str
    public: PublicKey = field(init=False)
    algorithm: str = field(init=False, default=ES256)

    def __post_init__(self) -> None:
        with _turn:
            self.public = _public(_pair(_session(self.held), self.name)[0])

    @property
    def key_id(self) -> str:
        """The identifier of the key."""
        return self.public.key_id

    def sign(self, data: bytes) -> bytes:
        """Return r and s of the bytes, digested here and signed in the module."""
        from pkcs11 import Mechanism, PKCS11Error

        digest = hashlib.sha256(data).digest()
        with _turn:
            try:
                private = _pair(_session(self.held), self.name)[1]
                return bytes(private.sign(digest, mechanism=Mechanism.ECDSA))
            except PKCS11Error as error:
                _sessions.clear()
                raise KeyMissing(f"{self.held.token}: {type(error).__name__}") from error


def signer(held: Held, name: str, algorithm: str) -> HardwareSigner:
    """Return the signer of a key in hardware. Raises BadKey for what is not P-256, KeyMissing."""
    if algorithm != ES256:
        raise BadKey(f"{name} {algorithm}")
    return HardwareSigner(held, name)


def _session(held: Held) -> Any:
    """Return this process's session with the token; the caller has the turn."""
    key = (held.module, held.token)
    process, session = _sessions.get(key, (0, None))
    if process != os.getpid():
        session = _open(held, forked=process != 0)
        _sessions[key] = (os.getpid(), session)
    return session


def _open(held: Held, *, forked: bool) -> Any:
    try:
        import pkcs11
    except ImportError as error:
        raise KeyMissing("the extra 'hsm' is not installed") from error
    try:
        pin = held.pin_file.read_text(encoding="utf-8").strip()
        library = pkcs11.lib(held.module)
        if forked:
            library.reinitialize()
        return library.get_token(token_label=held.token).open(user_pin=pin, rw=True)
    except (OSError, RuntimeError, pkcs11.PKCS11Error) as error:
        raise KeyMissing(f"{held.token}: {type(error).__name__}") from error


def _pair(session: Any, name: str) -> tuple[Any, Any]:
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    try:
        public = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=name)
        private = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name)
    except pkcs11.NoSuchKey:
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(CURVE)},
            local=True,
        )
        public, private = parameters.generate_keypair(
            store=True, label=name, private_template={pkcs11.Attribute.EXTRACTABLE: False}
        )
    return public, private


def _public(key: Any) -> PublicKey:
    from pkcs11 import Attribute

    point = bytes(key[Attribute.EC_POINT])[-2 * HALF :]
    return PublicKey(ES256, point[:HALF], point[HALF:])
