"""PDF with the seal (PDF 签章): PAdES by the seal's key, stamped where an authority is configured.

A signed document allows no change at all. Where no time-stamp authority is configured or none
answers, the document is signed without one, and whoever checks it is told so (ETSI EN 319 142-1:
level B-T with a stamp, B-B without).
"""

import io
import logging

from asn1crypto import tsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.kernel.signing import Signer
from tongban.kernel.signing.certificates import in_asn1, loaded
from tongban.licences.sealing import seal

FIELD = "Seal"
DIGEST = "sha256"
_LARGEST_SIGNATURE = 72  # r and s as DER
log = logging.getLogger(__name__)


class _UnansweredError(OSError):
    """No authority answered."""


class _SealSigner(signers.Signer):
    """pyHanko's signer, with a key that only the key ring has."""

    def __init__(self, signer: Signer, certificate: bytes) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        super().__init__(signing_cert=loaded(certificate), cert_registry=registry)
        self._key = signer

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Sign what the format asks for."""
        if digest_algorithm != DIGEST:
            raise ValueError(digest_algorithm)
        return bytes(_LARGEST_SIGNATURE) if dry_run else in_asn1(self._key, data)


class _Stamper(TimeStamper):
    """pyHanko's time stamper, over whoever speaks to the outside for us."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Have the request answered."""
        reply = seal.time_stamps().reply(req.dump())
        if reply is None:
            raise _UnansweredError
        return tsp.TimeStampResp.load(reply)


def sign(content: bytes, *, reason: str, location: str) -> bytes:
    """Sign a document (签章): what it is, and by which agency; nothing in it may change after."""
    try:
        return _signed(content, reason, location, _Stamper())  # type: ignore[no-untyped-call]
    except _UnansweredError:
        log.info("a document is signed without a time stamp: no authority answered")
        return _signed(content, reason, location, None)


def _signed(content: bytes, reason: str, location: str, stamper: TimeStamper | None) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm=DIGEST,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
        location=location,
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    by = _SealSigner(seal.signer(), seal.certificate())
    signers.sign_pdf(writer, meta, signer=by, timestamper=stamper, output=out)
    return out.getvalue()
