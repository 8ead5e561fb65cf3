"""An application of a company, from its first token to a demand for a user, over the wire."""

import hashlib
import json
import secrets

import pytest

from tests.staffing import officer
from tongban.exchange.domain import jose, tokens
from tongban.exchange.society import api as society
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.signing import PublicKey, make_signer
from tongban.kernel.signing.keys import encoded
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.voice import api as voice
from tongban.voice import reactions

ROOT = "/api/apps/v1"
HOST = "http://testserver"
pytestmark = pytest.mark.django_db


class Program:
    """The company's program: it holds a key, asks for tokens and proves the key each time."""

    def __init__(self, client, app, signer):
        self.client, self.app, self.signer, self.token = client, app, signer, ""

    def sign_in(self, **form):
        uri = f"{HOST}{ROOT}/token"
        assertion = tokens.assert_client(
            signer=self.signer, client=str(self.app.id), audience=uri, purpose="society",
            service="", ticket="", at=time.now(),
        )  # fmt: skip
        proof = tokens.prove(signer=self.signer, method="POST", uri=uri, at=time.now())
        given = {
            "grant_type": tokens.GRANT, "client_assertion_type": tokens.ASSERTION_TYPE,
            "client_assertion": assertion, **form,
        }  # fmt: skip
        answer = self.client.post(f"{ROOT}/token", given, headers={"DPoP": proof})
        self.token = answer.json().get("access_token", "")
        return answer

    def ask(self, method, path, body=None, **query):
        claims = {
            "htm": method, "htu": f"{HOST}{ROOT}{path}", "iat": int(time.now().timestamp()),
            "jti": secrets.token_urlsafe(8),
            "ath": encoded(hashlib.sha256(self.token.encode()).digest()),
        }  # fmt: skip
        jwk = self.signer.public.jwk()
        proof = jose.signed(claims, signer=self.signer, typ=tokens.PROOF, jwk=jwk)
        headers = {"Authorization": f"DPoP {self.token}", "DPoP": proof}
        if method == "GET":
            return self.client.get(f"{ROOT}{path}", query, headers=headers)
        return self.client.post(
            f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=headers
        )


@pytest.fixture
def owner(city, cast):
    """Whoever acts for a firm, and the firm."""
    person = people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)
    firm = people.register(
        kind="company", number="91350100M000100Y43", name="小舟租房", actor=SYSTEM
    )
    people.mandate(holder=person.id, principal=firm.id, kind="company", actor=SYSTEM)
    return Actor("person", person.id, person.name), firm.id


@pytest.fixture
def program(client, owner):
    """A registered program that has signed in."""
    signer = make_signer()
    app = society.register(
        owner=owner[1], name="租房助手", words="帮租客办居住证", scopes=list(society.SCOPES),
        jwk=signer.public.jwk(), actor=owner[0],
    )  # fmt: skip
    made = Program(client, app, signer)
    answer = made.sign_in()
    assert answer.status_code == 200, answer.content
    return made


def test_it_finds_and_plans_what_its_users_ask_for(program):
    found = program.ask("GET", "/services", q="新生儿落户")
    assert found.status_code == 200, found.content
    services = [one for one in found.json() if one["kind"] == "service"]
    found = program.ask("GET", f"/services/{services[0]['id']}")
    assert found.json()["agency"]
    plan = program.ask("POST", "/plans", {"goal": [services[0]["id"]]}).json()
    assert plan["stages"]
    assert "RateLimit" in found


def test_a_policy_is_tried_on_facts_it_gives(program):
    from tongban.catalogue import api as catalogue

    policy = next(one for one in catalogue.book().policies.values() if one.examples)
    facts = policy.examples[0]["facts"]
    answer = program.ask("POST", "/entitlements", {"policy": policy.id, "facts": dict(facts)})
    assert answer.status_code == 200
    assert "because" in answer.json()


def test_the_sandbox_shows_papers_in_every_state_and_nobody_s(program):
    [person, *_] = program.ask("GET", "/sandbox/people").json()
    for state, token in person["licences"].items():
        said = program.ask("POST", "/licences/verify", {"token": token}).json()
        assert (said["state"], said["sandbox"]) == (state, True)
    assert people.find(person["number"]) is None


def test_what_the_sandbox_files_runs_through_and_is_forgotten(program):
    given = {"words": "鼓楼区五一北路夜里烧烤摊油烟很大，孩子天天咳", "place": "五一北路"}
    answer = program.ask("POST", "/demands", given)
    assert answer.status_code == 201, answer.content
    with pytest.raises(voice.NoSuchDemand):
        voice.published(answer.json()["number"])


def test_a_strangers_case_is_none_of_its_business(program):
    assert program.ask("GET", "/cases/260410-0417-00231-7").status_code == 404


def test_without_a_token_and_beyond_its_scope_it_is_told_why(program):
    bare = program.client.get(f"{ROOT}/services", {"q": "x"})
    assert (bare.status_code, bare.json()["type"]) == (
        401,
        "urn:tongban:problem:auth.token_missing",
    )
    assert bare["Content-Type"].startswith("application/problem+json")
    program.sign_in(scope="services")
    refused = program.ask("POST", "/licences/verify", {"token": "x"})
    assert (refused.status_code, refused.json()["retry"]) == (403, "never")


def test_a_key_of_nobody_gets_no_token(program):
    program.signer = make_signer()
    assert program.sign_in().status_code == 401


def test_the_interface_describes_itself_and_its_keys(client):
    document = client.get(f"{ROOT}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/apps/v1/token" in document["paths"]
    [key] = client.get(f"{ROOT}/keys").json()["keys"]
    assert PublicKey.of_jwk(key).key_id == key["kid"]


def test_live_it_files_for_a_user_and_is_told_how_it_goes_on(program, owner):
    designer = people.actor_of(officer("hejing", "何静", "designer"))
    society.ask_live(program.app.id, actor=owner[0])
    society.approve(program.app.id, actor=designer)
    society.set_hook(
        program.app.id, url="http://127.0.0.1:9/h", kinds=["demand.progress"], actor=owner[0]
    )
    given = {"words": "鼓楼区五一北路夜里烧烤摊油烟很大，孩子天天咳", "place": "五一北路"}
    number = program.ask("POST", "/demands", given).json()["number"]
    assert voice.published(number)
    stream = ledger.find_number(number)
    reactions.tell_application(ledger.Heard(stream, "demand", ledger.events(stream)[-1]))
    [hook] = society.told(program.app.id, actor=owner[0])
    assert (hook.kind, hook.said["number"]) == ("demand.progress", number)
