"""The electronic seal and its signature (电子印章、电子签章数据) in the structures of GB/T 38540-2020.

A seal is a picture with its name, its validity and the certificates that may use it, signed by
whoever made it. A signature holds the seal, a time, the digest of what is signed and where that
lies, signed with SM2 over the whole.
"""

# ruff: noqa: RUF012 - a structure declares its fields as asn1crypto reads them
import datetime as dt
import uuid
from dataclasses import dataclass, field

from asn1crypto import core, x509
from cryptography.hazmat.primitives import hashes

from tongban.kernel.signing import Signer, sm2
from tongban.kernel.signing.certificates import in_asn1

VERSION, MAKER = 4, "TB"
ORGANISATION = 1
BY_CERTIFICATES = 1
SM2_SM3 = "1.2.156.10197.1.501"
SM3 = "1.2.156.10197.1.401"
_POINT = 64


class Header(core.Sequence):
    """SES_Header: that this is a seal, of which version, by whose making."""

    _fields = [("id", core.IA5String), ("version", core.Integer), ("vid", core.IA5String)]


class Certificates(core.SequenceOf):
    """CertInfoList: the certificates that may use the seal."""

    _child_spec = core.OctetString


class Property(core.Sequence):
    """SES_ESPropertyInfo: what kind of seal, its name, who may use it, from when to when."""

    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("cert_list_type", core.Integer),
        ("cert_list", Certificates),
        ("create_date", core.GeneralizedTime),
        ("valid_start", core.GeneralizedTime),
        ("valid_end", core.GeneralizedTime),
    ]


class Picture(core.Sequence):
    """SES_ESPictrueInfo: the picture and how large it is shown, in millimetres."""

    _fields = [
        ("type", core.IA5String),
        ("data", core.OctetString),
        ("width", core.Integer),
        ("height", core.Integer),
    ]


class SealInfo(core.Sequence):
    """SES_SealInfo: everything of a seal that its maker signs."""

    _fields = [
        ("header", Header),
        ("es_id", core.IA5String),
        ("property", Property),
        ("picture", Picture),
        ("ext_datas", core.Any, {"explicit": 0, "optional": True}),
    ]


class Seal(core.Sequence):
    """SESeal: a seal with its maker's certificate and signature."""

    _fields = [
        ("e_seal_info", SealInfo),
        ("cert", core.OctetString),
        ("sign_alg_id", core.ObjectIdentifier),
        ("signed_value", core.OctetBitString),
    ]


class ToSign(core.Sequence):
    """TBS_Sign: what a signature is over."""

    _fields = [
        ("version", core.Integer),
        ("eseal", Seal),
        ("time_info", core.GeneralizedTime),
        ("data_hash", core.OctetBitString),
        ("property_info", core.IA5String),
        ("ext_datas", core.Any, {"explicit": 0, "optional": True}),
    ]


class Signature(core.Sequence):
    """SES_Signature: the signature with the signer's certificate."""

    _fields = [
        ("to_sign", ToSign),
        ("cert", core.OctetString),
        ("signature_alg_id", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
        ("time_stamp", core.OctetBitString, {"explicit": 0, "optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class Read:
    """What a signature says once it has held (验签结果)."""

    data_hash: bytes
    path: str
    at: dt.datetime
    seal_name: str
    certificate: x509.Certificate = field(repr=False)


def make_seal(
    signer: Signer, certificate: bytes, *, name: str, picture: bytes, millimetres: int
) -> bytes:
    """Make a seal in the name of its owner, for the validity of the certificate, as DER."""
    valid = x509.Certificate.load(certificate)["tbs_certificate"]["validity"]
    begins = valid["not_before"].native
    info = SealInfo(
        {
            "header": {"id": "ES", "version": VERSION, "vid": MAKER},
            "es_id": uuid.uuid4().hex,
            "property": {
                "type": ORGANISATION,
                "name": name,
                "cert_list_type": BY_CERTIFICATES,
                "cert_list": [certificate],
                "create_date": begins,
                "valid_start": begins,
                "valid_end": valid["not_after"].native,
            },
            "picture": {
                "type": "PNG",
                "data": picture,
                "width": millimetres,
                "height": millimetres,
            },
        }
    )
    by = core.OctetString(certificate).dump() + core.ObjectIdentifier(SM2_SM3).dump()
    made = {
        "e_seal_info": info,
        "cert": certificate,
        "sign_alg_id": SM2_SM3,
        "signed_value": in_asn1(signer, _sequence(info.dump() + by)),
    }
    return bytes(Seal(made).dump())


def sign(
    seal: bytes,
    signer: Signer,
    certificate: bytes,
    *,
    digest: bytes,
    path: str,
    at: dt.datetime,
) -> bytes:
    """Sign a digest with a seal; `path` says where what was digested lies. Returns DER."""
    said = ToSign(
        {
            "version": VERSION,
            "eseal": Seal.load(seal),
            "time_info": at.astimezone(dt.UTC).replace(microsecond=0),
            "data_hash": digest,
            "property_info": path,
        }
    )
    made = {
        "to_sign": said,
        "cert": certificate,
        "signature_alg_id": SM2_SM3,
        "signature": in_asn1(signer, said.dump()),
    }
    return bytes(Signature(made).dump())


def read(value: bytes) -> Read | None:
    """Return what a signature says where it, its seal and their certificates fit; None otherwise."""
    try:
        found = Signature.load(value, strict=True)
        said, seal = found["to_sign"], found["to_sign"]["eseal"]
        certificate = found["cert"].native
        info = seal["e_seal_info"]
        named = info["property"]["cert_list"].native
        maker = seal["cert"].native
        signed = info.dump() + seal["cert"].dump() + seal["sign_alg_id"].dump()
        holds = (
            certificate in named
            and _holds(maker, seal["signed_value"].native, _sequence(signed))
            and _holds(certificate, found["signature"].native, said.dump())
        )
        if not holds:
            return None
        return Read(
            said["data_hash"].native,
            said["property_info"].native,
            said["time_info"].native,
            info["property"]["name"].native,
            x509.Certificate.load(certificate),
        )
    except (ValueError, TypeError, KeyError):
        return None


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest (GB/T 32905-2016)."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _holds(certificate: bytes, signature: bytes, data: bytes) -> bool:
    key = x509.Certificate.load(certificate)["tbs_certificate"]["subject_public_key_info"]
    point = sm2.point_in(key.dump())
    return len(point) == _POINT and sm2.verify(point, sm2.raw(signature), data)


def _sequence(content: bytes) -> bytes:
    """Return the DER sequence of parts that are DER already."""
    return bytes(core.Sequence(contents=content).dump())
