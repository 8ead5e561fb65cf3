"""Certificates (证书): the public key of a signer under its owner's name (X.509, RFC 5280).

A city puts the certificate of an accredited authority beside the key
(`keys/NAME.ALGORITHM.crt`, 电子签名法 第十六条); until then there stands one the signer made for
itself, which others trust by its fingerprint. The same builder serves keys in files and in
hardware, and SM2 as well as the others (GM/T 0015-2012).
"""

import base64
import datetime as dt
import hashlib
import secrets
from pathlib import Path

from asn1crypto import algos, keys, x509

from tongban.kernel.signing.keyring import FOLDER, Keyring, write_once
from tongban.kernel.signing.keys import ED25519, ES256, SM2, Signer, dss
from tongban.kernel.signing.sm2 import armoured, der_of

YEARS = 10
SEALS, STAMPS = "seals", "stamps"
"""What a key may be used for: sealing documents, or stamping times."""
_NAMED = {ES256: "sha256_ecdsa", ED25519: "ed25519", SM2: "1.2.156.10197.1.501"}


def certificate(ring: Keyring, name: str, algorithm: str, *, owner: str, use: str = SEALS) -> bytes:
    """Return the certificate of a key as PEM: the one put there, else one made for itself.

    `owner` stands in it as the common name. Raises BadKey and KeyMissing as the key ring does.
    """
    signer = ring.signer(name, algorithm)
    path: Path = ring.home / FOLDER / f"{name}.{algorithm.lower()}.crt"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, self_signed(signer, owner=owner, use=use))
    return path.read_bytes()


def self_signed(signer: Signer, *, owner: str, use: str = SEALS) -> bytes:
    """Return a certificate that the signer makes for itself, as PEM."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    said = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(120),
            "signature": signature_algorithm(signer.algorithm),
            "issuer": _named(owner),
            "validity": {
                "not_before": x509.Time({"utc_time": now - dt.timedelta(minutes=5)}),
                "not_after": x509.Time({"utc_time": now + dt.timedelta(days=365 * YEARS)}),
            },
            "subject": _named(owner),
            "subject_public_key_info": keys.PublicKeyInfo.load(der_of(signer.public.pem())),
            "extensions": _extensions(signer, use),
        }
    )
    made = x509.Certificate(
        {
            "tbs_certificate": said,
            "signature_algorithm": signature_algorithm(signer.algorithm),
            "signature_value": in_asn1(signer, said.dump()),
        }
    )
    return armoured(made.dump(), "CERTIFICATE")


def loaded(pem: bytes) -> x509.Certificate:
    """Return a certificate in PEM, read."""
    return x509.Certificate.load(der_of(pem))


def signature_algorithm(algorithm: str) -> algos.SignedDigestAlgorithm:
    """Return the algorithm as certificates and signed messages name it."""
    return algos.SignedDigestAlgorithm({"algorithm": _NAMED[algorithm]})


def in_asn1(signer: Signer, data: bytes) -> bytes:
    """Sign as certificates and signed messages hold it: r and s as a DER sequence."""
    signature = signer.sign(data)
    return signature if signer.algorithm == ED25519 else dss(signature)


def fingerprint(pem: bytes) -> str:
    """Return the SHA-256 fingerprint of a certificate, in pairs as people compare it."""
    digest = hashlib.sha256(der_of(pem)).hexdigest().upper()
    return ":".join(digest[start : start + 2] for start in range(0, len(digest), 2))


def _named(owner: str) -> x509.Name:
    return x509.Name.build({"country_name": "CN", "common_name": owner})


def _extensions(signer: Signer, use: str) -> list[dict[str, object]]:
    key = hashlib.sha256(base64.urlsafe_b64decode(signer.key_id + "=")).digest()[:20]
    usage = {"digital_signature", "non_repudiation"}
    made: list[dict[str, object]] = [
        {"extn_id": "key_identifier", "extn_value": key},
        {"extn_id": "key_usage", "critical": True, "extn_value": usage},
    ]
    if use == STAMPS:
        # A stamping authority's key does this and nothing else (RFC 3161 2.3).
        only = {"extn_id": "extended_key_usage", "critical": True, "extn_value": ["time_stamping"]}
        return [*made, only]
    usage.add("key_cert_sign")
    root = {"ca": True, "path_len_constraint": 0}
    return [*made, {"extn_id": "basic_constraints", "critical": True, "extn_value": root}]
