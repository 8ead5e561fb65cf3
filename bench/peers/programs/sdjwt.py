"""The reference implementation of SD-JWT: how many credentials a second it makes and verifies.

Usage: sdjwt.py SECONDS < {"credential", "presentation", "key", "claims", "audience", "nonce"};
prints one line of JSON with rates by processor time.
"""

import json
import sys
import time

from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier


def rate(work, seconds):
    """Return how often a piece of work is done in a second of processor time."""
    work()
    began, done = time.process_time(), 0
    while time.process_time() - began < seconds:
        work()
        done += 1
    return done / (time.process_time() - began)


def main(seconds):
    said = json.load(sys.stdin)
    public, own = JWK(**said["key"]), JWK.generate(kty="EC", crv="P-256")
    hidden = {SDObj(name): value for name, value in said["hidden"].items()}
    claims = {**said["claims"], **hidden}

    def make():
        return SDJWTIssuer(claims, own, sign_alg="ES256").sd_jwt_issuance

    def verify():
        found = SDJWTVerifier(
            said["presentation"], lambda *_: public, said["audience"], said["nonce"]
        ).get_verified_payload()
        assert found["over_18"] is True

    made = {"makes": rate(make, seconds), "verifies": rate(verify, seconds)}
    print(json.dumps(made))


if __name__ == "__main__":
    main(float(sys.argv[1]))
