"""Signing documents (电子签章): PAdES with the platform's own key, which never leaves its home.

The key and its certificate are made at their first use and readable by their owner alone. The
certificate is self-signed: whoever checks a document far from here trusts it by its fingerprint,
published by the platform, until a certificate of an accredited authority takes its place
(电子签名法 第十三条、第十六条). A signed document allows no change at all.
"""

import datetime as dt
import io
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.keys import pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

FILE = "seal.pem"
YEARS = 10
FIELD = "Seal"
NAME = "Tongban document seal"


def sign(content: bytes, *, reason: str, location: str) -> bytes:
    """Sign a document (签章): what it is, and by which agency; nothing in it may change after."""
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
        location=location,
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    signers.sign_pdf(writer, meta, signer=_signer(_file()), output=out)
    return out.getvalue()


def certificate() -> bytes:
    """Return the certificate in PEM, for whoever checks our documents."""
    text = _file().read_bytes()
    return text[text.index(b"-----BEGIN CERTIFICATE-----") :]


@cache
def _signer(path: Path) -> Any:
    text = path.read_bytes()
    key = serialization.load_pem_private_key(text, password=None)
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    cert = next(iter(pemder.load_certs_from_pemder_data(certificate())))
    if not isinstance(cert, x509.Certificate):
        raise TypeError("the seal has no certificate")
    return signers.SimpleSigner(
        signing_cert=cert,
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def _file() -> Path:
    """Return the file of key and certificate, made at its first use; of two, the first stays."""
    path = Path(settings.HOME) / FILE
    if path.exists():
        return path
    fresh = path.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_made())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path


def _made() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    named = certificates.Name(
        [
            certificates.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            certificates.NameAttribute(NameOID.COMMON_NAME, NAME),
        ]
    )
    now = dt.datetime.now(dt.UTC)
    cert = (
        certificates.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(certificates.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + cert.public_bytes(serialization.Encoding.PEM)


def _usage() -> certificates.KeyUsage:
    return certificates.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
