"""SM2 with SM3 (国密 SM2/SM3) by OpenSSL 3, called in its own library through ctypes.

The curve, the signature and the default identity are those of GB/T 32918-2016 and
GM/T 0009-2012; OpenSSL's implementation signs some thirty times as often a second as one in
Python, and is the one other people's programs check with. A context belongs to one call, so
calls from several threads do not meet.
"""

import base64
import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

IDENTITY: Final = b"1234567812345678"
"""The identity both sides take when none was agreed (GM/T 0009-2012 第10章)."""
HALF = 32
# SubjectPublicKeyInfo of a point on SM2, up to the point: id-ecPublicKey, 1.2.156.10197.1.301.
_HEADER = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_PRIME = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_POINTER = ctypes.c_void_p
_KEPT = 256


class Sm2Unavailable(RuntimeError):  # noqa: N818 - said as it is
    """This machine has no OpenSSL 3 library with SM2."""


@cache
def _library() -> Any:
    name = ctypes.util.find_library("crypto")
    if name is None:
        raise Sm2Unavailable("SM2 needs the library libcrypto of OpenSSL 3; install OpenSSL.")
    found = ctypes.CDLL(name)
    for function, result, *arguments in _functions():
        try:
            declared = getattr(found, function)
        except AttributeError as error:
            raise Sm2Unavailable(f"SM2 needs OpenSSL 3; {name} lacks {function}.") from error
        declared.restype, declared.argtypes = result, arguments
    return found


def _functions() -> tuple[tuple[Any, ...], ...]:
    """Name what is called of the library: the function, its result, its arguments."""
    return (
        ("EVP_PKEY_CTX_new_from_name", _POINTER, _POINTER, ctypes.c_char_p, ctypes.c_char_p),
        ("EVP_PKEY_CTX_new", _POINTER, _POINTER, _POINTER),
        ("EVP_PKEY_CTX_set1_id", ctypes.c_int, _POINTER, ctypes.c_char_p, ctypes.c_int),
        ("EVP_PKEY_CTX_free", None, _POINTER),
        ("EVP_PKEY_keygen_init", ctypes.c_int, _POINTER),
        ("EVP_PKEY_keygen", ctypes.c_int, _POINTER, ctypes.POINTER(_POINTER)),
        ("EVP_PKEY_free", None, _POINTER),
        ("EVP_MD_CTX_new", _POINTER),
        ("EVP_MD_CTX_free", None, _POINTER),
        ("EVP_MD_CTX_set_pkey_ctx", None, _POINTER, _POINTER),
        ("EVP_sm3", _POINTER),
        ("EVP_DigestSignInit", ctypes.c_int, *[_POINTER] * 5),
        ("EVP_DigestSign", ctypes.c_int, _POINTER, ctypes.c_char_p,
         ctypes.POINTER(ctypes.c_size_t), ctypes.c_char_p, ctypes.c_size_t),
        ("EVP_DigestVerifyInit", ctypes.c_int, *[_POINTER] * 5),
        ("EVP_DigestVerify", ctypes.c_int, _POINTER, ctypes.c_char_p, ctypes.c_size_t,
         ctypes.c_char_p, ctypes.c_size_t),
        ("d2i_PUBKEY", _POINTER, _POINTER, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long),
        ("i2d_PUBKEY", ctypes.c_int, _POINTER, ctypes.POINTER(_POINTER)),
        ("d2i_AutoPrivateKey", _POINTER, _POINTER, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long),
        ("EVP_PKEY2PKCS8", _POINTER, _POINTER),
        ("i2d_PKCS8_PRIV_KEY_INFO", ctypes.c_int, _POINTER, ctypes.POINTER(_POINTER)),
        ("PKCS8_PRIV_KEY_INFO_free", None, _POINTER),
        ("CRYPTO_free", None, _POINTER, ctypes.c_char_p, ctypes.c_int),
    )  # fmt: skip


def generate() -> bytes:
    """Make a key pair; returns the private key as DER (PKCS #8)."""
    library = _library()
    context = _must(library.EVP_PKEY_CTX_new_from_name(None, b"SM2", None))
    try:
        _must(library.EVP_PKEY_keygen_init(context) == 1)
        key = _POINTER()
        _must(library.EVP_PKEY_keygen(context, ctypes.byref(key)) == 1)
    finally:
        library.EVP_PKEY_CTX_free(context)
    packed = library.EVP_PKEY2PKCS8(key)
    library.EVP_PKEY_free(key)
    try:
        return _written(library.i2d_PKCS8_PRIV_KEY_INFO, _must(packed))
    finally:
        library.PKCS8_PRIV_KEY_INFO_free(packed)


class PrivateKey:
    """A private key on SM2, loaded once and kept by OpenSSL (SM2 私钥)."""

    def __init__(self, der: bytes) -> None:
        self._library = _library()
        self._key = _read(self._library.d2i_AutoPrivateKey, der)
        public = _written(self._library.i2d_PUBKEY, self._key)
        self.point = point_in(public)

    def __del__(self) -> None:
        if key := getattr(self, "_key", None):
            self._library.EVP_PKEY_free(key)

    def sign(self, data: bytes) -> bytes:
        """Return r and s of the bytes, digested by SM3 after the identity and the key."""
        library = self._library
        with _context(self._key) as context:
            _must(
                library.EVP_DigestSignInit(context, None, library.EVP_sm3(), None, self._key) == 1
            )
            size = ctypes.c_size_t(128)
            out = ctypes.create_string_buffer(size.value)
            _must(library.EVP_DigestSign(context, out, ctypes.byref(size), data, len(data)) == 1)
        return raw(out.raw[: size.value])


class _Public:
    """A public key as OpenSSL holds it; freed with the cache that keeps it."""

    def __init__(self, point: bytes) -> None:
        self._library = _library()
        self.key = _read(self._library.d2i_PUBKEY, _HEADER + b"\x04" + point)

    def __del__(self) -> None:
        if key := getattr(self, "key", None):
            self._library.EVP_PKEY_free(key)


def verify(point: bytes, signature: bytes, data: bytes) -> bool:
    """Say whether the owner of this point signed these bytes."""
    r, s = signature[:HALF], signature[HALF:]
    der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    library, public = _library(), _public(point)
    with _context(public.key) as context:
        _must(library.EVP_DigestVerifyInit(context, None, library.EVP_sm3(), None, public.key) == 1)
        return bool(library.EVP_DigestVerify(context, der, len(der), data, len(data)) == 1)


def raw(der: bytes) -> bytes:
    """Return r and s of a signature in DER; raises ValueError."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")


def check_point(point: bytes) -> None:
    """Raise ValueError for what is no point of the curve."""
    if len(point) != 2 * HALF:
        raise ValueError("a point on SM2 has 64 bytes")
    x, y = (int.from_bytes(each, "big") for each in (point[:HALF], point[HALF:]))
    on_curve = (y * y - x * x * x + 3 * x - _B) % _PRIME == 0
    if not (x < _PRIME and y < _PRIME and on_curve):
        raise ValueError("this is no point of SM2")


def point_in(der: bytes) -> bytes:
    """Return the point of a SubjectPublicKeyInfo on SM2, empty for any other key."""
    whole = len(_HEADER) + 1 + 2 * HALF
    found = len(der) == whole and der.startswith(_HEADER + b"\x04")
    return der[-2 * HALF :] if found else b""


def point_of(pem: bytes) -> bytes:
    """Return the point of a public key in PEM, empty for any other key."""
    try:
        return point_in(der_of(pem))
    except ValueError:
        return b""


def der_of(pem: bytes) -> bytes:
    """Return the DER between the lines of a PEM; raises ValueError."""
    body = b"".join(line for line in pem.splitlines() if line and not line.startswith(b"-----"))
    return base64.b64decode(body, validate=True)


def public_pem(point: bytes) -> bytes:
    """Return the point as a public key in PEM."""
    return armoured(_HEADER + b"\x04" + point, "PUBLIC KEY")


def armoured(der: bytes, what: str) -> bytes:
    """Return DER as PEM under a label (RFC 7468)."""
    text = base64.encodebytes(der).decode().replace("\n", "")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {what}-----", *lines, f"-----END {what}-----", ""]).encode()


@cache
def _known() -> dict[bytes, _Public]:
    return {}


def _public(point: bytes) -> _Public:
    known = _known()
    if point not in known:
        if len(known) >= _KEPT:
            known.clear()
        known[point] = _Public(point)
    return known[point]


@contextmanager
def _context(key: Any) -> Iterator[Any]:
    """Yield a digest context that carries the identity; both are freed afterwards."""
    library = _library()
    named = _must(library.EVP_PKEY_CTX_new(key, None))
    context = _must(library.EVP_MD_CTX_new())
    try:
        _must(library.EVP_PKEY_CTX_set1_id(named, IDENTITY, len(IDENTITY)) == 1)
        library.EVP_MD_CTX_set_pkey_ctx(context, named)
        yield context
    finally:
        library.EVP_MD_CTX_free(context)
        library.EVP_PKEY_CTX_free(named)


def _read(function: Any, der: bytes) -> Any:
    return _must(function(None, ctypes.byref(ctypes.c_char_p(der)), len(der)))


def _written(function: Any, key: Any) -> bytes:
    out = _POINTER()
    size = function(key, ctypes.byref(out))
    _must(size > 0)
    try:
        return ctypes.string_at(out, size)
    finally:
        _library().CRYPTO_free(out, b"", 0)


def _must(made: Any) -> Any:
    if not made:
        raise ValueError("OpenSSL refused the key or the call")
    return made
