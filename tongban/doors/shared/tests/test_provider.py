"""Other systems sign people in here: what they are told, what they are not, and what is refused."""

import base64
import hashlib
import html
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.cast import CAST
from tongban.exchange.notices import api as notices
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date, now
from tongban.people import api as people
from tongban.people.provider import api as provider

BACK = "https://library.example/back"
VERIFIER = "v" * 50
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)


@pytest.fixture
def library(db):
    system, secret = provider.register_system(
        name="市图书馆", agency="WL", purpose="办借书证", basis="公共图书馆法 第三十四条",
        scopes=["name", "number"], back=[BACK],
    )  # fmt: skip
    return system, secret


def ask(system, **more):
    asked = {
        "client_id": system.id, "redirect_uri": BACK, "response_type": "code", "nonce": "n-1",
        "scope": "openid name number", "state": "s-1", "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | more  # fmt: skip
    return {name: value for name, value in asked.items() if value is not None}


def agree(client, system, **more):
    """Open the page of consent and agree; gives where the browser is sent."""
    page = client.get("/identity/o/authorize", ask(system, **more))
    assert page.status_code == 200, page["Location"]
    request = re.search(r'name="request" value="([^"]+)"', page.content.decode())[1]
    request = request.replace("&quot;", '"').replace("&#39;", "'").replace("&#34;", '"')
    return client.post("/identity/o/authorize", {"request": request, "action": "grant", **({"kept": "1"} if more.get("kept") else {})})  # fmt: skip


def code_of(answer):
    return parse_qs(urlsplit(answer["Location"]).query)["code"][0]


def redeem(client, library, code, **more):
    system, secret = library
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
        "client_id": system.id, "client_secret": secret, "code_verifier": VERIFIER,
    } | more  # fmt: skip
    return client.post("/identity/o/api/token", form)


def claims_of(client, token):
    keys = KeySet.import_key_set(client.get("/.well-known/jwks.json").json())
    return jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims


def test_the_page_says_who_asks_for_what_and_why(signed, library):
    page = signed.get("/identity/o/authorize", ask(library[0])).content.decode()
    for words in ("市图书馆", "办借书证", "公共图书馆法 第三十四条", "身份证号"):
        assert words in page


def test_who_agrees_is_known_to_the_system_by_a_number_of_its_own(signed, me, library):
    answer = agree(signed, library[0])
    assert answer["Location"].startswith(BACK)
    token = redeem(signed, library, code_of(answer)).json()
    claims = claims_of(signed, token)
    assert claims["nonce"] == "n-1"
    assert claims["acr"] == "urn:tongban:assurance:1"
    assert claims["amr"] == ["otp", "sms"]
    assert str(me.party_id) not in json.dumps(claims)
    assert "citizen_number" not in claims


def test_two_systems_know_the_same_person_by_two_numbers(signed, library):
    other = provider.register_system(
        name="地铁", agency="JT", purpose="学生票", basis="条例", scopes=[], back=[BACK]
    )
    subs = [
        claims_of(signed, redeem(signed, each, code_of(agree(signed, each[0], scope="openid"))).json())["sub"]
        for each in (library, other)
    ]  # fmt: skip
    assert len(set(subs)) == 2


def test_the_id_number_is_told_at_the_endpoint_alone_and_only_where_it_was_agreed(
    signed, me, library
):
    token = redeem(signed, library, code_of(agree(signed, library[0]))).json()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token['access_token']}"}
    told = signed.get("/identity/o/api/userinfo", **bearer).json()
    assert (told["name"], told["citizen_number"]) == (CAST.applicant.name, CAST.applicant.number)
    token = redeem(signed, library, code_of(agree(signed, library[0], scope="openid"))).json()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token['access_token']}"}
    assert set(signed.get("/identity/o/api/userinfo", **bearer).json()) == {"sub"}


def test_without_a_challenge_the_system_is_refused(signed, library):
    answer = signed.get("/identity/o/authorize", ask(library[0], code_challenge=None))
    assert "error=invalid_request" in answer["Location"]
    answer = signed.get("/identity/o/authorize", ask(library[0], code_challenge_method="plain"))
    assert "error=invalid_request" in answer["Location"]


@pytest.mark.parametrize("wrong", [{"code_verifier": "w" * 50}, {"client_secret": "x"}, {"redirect_uri": "https://evil.example"}])  # fmt: skip
def test_a_wrong_verifier_secret_or_address_is_refused(signed, library, wrong):
    answer = redeem(signed, library, code_of(agree(signed, library[0])), **wrong)
    assert answer.status_code in (400, 401)
    assert "id_token" not in answer.json()


def test_a_code_is_good_once(signed, library):
    code = code_of(agree(signed, library[0]))
    assert redeem(signed, library, code).status_code == 200
    again = redeem(signed, library, code)
    assert again.json()["error"] == "invalid_grant"


def test_an_address_that_was_not_registered_is_sent_nobody(signed, library):
    answer = signed.get(
        "/identity/o/authorize", ask(library[0], redirect_uri="https://evil.example/")
    )
    assert answer.status_code == 400


def test_who_says_no_is_sent_back_and_nothing_is_told(signed, library):
    page = signed.get("/identity/o/authorize", ask(library[0])).content.decode()
    request = re.search(r'name="request" value="([^"]+)"', page)[1].replace("&#34;", '"')
    answer = signed.post("/identity/o/authorize", {"request": request, "action": "deny"})
    assert "access_denied" in answer["Location"]


def test_a_stranger_is_sent_to_sign_in_first(client, library):
    answer = client.get("/identity/o/authorize", ask(library[0]))
    assert answer["Location"].startswith("/sign-in?next=")


def test_a_system_that_wants_level_2_has_it_proved_first(signed, library):
    answer = signed.get(
        "/identity/o/authorize", ask(library[0], acr_values="urn:tongban:assurance:2")
    )
    assert answer["Location"].startswith("/sign-in/again?")


def test_every_sign_in_is_seen_by_the_person_and_can_be_taken_back(signed, me, library):
    token = redeem(signed, library, code_of(agree(signed, library[0]))).json()
    page = signed.get("/ways").content.decode()
    assert "市图书馆" in page
    assert "市图书馆" in notices.inbox(me.party_id, actor=SYSTEM)[0].subject
    signed.post("/ways/withdraw", {"system": library[0].id})
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token['access_token']}"}
    assert signed.get("/identity/o/api/userinfo", **bearer).status_code == 401


def test_who_said_so_is_not_asked_again_for_as_much_or_less(signed, library):
    agree(signed, library[0], kept="1")
    answer = signed.get("/identity/o/authorize", ask(library[0], scope="openid name"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(BACK)


def silently(client, system, **more):
    answer = client.get("/identity/o/authorize", ask(system, prompt="none", **more))
    return parse_qs(urlsplit(answer["Location"]).query)


def test_what_was_agreed_with_one_system_is_silently_handed_to_no_other(signed, library):
    redeem(signed, library, code_of(agree(signed, library[0])))
    other, _ = provider.register_system(
        name="体育馆", agency="TY", purpose="订场地", basis="全民健身条例 第二十八条",
        scopes=["name", "number"], back=[BACK],
    )  # fmt: skip
    assert silently(signed, other)["error"] == ["consent_required"]
    assert silently(signed, library[0])["error"] == ["consent_required"]


def test_a_system_that_may_is_told_silently_and_it_is_written_down(signed, me, library):
    agree(signed, library[0], kept="1")
    before = len(provider.logins_of(me.pk))
    token = redeem(signed, library, silently(signed, library[0])["code"][0]).json()
    assert claims_of(signed, token)["acr"] == "urn:tongban:assurance:1"
    assert len(provider.logins_of(me.pk)) == before + 1


def test_silence_proves_no_level_and_signs_in_no_stranger(client, signed, library):
    agree(signed, library[0], kept="1")
    surer = silently(signed, library[0], acr_values="urn:tongban:assurance:2")
    assert surer["error"] == ["login_required"]
    signed.logout()
    assert silently(signed, library[0])["error"] == ["login_required"]


def test_a_page_of_consent_of_surer_days_is_not_agreed_to_by_a_weaker_sign_in(signed, library):
    from allauth.idp.oidc.models import Client

    page = signed.get("/identity/o/authorize", ask(library[0])).content.decode()
    row = Client.objects.get(pk=library[0].id)
    row.data = {**row.data, "level": 2}
    row.save()
    request = html.unescape(re.search(r'name="request" value="([^"]+)"', page)[1])
    answer = signed.post("/identity/o/authorize", {"request": request, "action": "grant"})
    assert answer["Location"].startswith("/sign-in/again?")


def test_a_system_may_ask_for_a_fresh_sign_in(signed, library):
    assert signed.get("/identity/o/authorize", ask(library[0], prompt="login")).status_code == 200


def test_an_officer_is_told_that_this_is_for_residents(client, staff_account, library):
    client.force_login(staff_account)
    assert client.get("/identity/o/authorize", ask(library[0])).status_code == 403


@pytest.fixture
def staff_account(db):
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    return people.open_staff_account(username="x", password=None, name="", actor=SYSTEM)


def test_keys_take_over_from_one_another(client, db):
    first = client.get("/.well-known/jwks.json").json()["keys"]
    provider.rotate_keys()
    both = client.get("/.well-known/jwks.json").json()["keys"]
    assert len(first) == 1
    assert len(both) == 2
    assert first[0] in both


def test_a_system_needs_a_purpose_a_basis_and_a_safe_address(db):
    from tongban.people import api as people

    for wrong in (
        {"purpose": " "},
        {"basis": ""},
        {"back": ["http://evil.example/"]},
        {"scopes": ["all"]},
    ):
        given = {
            "name": "x",
            "agency": "A",
            "purpose": "p",
            "basis": "b",
            "scopes": [],
            "back": [BACK],
        }
        with pytest.raises(people.BadClient):
            provider.register_system(**{**given, **wrong})


def test_signing_out_there_signs_out_here_where_one_says_so(signed, library):
    page = signed.get("/identity/o/logout", {"client_id": library[0].id})
    assert page.status_code == 200
    signed.post(
        "/identity/o/logout",
        {"action": "logout", "csrfmiddlewaretoken": "x", "client_id": library[0].id},
    )
    assert signed.get("/ways").status_code == 302


def test_each_sign_in_tells_for_whom_it_was_and_not_for_whom_a_later_one_is(signed, me, client):
    system, secret = provider.register_system(
        name="社区", agency="MZ", purpose="代办", basis="条例", scopes=["mandate"], back=[BACK]
    )
    other = people.register(number=CAST.stranger.number, name=CAST.stranger.name, actor=SYSTEM)
    day = city_date(now()) + timedelta(days=300)
    one = people.mandate(holder=me.party_id, principal=other.id, until=day, actor=SYSTEM)

    def sign_in():
        code = code_of(agree(signed, system, scope="openid mandate"))
        return redeem(signed, (system, secret), code).json()["access_token"]

    def told(token):
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
        return client.get("/identity/o/api/userinfo", **bearer).json().get("acting_for", {})

    own = sign_in()
    signed.post("/sign-in/for-whom", {"mandate": one.id})
    for_other = sign_in()
    assert (told(own), told(for_other)["name"]) == ({}, CAST.stranger.name)
    signed.post("/sign-in/for-whom", {"mandate": ""})
    assert told(sign_in()) == {}
    assert told(for_other)["name"] == CAST.stranger.name
