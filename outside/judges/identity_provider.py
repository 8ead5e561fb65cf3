"""Authlib, as the system of another agency, signs people in through our provider.

The way as it should be, then what has to be refused: no challenge, a wrong verifier, a code brought
twice, a wrong secret, an address nobody registered.
"""

import base64
import hashlib
import re
import secrets
import sys
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from outside.served import identity, say

BACK = "http://localhost:9/back"


def sign_in(browser: requests.Session, base: str, number: str) -> None:
    """Sign in by the pages, with the code the demonstration shows."""
    page = browser.get(f"{base}/sign-in").text
    sent = browser.post(f"{base}/sign-in", {"number": number, **token_of(page)}).text
    code = re.search(r"<b>(\d{6})</b>", sent)
    if code is None:
        raise SystemExit("The demonstration shows no code.")
    browser.post(f"{base}/sign-in/code", {"code": code[1], **token_of(sent)})


def token_of(page: str) -> dict[str, str]:
    """Return the token that every form of a page carries."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return {"csrfmiddlewaretoken": found[1] if found else ""}


def agree(browser: requests.Session, base: str, address: str) -> str:
    """Open the page of consent, agree, and return where the browser is sent."""
    page = browser.get(address)
    asked = re.search(r'name="request" value="([^"]+)"', page.text)
    if asked is None:
        raise SystemExit(f"no consent is asked for: {page.status_code} {page.url}")
    form = {"request": asked[1], "action": "grant", **token_of(page.text)}
    sent = browser.post(f"{base}/identity/o/authorize", form, allow_redirects=False)
    return sent.headers["Location"]


def judge(base: str, system: dict[str, str], number: str) -> list[str]:
    """Go through the whole way and every refusal; return what is not as it should be."""
    wrong: list[str] = []
    found = requests.get(f"{base}/.well-known/openid-configuration", timeout=20).json()
    client = OAuth2Session(
        system["id"], system["secret"], scope="openid name number", redirect_uri=BACK,
        code_challenge_method="S256", token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - a method
    )  # fmt: skip
    browser = requests.Session()
    sign_in(browser, base, number)

    def begin(**more: str) -> tuple[str, str, str]:
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        address, _ = client.create_authorization_url(
            found["authorization_endpoint"], code_verifier=verifier, nonce=nonce, **more
        )
        return address, verifier, nonce

    address, verifier, nonce = begin()
    back = agree(browser, base, address)
    token = client.fetch_token(
        found["token_endpoint"], authorization_response=back, code_verifier=verifier
    )
    keys = KeySet.import_key_set(requests.get(found["jwks_uri"], timeout=20).json())
    claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
    expected = {"iss": found["issuer"], "aud": system["id"], "nonce": nonce}
    wrong += [f"{name}: {claims.get(name)}" for name, each in expected.items() if claims.get(name) not in (each, [each])]  # fmt: skip
    if claims.get("acr") != "urn:tongban:assurance:1" or "otp" not in claims.get("amr", []):
        wrong.append(f"assurance: {claims}")
    digest = hashlib.sha256(token["access_token"].encode()).digest()[:16]
    if claims.get("at_hash") != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
        wrong.append("at_hash")
    told = client.get(found["userinfo_endpoint"]).json()
    if told.get("citizen_number") != number or told.get("sub") != claims["sub"]:
        wrong.append("userinfo is not this person's")
    if number in token["id_token"] or number in str(claims):
        wrong.append("the number stands in a token")
    wrong += refused(browser, base, found, system, begin)
    say(claims=sorted(claims), told=sorted(told))
    return wrong


def refused(browser, base, found, system, begin) -> list[str]:
    """Try everything an attacker would; return what was let through."""
    wrong = []
    bare = f"{found['authorization_endpoint']}?client_id={system['id']}&redirect_uri={BACK}&response_type=code&scope=openid&state=s"
    sent = browser.get(bare, allow_redirects=False)
    if "error=invalid_request" not in sent.headers.get("Location", ""):
        wrong.append(f"no challenge: {sent.status_code}")
    if browser.get(bare.replace(BACK, "http://evil.example/"), allow_redirects=False).status_code != 400:  # fmt: skip
        wrong.append("an address nobody registered")

    def redeem(code: str, verifier: str, secret: str = system["secret"]) -> requests.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": verifier}  # fmt: skip
        return requests.post(found["token_endpoint"], form, auth=(system["id"], secret), timeout=20)

    for words, change in (("wrong verifier", "x" * 50), ("wrong secret", None)):
        address, verifier, _ = begin()
        code = parse_qs(urlsplit(agree(browser, base, address)).query)["code"][0]
        answer = redeem(code, change or verifier, system["secret"] if change else "wrong")
        if answer.status_code < 400 or "id_token" in answer.json():
            wrong.append(words)
    address, verifier, _ = begin()
    code = parse_qs(urlsplit(agree(browser, base, address)).query)["code"][0]
    first, second = redeem(code, verifier), redeem(code, verifier)
    if first.status_code != 200 or second.json().get("error") != "invalid_grant":
        wrong.append(f"a code twice: {first.status_code} {second.text[:80]}")
    return wrong


def main() -> int:
    """Judge a served city."""
    with identity(back=BACK) as (base, system, number):
        wrong = judge(base, system, number)
    for each in wrong:
        print(f"    {each}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
