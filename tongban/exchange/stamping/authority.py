"""A time-stamp authority (时间戳服务): answers requests with tokens of its own key (RFC 3161).

For trials, tests and offices that run their own clock; a city names accredited authorities
instead. It stamps digests and never sees what they are of.
"""

import datetime as dt
import hashlib
import secrets
import uuid

from asn1crypto import algos, cms, core, tsp

from tongban.kernel.signing import Signer
from tongban.kernel.signing.certificates import in_asn1, loaded, signature_algorithm

POLICY = f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, 'tongban:time-stamp-policy').int}"
"""Under which rules it stamps: seconds of the machine's clock, nothing promised beyond."""
KNOWN = frozenset({"sha256", "sha384", "sha512"})
ACCURACY = 1
"""Seconds within which the machine's clock is kept."""


def answer(request: bytes, *, signer: Signer, certificate: bytes, at: dt.datetime) -> bytes:
    """Return the reply to a request: a token, or the refusal that the standard names."""
    try:
        asked = tsp.TimeStampReq.load(request)
        imprint = asked["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        digest = imprint["hashed_message"].native
        nonce = asked["nonce"].native
    except (ValueError, TypeError):
        return _refused("bad_data_format")
    if algorithm not in KNOWN:
        return _refused("bad_alg")
    if len(digest) != hashlib.new(algorithm).digest_size:
        return _refused("bad_data_format")
    said = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": imprint,
            "serial_number": secrets.randbits(120),
            "gen_time": at.astimezone(dt.UTC).replace(microsecond=0),
            "accuracy": {"seconds": ACCURACY},
            **({} if nonce is None else {"nonce": nonce}),
        }
    )
    token = _token(said, signer, certificate, at, with_certificate=asked["cert_req"].native)
    reply = {"status": {"status": "granted"}, "time_stamp_token": token}
    return bytes(tsp.TimeStampResp(reply).dump())


def _token(
    said: tsp.TSTInfo, signer: Signer, pem: bytes, at: dt.datetime, *, with_certificate: bool
) -> cms.ContentInfo:
    owner = loaded(pem)
    content = said.dump()
    digests = algos.DigestAlgorithm({"algorithm": "sha256"})
    named = tsp.SigningCertificateV2(
        {"certs": [{"cert_hash": hashlib.sha256(owner.dump()).digest()}]}
    )
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(at)})),
            _attribute("message_digest", hashlib.sha256(content).digest()),
            _attribute("signing_certificate_v2", named),
        ]
    )
    by = cms.IssuerAndSerialNumber({"issuer": owner.issuer, "serial_number": owner.serial_number})
    signed = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": by}),
        "digest_algorithm": digests,
        "signed_attrs": attributes,
        "signature_algorithm": signature_algorithm(signer.algorithm),
        "signature": in_asn1(signer, attributes.dump()),
    }
    held = {
        "content_type": "tst_info",
        "content": cms.ParsableOctetString(content),
    }
    return cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": {
                "version": "v3",
                "digest_algorithms": [digests],
                "encap_content_info": held,
                **({"certificates": [owner]} if with_certificate else {}),
                "signer_infos": [signed],
            },
        }
    )


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": cms.CMSAttributeType(kind), "values": (value,)})


def _refused(why: str) -> bytes:
    status = {"status": "rejection", "fail_info": {why}}
    return bytes(tsp.TimeStampResp({"status": status}).dump())
