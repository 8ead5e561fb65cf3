"""The reference implementation of SD-JWT (PyPI sd-jwt) verifies our credentials, and refuses others."""

import json
import os
import sys
from pathlib import Path

from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj  # noqa: F401 - the package is the one meant
from sd_jwt.holder import SDJWTHolder
from sd_jwt.verifier import SDJWTVerifier

ALWAYS = {"iss", "iat", "exp", "vct", "cnf", "status", "_sd_alg"}
NONCE = "another-nonce"


def verified(text: str, key: JWK, audience: str) -> dict:
    """Return what the reference verifier makes of a presentation."""
    return SDJWTVerifier(
        text, lambda _issuer, _header=None: key, audience, NONCE
    ).get_verified_payload()


def presented(credential: str, holder: JWK, audience: str, names: list[str]) -> str:
    """Present with the reference holder."""
    made = SDJWTHolder(credential)
    made.create_presentation(dict.fromkeys(names, True), NONCE, audience, holder, "ES256")
    return made.sd_jwt_presentation


def main() -> int:
    """Verify, and try what must fail."""
    said = json.loads((Path(os.environ["TONGBAN_SAMPLES"]) / "credentials.json").read_text())
    key, holder = JWK(**said["jwks"]["keys"][0]), JWK(**said["secret"])
    for names in (["over_18"], ["over_60", "name"], []):
        text = presented(said["credential"], holder, said["base"], names)
        seen = set(verified(text, key, said["base"])) - ALWAYS
        if seen != set(names):
            print(f"    shown {names}, seen {seen}", file=sys.stderr)
            return 1
    wrong = [
        (text[:-3] + "AAA", key, said["base"]),
        (text, JWK.generate(kty="EC", crv="P-256"), said["base"]),
        (text, key, "https://somebody.else"),
    ]
    for given in wrong:
        try:
            verified(*given)
        except Exception:  # noqa: BLE001, S112 - whatever it raises, it refuses
            continue
        print("    something forged was taken", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
