"""A licence as OFD (OFD 证照): its sheet laid out, packed and sealed with SM2."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tongban.kernel.signing.keys import SM2
from tongban.kernel.signing.sm2 import der_of
from tongban.licences import documents
from tongban.licences.sealing import layout, ofd, seal, ses

STAMP = Path(__file__).parents[1] / "templates" / "stamp.typ"
DOTS = 300
_MILLIMETRES = round(layout.SEAL_BOX[2])


def make(contents: Mapping[str, Any], *, url: str, at: datetime) -> bytes:
    """Return the sealed OFD of what a sheet says. Raises GlyphMissing, BadTemplate."""
    signer, certificate = seal.signer(SM2), der_of(seal.certificate(SM2))
    words = {key: contents[key] for key in ("issuer", "under")}
    picture = documents.picture(STAMP, words, dots=DOTS)
    made = ses.make_seal(
        signer, certificate, name=contents["issuer"], picture=picture, millimetres=_MILLIMETRES
    )
    digest = hashlib.sha256(f"{contents['identifier']} {at.isoformat()}".encode()).digest()
    return ofd.package(
        layout.page(contents, url=url),
        identifier=uuid.UUID(bytes=digest[:16]).hex,
        sealing=ofd.Sealing(signer, certificate, made, layout.SEAL_BOX, at),
    )
