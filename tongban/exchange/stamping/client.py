"""Asking for time stamps and checking them: several authorities, each trusted by its root.

`STAMP_AUTHORITIES` of the settings names the addresses; the certificates they are trusted by lie
as PEM in `trust/stamps/` of the home. An authority that does not answer costs its time-out once
a call and stands in the log; what is stamped says who stamped it.
"""

import asyncio
import hashlib
import logging
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from asn1crypto import algos, cms, tsp, x509

from tongban.exchange.domain.stamps import BadStamp, Stamp
from tongban.kernel import ids
from tongban.kernel.signing.certificates import loaded

ASKED, ANSWERED = "application/timestamp-query", "application/timestamp-reply"
LARGEST = 64 * 1024
TRUST = Path("trust") / "stamps"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Authorities:
    """The authorities a home asks, and the roots it trusts (时间戳机构)."""

    addresses: tuple[str, ...]
    home: Path
    patience: float = field(default=3.0)

    def reply(self, request: bytes) -> bytes | None:
        """Return the first authority's reply that is one, None where nobody answers."""
        for address in self.addresses:
            found = self._asked(address, request)
            if found is not None:
                return found
        return None

    def stamp(self, data: bytes) -> list[Stamp]:
        """Have every authority stamp these bytes; those that fail are left out and logged."""
        made = []
        for address in self.addresses:
            nonce = ids.new(ids.draw_shard())
            reply = self._asked(address, request_for(data, nonce=nonce))
            if reply is None:
                continue
            try:
                made.append(self.check(token_in(reply, nonce=nonce), data))
            except BadStamp as error:
                log.warning("a time stamp of %s is not good: %s", address, error.detail)
        return made

    def check(self, token: bytes, data: bytes) -> Stamp:
        """Return what a token says of these bytes, by an authority trusted here; or BadStamp."""
        # What checks a signature takes a second to load: only whoever checks one loads it.
        from pyhanko.sign.validation.errors import SignatureValidationError
        from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
        from pyhanko_certvalidator import ValidationContext
        from pyhanko_certvalidator.errors import ValidationError

        try:
            signed = cms.ContentInfo.load(token)["content"]
            context = ValidationContext(trust_roots=self.roots(), allow_fetching=False)
            said = asyncio.run(
                validate_tst_signed_data(
                    signed, context, lambda name: hashlib.new(name, data).digest()
                )
            )
        except (ValueError, TypeError, SignatureValidationError, ValidationError) as error:
            raise BadStamp(type(error).__name__) from error
        if not (said["intact"] and said["valid"] and said["trust_problem_indic"] is None):
            raise BadStamp("not signed by an authority trusted here")
        owner: x509.Certificate = said["signing_cert"]
        return Stamp(said["timestamp"], owner.subject.native.get("common_name", ""), token)

    def roots(self) -> list[x509.Certificate]:
        """Return the certificates that authorities are trusted by."""
        return [loaded(path.read_bytes()) for path in sorted((self.home / TRUST).glob("*.pem"))]

    def _asked(self, address: str, request: bytes) -> bytes | None:
        try:
            answered = httpx2.post(
                address,
                content=request,
                headers={"Content-Type": ASKED, "Accept": ANSWERED},
                timeout=self.patience,
            )
            answered.raise_for_status()
        except httpx2.HTTPError as error:
            log.warning("the time-stamp authority %s: %s", address, type(error).__name__)
            return None
        kind = answered.headers.get("Content-Type", "").partition(";")[0]
        return answered.content if kind == ANSWERED and len(answered.content) < LARGEST else None


def request_for(data: bytes, *, nonce: int) -> bytes:
    """Return the request for a stamp of these bytes; only their digest goes out."""
    imprint = {
        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "hashed_message": hashlib.sha256(data).digest(),
    }
    asked = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return bytes(tsp.TimeStampReq(asked).dump())


def token_in(reply: bytes, *, nonce: int) -> bytes:
    """Return the token of a reply to our very request; raises BadStamp."""
    try:
        read = tsp.TimeStampResp.load(reply)
        status = read["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise BadStamp(f"{status} {read['status']['fail_info'].native or ''}".strip())
        token = read["time_stamp_token"]
        said = token["content"]["encap_content_info"]["content"].parsed
        if said["nonce"].native != nonce:
            raise BadStamp("an answer to another request")
        return bytes(token.dump())
    except (ValueError, TypeError) as error:
        raise BadStamp(type(error).__name__) from error
