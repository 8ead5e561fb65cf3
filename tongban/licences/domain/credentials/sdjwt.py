"""SD-JWT (选择性披露凭证, RFC 9901): claims hidden behind digests, shown one by one by the holder.

The issuer signs the digests of salted claims; the holder hands on only the claims that are asked
for, and proves by a signature of the key named in `cnf` that it is the holder's. Whoever
verifies sees what was disclosed and nothing else; decoys hide how many claims there are.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.kernel.problems import Problem
from tongban.kernel.signing.keys import PublicKey, Signer, encoded
from tongban.licences.domain.credentials import jws
from tongban.licences.domain.problems import BadCredential, CredentialOver, WrongHolder

TYPE, BINDING = "dc+sd-jwt", "kb+jwt"
SKEW = 60  # seconds that clocks may differ
FRESH = 300  # seconds that a proof of holding the key is good for
RESERVED = frozenset({"_sd", "...", "_sd_alg"})
STANDING = frozenset({"iss", "nbf", "exp", "cnf", "vct", "status"})
"""Claims that are never hidden (SD-JWT VC 3.2.2.2)."""
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified presentation says (核验所得): claims, which of them were disclosed, binding.

    `header` is the issuer's; `bound` says whether the holder's key signed this very presentation.
    """

    claims: Mapping[str, Any] = field(repr=False)
    disclosed: tuple[str, ...] = ()
    bound: bool = False
    header: Mapping[str, Any] = field(default_factory=dict)


def make(
    claims: Mapping[str, Any],
    hidden: Mapping[str, Any],
    *,
    header: Mapping[str, Any],
    signer: Signer,
    decoys: int = 3,
) -> str:
    """Sign a credential whose `hidden` claims can be disclosed one by one."""
    disclosures = [_disclosure(name, value) for name, value in hidden.items()]
    digests = [digest(each) for each in disclosures]
    digests += [digest(secrets.token_urlsafe(24)) for _ in range(decoys)]
    said = {**claims, "_sd": sorted(digests), "_sd_alg": "sha-256"}
    token = jws.sign({"typ": TYPE, **header}, said, signer)
    return "~".join([token, *disclosures, ""])


def _disclosure(name: str, value: Any) -> str:
    salt = secrets.token_urlsafe(16)
    return encoded(json.dumps([salt, name, value], ensure_ascii=False).encode())


def digest(text: str) -> str:
    """Return the digest of a disclosure or of a presentation, as the credential names it."""
    return encoded(hashlib.sha256(text.encode()).digest())


def select(credential: str, names: Collection[str]) -> str:
    """Keep of a credential only these claims (选择性披露), as a wallet does before it shows it."""
    token, *disclosures, _ = credential.split("~")
    kept = [each for each in disclosures if jws.unpacked(each)[1] in names]
    return "~".join([token, *kept, ""])


def bind(presentation: str, *, nonce: str, audience: str, at: datetime, signer: Signer) -> str:
    """Prove with the holder's key that this presentation is made for one verifier, now."""
    claims = {
        "iat": int(at.timestamp()),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": digest(presentation),
    }
    return presentation + jws.sign({"typ": BINDING}, claims, signer)


def verify(
    text: str,
    *,
    issuer: Callable[[jws.Token], PublicKey],
    at: datetime,
    audience: str | None = None,
    nonce: str | None = None,
) -> Verified:
    """Verify a presentation: the issuer's signature, every disclosure, times, the holder's key.

    With `audience` and `nonce` the holder must have bound it to them. Raises BadCredential,
    CredentialOver, WrongHolder.
    """
    parts = text.strip().split("~")
    if len(parts) < 2 or len(text) > jws.LONGEST:  # noqa: PLR2004 - a token and its end
        raise BadCredential
    token = jws.read(parts[0], typ=TYPE)
    token.check(issuer(token))
    claims, names = _opened(token.claims, parts[1:-1])
    _in_time(claims, at)
    bound = False
    if parts[-1]:
        presented = text.strip().removesuffix(parts[-1])
        _bound(parts[-1], presented, claims, at=at, audience=audience, nonce=nonce)
        bound = True
    elif nonce is not None:
        raise WrongHolder
    return Verified(claims, tuple(names), bound, token.header)


def _opened(
    claims: Mapping[str, Any], disclosures: Sequence[str]
) -> tuple[dict[str, Any], list[str]]:
    """Put the disclosed claims where their digests stand; each stands once, none is left over."""
    if claims.get("_sd_alg", "sha-256") != "sha-256":
        raise BadCredential
    waiting = {digest(each): jws.unpacked(each) for each in disclosures}
    if len(waiting) != len(disclosures):
        raise BadCredential
    seen: set[str] = set()
    names: list[str] = []
    opened = _open(claims, waiting, seen, names, 0)
    if not set(waiting) <= seen:
        raise BadCredential
    opened.pop("_sd_alg", None)
    return opened, names


def _open(
    value: Any, waiting: Mapping[str, Any], seen: set[str], names: list[str], deep: int
) -> Any:
    if deep > DEEPEST:
        raise BadCredential
    if isinstance(value, dict):
        made = {
            key: _open(part, waiting, seen, names, deep + 1)
            for key, part in value.items()
            if key != "_sd"
        }
        for name, part in _named(value.get("_sd", []), waiting, seen):
            if name in RESERVED or name in made or (deep == 0 and name in STANDING):
                raise BadCredential
            names.append(name)
            made[name] = _open(part, waiting, seen, names, deep + 1)
        return made
    if isinstance(value, list):
        return [part for each in value for part in _elements(each, waiting, seen, names, deep)]
    return value


def _named(digests: Any, waiting: Mapping[str, Any], seen: set[str]) -> Iterator[tuple[str, Any]]:
    if not isinstance(digests, list):
        raise BadCredential
    for each in digests:
        found = _found(each, waiting, seen, 3)
        if found is not None:
            if not isinstance(found[1], str):
                raise BadCredential
            yield found[1], found[2]


def _elements(
    each: Any, waiting: Mapping[str, Any], seen: set[str], names: list[str], deep: int
) -> Iterator[Any]:
    if not (isinstance(each, dict) and set(each) == {"..."}):
        yield _open(each, waiting, seen, names, deep + 1)
        return
    found = _found(each["..."], waiting, seen, 2)
    if found is not None:
        yield _open(found[1], waiting, seen, names, deep + 1)


def _found(name: Any, waiting: Mapping[str, Any], seen: set[str], size: int) -> list[Any] | None:
    """Return the disclosure of a digest; no digest may stand in a credential twice."""
    if not isinstance(name, str) or name in seen:
        raise BadCredential
    seen.add(name)
    found = waiting.get(name)
    if found is None:
        return None
    if not isinstance(found, list) or len(found) != size or not isinstance(found[0], str):
        raise BadCredential
    return found


def _in_time(claims: Mapping[str, Any], at: datetime) -> None:
    now = at.timestamp()
    begins = [claims[name] for name in ("nbf", "iat") if name in claims]
    ends = claims.get("exp", now + 1)
    if not all(isinstance(each, int | float) for each in (*begins, ends)):
        raise BadCredential
    if any(each > now + SKEW for each in begins):
        raise BadCredential
    if now >= ends + SKEW:
        raise CredentialOver


def _bound(
    text: str,
    presented: str,
    claims: Mapping[str, Any],
    *,
    at: datetime,
    audience: str | None,
    nonce: str | None,
) -> None:
    proof = _proof(text, claims)
    made = proof.get("iat")
    if proof.get("sd_hash") != digest(presented) or not isinstance(made, int | float):
        raise WrongHolder
    if audience is not None and proof.get("aud") != audience:
        raise WrongHolder
    if nonce is not None and proof.get("nonce") != nonce:
        raise WrongHolder
    if nonce is not None and abs(at.timestamp() - made) > FRESH:
        raise WrongHolder


def _proof(text: str, claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the holder's key signed; whatever is wrong with it, the holder is not proved."""
    confirmed = claims.get("cnf")
    if not isinstance(confirmed, dict) or not isinstance(confirmed.get("jwk"), dict):
        raise WrongHolder
    try:
        token = jws.read(text, typ=BINDING)
        token.check(PublicKey.of_jwk(confirmed["jwk"]))
    except Problem as fault:
        raise WrongHolder from fault
    return token.claims
