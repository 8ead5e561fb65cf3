"""Checking sealed documents (签章核验): PDF and OFD of ours and of others, from anybody's hands.

The file is distrusted: it is read within limits, nothing it names is fetched, and what cannot be
read is a NoDocument and never an error of ours.
"""

import base64
import binascii
import io
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from asn1crypto import x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from tongban.licences.domain.sealed import (
    CHANGED,
    GOOD,
    STRANGER,
    UNSEALED,
    DocumentCheck,
    NoDocument,
)
from tongban.licences.sealing import seal, ses
from tongban.licences.sealing.ofd import SPACE

LARGEST = 20 * 1024 * 1024
"""Bytes of a file, and of all that an OFD unpacks to."""
MOST_FILES = 500
PDF, OFD = "pdf", "ofd"


def check(content: bytes, *, at: datetime) -> DocumentCheck:
    """Say how a sealed document stands; raises NoDocument."""
    if len(content) > LARGEST:
        raise NoDocument("20 MB")
    if content.startswith(b"PK"):
        return _ofd(content, at)
    return _pdf(content, at)


def _pdf(content: bytes, at: datetime) -> DocumentCheck:
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        signatures = reader.embedded_signatures
        if not signatures:
            return DocumentCheck(PDF, UNSEALED)
        last = signatures[-1]
        trusted = seal.trusted(at)
        status = validate_pdf_signature(
            last,
            ValidationContext(trust_roots=trusted.readable, allow_fetching=False),
            ValidationContext(trust_roots=seal.time_stamps().roots(), allow_fetching=False),
        )
    except (SignatureValidationError, SigningError, ValidationError):
        return DocumentCheck(PDF, CHANGED)
    # Whatever a library raises for bytes of a stranger's making, it is not a document.
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError,
            RecursionError, zlib.error, NotImplementedError, UnsupportedAlgorithm) as error:  # fmt: skip
        raise NoDocument(type(error).__name__) from error
    owner = last.signer_cert
    good = status.intact and status.valid and status.docmdp_ok
    stamp = status.timestamp_validity
    return DocumentCheck(
        PDF,
        (GOOD if status.trusted else STRANGER) if good else CHANGED,
        _name(owner),
        _is_one_of(owner, trusted.own),
        str(last.sig_object.get("/Reason", "")),
        str(last.sig_object.get("/Location", "")),
        status.signer_reported_dt,
        stamp.timestamp if stamp and stamp.valid and stamp.intact and stamp.trusted else None,
        trusted.city_of(owner) if good else "",
    )


def _ofd(content: bytes, at: datetime) -> DocumentCheck:
    try:
        files = _unpacked(content)
        if "OFD.xml" not in files:
            raise NoDocument("OFD.xml")
        said = _signature_of(files)
        if said is None:
            return DocumentCheck(OFD, UNSEALED)
        path, described, value = said
        read = ses.read(value)
        whole = (
            read is not None
            and read.data_hash == ses.sm3(files[path])
            and read.path.lstrip("/") == path
            and _covered(described, files, path)
        )
    except (ET.ParseError, KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError,
            zlib.error, NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise NoDocument(type(error).__name__) from error
    if read is None or not whole:
        return DocumentCheck(OFD, CHANGED)
    trusted, owner = seal.trusted(at), read.certificate
    ours = _is_one_of(owner, trusted.own)
    return DocumentCheck(
        OFD,
        GOOD if _is_one_of(owner, trusted.all) else STRANGER,
        _name(owner),
        ours,
        "",
        read.seal_name,
        read.at,
        city=trusted.city_of(owner),
    )


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Unpack within limits, whatever the package claims of its sizes."""
    files: dict[str, bytes] = {}
    left = LARGEST
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [each for each in archive.infolist() if not each.is_dir()]
        if len(members) > MOST_FILES:
            raise NoDocument(str(len(members)))
        for each in members:
            with archive.open(each) as member:
                data = member.read(left + 1)
            left -= len(data)
            if left < 0:
                raise NoDocument("20 MB")
            if each.filename in files:
                raise NoDocument(each.filename)
            files[each.filename] = data
    return files


def _signature_of(files: Mapping[str, bytes]) -> tuple[str, ET.Element, bytes] | None:
    """Find the last signature: its description, and the value that seals it."""
    listed = _parsed(files["OFD.xml"]).find(f".//{{{SPACE}}}Signatures")
    if listed is None or not listed.text:
        return None
    found = _parsed(files[listed.text.lstrip("/")]).findall(f"{{{SPACE}}}Signature")
    if not found:
        return None
    path = str(found[-1].get("BaseLoc")).lstrip("/")
    described = _parsed(files[path])
    value = str(described.findtext(f"{{{SPACE}}}SignedValue")).lstrip("/")
    return path, described, files[value]


def _covered(described: ET.Element, files: Mapping[str, bytes], path: str) -> bool:
    """Whether every file is covered by its digest, but those that carry the signature itself."""
    references = described.find(f".//{{{SPACE}}}References")
    if references is None or references.get("CheckMethod") != ses.SM3:
        return False
    digests = {
        str(each.get("FileRef")).lstrip("/"): str(each.findtext(f"{{{SPACE}}}CheckValue"))
        for each in references
    }
    # What carries the signature, and the list another seal would be added to, may be left out.
    folder = path.rpartition("/")[0]
    listing = f"{folder.rpartition('/')[0]}/Signatures.xml"
    left = {name for name in files if not name.startswith(f"{folder}/")} - {listing}
    return left <= set(digests) <= set(files) and all(
        ses.sm3(files[name]) == _decoded(value) for name, value in digests.items()
    )


def _parsed(content: bytes) -> ET.Element:
    """Read XML that declares nothing of its own: no entity, no document type."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise NoDocument("DOCTYPE")
    return ET.fromstring(content)  # noqa: S314 - without declarations there is nothing to expand


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        return b""


def _is_one_of(certificate: x509.Certificate, known: list[x509.Certificate]) -> bool:
    mine: Any = certificate.dump()
    return any(each.dump() == mine for each in known)


def _name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))
