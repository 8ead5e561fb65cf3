"""Keys (密钥): what a signer and a public key promise, whatever the algorithm.

Signatures have one fixed form each: Ed25519 64 bytes (RFC 8032); ES256 and SM2 the numbers r and
s, 32 bytes each (RFC 7518 3.4; GB/T 32918.2-2016). The identifier of a key is the thumbprint of
its JWK (RFC 7638), so that it follows from the key and from nothing else.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tongban.kernel.problems import Problem
from tongban.kernel.signing import sm2
from tongban.kernel.text import Text

ED25519, ES256, SM2 = "Ed25519", "ES256", "SM2"
ALGORITHMS = (ED25519, ES256, SM2)
CURVES = {ED25519: "Ed25519", ES256: "P-256", SM2: "SM2"}
HALF = 32


class SigningProblem(Problem):
    """Root of what goes wrong with keys and signatures (签名问题)."""

    code = "kernel.signing"
    status = 500


class BadKey(SigningProblem):
    """The key cannot be read, or is of an algorithm nobody here speaks (密钥无法识别)."""

    code = "kernel.bad-key"
    words = Text(
        "读不出这把密钥，或者它的算法不受支持。",
        "This key cannot be read, or its algorithm is not known.",
    )
    advice = Text(
        "请用 Ed25519、P-256 或 SM2 的公钥，JWK 或 PEM 格式。",
        "Give a public key of Ed25519, P-256 or SM2, as JWK or PEM.",
    )
    status = 400


class KeyMissing(SigningProblem):
    """The configuration says where the key lies, and it is not there (找不到密钥)."""

    code = "kernel.key-missing"
    words = Text("密钥不在配置所说的地方。", "The key is not where the configuration says.")
    advice = Text(
        "请检查硬件密码模块的路径、令牌名和口令文件，再运行 tongban doctor。",
        "Check the module's path, the token's name and the file with its PIN, then run tongban doctor.",
    )


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key (公钥): its algorithm and its point or octets, as JWK and PEM say them.

    `x` and `y` are 32 bytes each; Ed25519 has no `y`.
    """

    algorithm: str
    x: bytes = field(repr=False)
    y: bytes = field(default=b"", repr=False)

    @property
    def key_id(self) -> str:
        """The thumbprint of the key, base64url without padding (RFC 7638)."""
        return _thumbprint(self)

    def jwk(self) -> dict[str, str]:
        """Return the key as JWK with what belongs to it alone (RFC 7517, RFC 8037)."""
        made = {"crv": CURVES[self.algorithm], "x": encoded(self.x)}
        return made | ({"kty": "EC", "y": encoded(self.y)} if self.y else {"kty": "OKP"})

    @classmethod
    def of_jwk(cls, jwk: dict[str, Any]) -> "PublicKey":
        """Read a JWK; members that say nothing of the key are left aside. Raises BadKey."""
        named = {curve: algorithm for algorithm, curve in CURVES.items()}
        try:
            algorithm = named[str(jwk["crv"])]
            x = decoded(str(jwk["x"]))
            y = b"" if algorithm == ED25519 else decoded(str(jwk["y"]))
        except (KeyError, ValueError) as error:
            raise BadKey("jwk") from error
        return cls._checked(algorithm, x, y)

    def pem(self) -> bytes:
        """Return the key as PEM (SubjectPublicKeyInfo), as OpenSSL reads it."""
        if self.algorithm == SM2:
            return sm2.public_pem(self.x + self.y)
        return self._loaded().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @classmethod
    def of_pem(cls, pem: bytes) -> "PublicKey":
        """Read a PEM (SubjectPublicKeyInfo). Raises BadKey."""
        point = sm2.point_of(pem)
        if point:
            return cls._checked(SM2, point[:HALF], point[HALF:])
        try:
            key = serialization.load_pem_public_key(pem)
        except ValueError as error:
            raise BadKey("pem") from error
        return of_loaded(key)

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Say whether this key's owner signed these bytes; a malformed signature is a no."""
        if len(signature) != 2 * HALF:
            return False
        if self.algorithm == SM2:
            return sm2.verify(self.x + self.y, signature, data)
        try:
            key = self._loaded()
            if isinstance(key, ed25519.Ed25519PublicKey):
                key.verify(signature, data)
            else:
                key.verify(dss(signature), data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True

    @classmethod
    def _checked(cls, algorithm: str, x: bytes, y: bytes) -> "PublicKey":
        made = cls(algorithm, x, y)
        try:
            if algorithm == SM2:
                sm2.check_point(x + y)
            else:
                made._loaded()
        except ValueError as error:
            raise BadKey(algorithm) from error
        return made

    def _loaded(self) -> ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey:
        return _library_key(self)


@lru_cache(maxsize=1024)
def _library_key(key: PublicKey) -> ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey:
    # A member's key checks many calls; making the library's object of it costs an eighth of a check.
    if key.algorithm == ED25519:
        return ed25519.Ed25519PublicKey.from_public_bytes(key.x)
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + key.x + key.y)


@lru_cache(maxsize=1024)
def _thumbprint(key: PublicKey) -> str:
    said = json.dumps(key.jwk(), separators=(",", ":"), sort_keys=True)
    return encoded(hashlib.sha256(said.encode()).digest())


class Signer(Protocol):
    """Whoever can sign with one private key (签名者), wherever that key lies."""

    @property
    def algorithm(self) -> str:
        """One of `ALGORITHMS`."""

    @property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""

    @property
    def key_id(self) -> str:
        """The identifier of the key: `public.key_id`."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature of these bytes, 64 bytes."""


def of_loaded(key: object) -> PublicKey:
    """Return the public key that the library has loaded. Raises BadKey for another algorithm."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return PublicKey(ED25519, raw)
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        numbers = key.public_numbers()
        return PublicKey(ES256, numbers.x.to_bytes(HALF, "big"), numbers.y.to_bytes(HALF, "big"))
    raise BadKey(type(key).__name__)


def dss(signature: bytes) -> bytes:
    """Return r and s as the DER sequence that certificates, PDF and OpenSSL use."""
    r, s = signature[:HALF], signature[HALF:]
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


def encoded(raw: bytes) -> str:
    """Return base64url without padding (RFC 7515 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read base64url without padding; raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
