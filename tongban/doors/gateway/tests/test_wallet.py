"""A wallet nobody here wrote takes a licence along, and anybody checks what it shows."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tongban.doors.gateway import credentials
from tongban.doors.shared.wallets import offer_link
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.kernel.signing import PublicKey, make_signer
from tongban.kernel.time import now
from tongban.licences import api as licences
from tongban.licences.domain.credentials import jws, sdjwt, status_lists
from tongban.people import api as people

PURPOSE = Purpose("own", "", "test", "test")
KEY = make_signer("ES256")
SERVER = "http://testserver"


@pytest.fixture
def licence(resident):
    held = licences.held_by([resident.party.id], purpose=PURPOSE, actor=SYSTEM)
    return next(each for each in held if each.kind == "L-IDCARD")


@pytest.fixture
def owner(resident):
    return people.actor_of(people.open_account(resident.party.id, actor=SYSTEM))


def offered(client, rf, licence, owner):
    made = licences.offer(licence.id, actor=owner)
    link = offer_link(rf.get("/"), made)
    said = json.loads(parse_qs(urlsplit(link).query)["credential_offer"][0])
    return said, made.digits


def take(client, rf, licence, owner):
    """Do what a wallet does, from the offer to the credential."""
    said, digits = offered(client, rf, licence, owner)
    about = client.get("/.well-known/openid-credential-issuer").json()
    server = client.get("/.well-known/oauth-authorization-server").json()
    assert about["credential_issuer"] == said["credential_issuer"] == SERVER
    (grant,) = said["grants"].values()
    form = {"grant_type": credentials.GRANT, "pre-authorized_code": grant["pre-authorized_code"]}
    access = client.post(server["token_endpoint"], form | {"tx_code": digits}).json()
    nonce = client.post(about["nonce_endpoint"]).json()["c_nonce"]
    claims = {"aud": SERVER, "iat": int(now().timestamp()), "nonce": nonce}
    header = {"typ": "openid4vci-proof+jwt", "jwk": KEY.public.jwk()}
    (wanted,) = said["credential_configuration_ids"]
    asked = {
        "credential_configuration_id": wanted,
        "proofs": {"jwt": [jws.sign(header, claims, KEY)]},
    }
    answer = client.post(
        about["credential_endpoint"], asked, content_type="application/json",
        headers={"authorization": f"Bearer {access['access_token']}"},
    )  # fmt: skip
    return answer.json()["credentials"][0]["credential"]


def bound(text, names=("over_18",), nonce="n", audience=SERVER):
    kept = sdjwt.select(text, names)
    return sdjwt.bind(kept, nonce=nonce, audience=audience, at=now(), signer=KEY)


def test_a_wallet_takes_it_and_a_stranger_with_our_published_key_verifies(
    client, rf, licence, owner
):
    text = take(client, rf, licence, owner)
    (key,) = client.get("/.well-known/jwt-vc-issuer").json()["jwks"]["keys"]
    found = sdjwt.verify(bound(text), issuer=lambda _: PublicKey.of_jwk(key), at=now())
    assert (found.disclosed, found.claims["over_18"]) == (("over_18",), True)
    about = client.get(found.claims["vct"].removeprefix(SERVER)).json()
    assert "over_18" in {claim["path"][0] for claim in about["claims"]}


def test_the_published_list_says_revoked_after_the_flip(client, rf, licence, owner):
    text = take(client, rf, licence, owner)
    listed = jws.unpacked(text.split(".")[1])["status"]["status_list"]

    def standing():
        answer = client.get(listed["uri"].removeprefix(SERVER))
        assert answer["Content-Type"] == "application/statuslist+jwt"
        said = jws.unpacked(answer.content.decode().split(".")[1])
        return status_lists.status_in(said["status_list"]["lst"], listed["idx"])

    assert standing() == 0
    licences.revoke(licence.id, reason="登记有误", actor=SYSTEM)
    assert standing() == 1


def test_the_page_checks_a_credential_that_is_bound_to_it(client, rf, licence, owner, cast):
    text = take(client, rf, licence, owner)
    html = client.get("/v/").content.decode()
    nonce = client.session["verifying"]
    assert nonce in html
    form = {"who": "影院", "cause": "敬老票", "credential": bound(text, nonce=nonce)}
    page = client.post("/v/", form).content.decode()
    assert "已满十八周岁" in page
    assert cast.applicant.name not in page
    again = client.post("/v/", form).content.decode()
    assert "不能确认是本人" in again
    assert "已满十八周岁" not in again


def test_a_copied_credential_without_its_key_is_never_called_valid(client, rf, licence, owner):
    text = sdjwt.select(take(client, rf, licence, owner), ["over_18"])
    form = {"who": "影院", "cause": "敬老票", "credential": text}
    page = client.post("/v/", form).content.decode()
    assert "不能确认是本人" in page
    assert "已满十八周岁" not in page


def test_a_scanned_code_tells_its_state_and_opens_for_a_cause(client, licence, owner, cast):
    made = licences.present(licence.id, items=["over_18"], actor=owner)
    page = client.get(f"/v/s/{made.code}").content.decode()
    assert "<h1>有效</h1>" in page
    assert "已满十八周岁" not in page
    assert client.post(f"/v/s/{made.code}", {"who": "", "cause": ""}).status_code == 400
    page = client.post(f"/v/s/{made.code}", {"who": "影院", "cause": "敬老票"}).content.decode()
    assert "已满十八周岁" in page
    assert cast.applicant.name not in page
    assert ("影院", "敬老票") in [(use.who, use.cause) for use in licences.uses(owner.id)]


def test_a_typed_code_leads_to_the_same_page(client, licence, owner):
    made = licences.present(licence.id, actor=owner)
    for typed in (made.grouped.lower(), f"{SERVER}/v/s/{made.code}"):
        answer = client.post("/v/", {"code": typed}, follow=True)
        assert "<h1>有效</h1>" in answer.content.decode()
    assert "码已失效" in client.post("/v/", {"code": "no"}, follow=True).content.decode()


def test_the_interface_answers_as_the_pages_do(client, rf, licence, owner):
    assert client.get(f"/v/api/licences/{licences.token(licence)}").json()["state"] == "valid"
    assert client.get("/v/api/licences/made.up").json()["state"] == "not-ours"
    made = licences.present(licence.id, items=["over_18"], actor=owner)
    asked = {"code": made.code, "who": "影院", "cause": "敬老票"}
    post = {"content_type": "application/json"}
    assert client.post("/v/api/codes", asked, **post).json()["values"] == {"over_18": True}
    wrong = client.post("/v/api/codes", asked | {"code": "0"}, **post)
    assert (wrong.status_code, wrong["Content-Type"]) == (404, "application/problem+json")
    text = bound(take(client, rf, licence, owner))
    asked = {"credential": text, "audience": SERVER, "nonce": "n", "who": "影院", "cause": "票"}
    found = client.post("/v/api/credentials", asked, **post).json()
    assert (found["state"], found["bound"], found["disclosed"]) == (
        "valid",
        True,
        {"over_18": True},
    )
    assert client.get("/v/api/openapi.json").json()["openapi"].startswith("3.1")


def test_a_flood_is_held_back(rf):
    from django.http import HttpResponse

    from tongban.doors.gateway.pace import paced
    from tongban.doors.shared.pace import Pace

    view = paced(Pace(3))(lambda _: HttpResponse())
    answers = [view(rf.get("/")) for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert view(rf.get("/", REMOTE_ADDR="10.0.0.7")).status_code == 200


@pytest.mark.parametrize(
    ("address", "form", "error"),
    [
        ("token", {}, "unsupported_grant_type"),
        ("token", {"grant_type": credentials.GRANT}, "invalid_request"),
        (
            "token",
            {"grant_type": credentials.GRANT, "pre-authorized_code": "x", "tx_code": "1"},
            "invalid_grant",
        ),
        ("credential", {}, "invalid_credential_request"),
    ],
)
@pytest.mark.django_db
def test_a_wallet_is_told_in_the_words_of_the_protocol(client, address, form, error):
    answer = client.post(f"/v/wallet/{address}", form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
