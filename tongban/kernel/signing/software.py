"""Signers whose private key is held in this process (软件密钥)."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tongban.kernel.signing import sm2
from tongban.kernel.signing.keys import ED25519, ES256, HALF, SM2, BadKey, PublicKey, of_loaded

Private = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | sm2.PrivateKey


@dataclass(frozen=True, slots=True)
class SoftwareSigner:
    """A signer with its key in memory (软件签名者)."""

    algorithm: str
    key: Private = field(repr=False)
    public: PublicKey

    @property
    def key_id(self) -> str:
        """The identifier of the key."""
        return self.public.key_id

    def sign(self, data: bytes) -> bytes:
        """Return the signature of these bytes."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")
        return self.key.sign(data)


def generate(algorithm: str) -> bytes:
    """Make a private key, as PEM (PKCS #8, unencrypted). Raises BadKey."""
    if algorithm == SM2:
        return sm2.armoured(sm2.generate(), "PRIVATE KEY")
    key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    if algorithm == ED25519:
        key = ed25519.Ed25519PrivateKey.generate()
    elif algorithm == ES256:
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        raise BadKey(algorithm)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def load(algorithm: str, pem: bytes) -> SoftwareSigner:
    """Read a private key of an algorithm from PEM. Raises BadKey."""
    try:
        if algorithm == SM2:
            key = sm2.PrivateKey(sm2.der_of(pem))
            return SoftwareSigner(SM2, key, PublicKey(SM2, key.point[:HALF], key.point[HALF:]))
        loaded = serialization.load_pem_private_key(pem, password=None)
    except ValueError as error:
        raise BadKey(algorithm) from error
    if not isinstance(loaded, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
        raise BadKey(algorithm)
    public = of_loaded(loaded.public_key())
    if public.algorithm != algorithm:
        raise BadKey(algorithm)
    return SoftwareSigner(algorithm, loaded, public)


def make_signer(algorithm: str = ES256) -> SoftwareSigner:
    """Make a signer whose key is kept nowhere, for a session, a wallet or a test."""
    return load(algorithm, generate(algorithm))
