"""Applications of companies: registered by themselves, held to their key, told what they asked for."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.cast import CAST
from tests.staffing import officer
from tongban.exchange.domain import hooks as told
from tongban.exchange.domain import jose, signatures, tokens
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.society import (
    SCOPES,
    BadApplication,
    NotForApplicant,
    Scope,
    Status,
    UnknownApplication,
)
from tongban.exchange.society import access, hooks, reactions, registering
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.signing import make_signer
from tongban.ledger import api as ledger
from tongban.people import api as people

URI = "https://city.test/api/apps/token"
WHAT = "https://city.test/api/apps/services"
AT = datetime(2026, 4, 10, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    """Whoever acts for a firm, and the firm."""
    person = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    firm = people.register(
        kind="company", number="91350100M000100Y43", name="小舟租房", actor=SYSTEM
    )
    people.mandate(holder=person.id, principal=firm.id, kind="company", actor=SYSTEM, at=AT)
    return Actor("person", person.id, person.name), firm.id


@pytest.fixture
def signer():
    """The key of the application."""
    return make_signer()


@pytest.fixture
def app(owner, signer):
    """An application that is tried in the sandbox."""
    actor, firm = owner
    return registering.register(
        owner=firm, name="租房助手", words="帮租客办居住证", scopes=["services", "licences.verify"],
        jwk=signer.public.jwk(), actor=actor, at=AT,
    )  # fmt: skip


def granted(app, signer, *, key=None, at=AT, **form):
    """Ask for a token as the application does."""
    key = key or signer
    claims = tokens.assert_client(
        signer=signer,
        client=str(app.id),
        audience=URI,
        purpose="society",
        service="",
        ticket="",
        at=at,
    )
    given = {
        "grant_type": tokens.GRANT, "client_assertion_type": tokens.ASSERTION_TYPE,
        "client_assertion": claims, **form,
    }  # fmt: skip
    proof = tokens.prove(signer=key, method="POST", uri=URI, at=at)
    return access.grant(given, proof=proof, uri=URI, at=at)["access_token"]


def asked(token, signer, *, scope="services", at=AT, uri=WHAT, proof=None):
    """Use a token as the application does."""
    proof = proof or proved(token, signer, at=at)
    headers = {"authorization": f"DPoP {token}", "dpop": proof}
    return access.authorise(headers, method="GET", uri=uri, scope=scope, at=at)


def proved(token, signer, *, at=AT):
    """Prove that the token's key is held, for one request."""
    claims = {
        "htm": "GET", "htu": WHAT, "iat": int(at.timestamp()), "jti": f"j{at.timestamp()}{token[-9:]}",
        "ath": tokens.digest(token),
    }  # fmt: skip
    return jose.signed(claims, signer=signer, typ=tokens.PROOF, jwk=signer.public.jwk())


@contextmanager
def refused(type_):
    """Expect a refusal of this type."""
    with pytest.raises(ExchangeProblem) as found:
        yield
    assert found.value.type == type_


class TestAccess:
    def test_what_was_just_registered_works_at_once_and_only_in_the_sandbox(self, app, signer):
        found = asked(granted(app, signer), signer)
        assert (found.app.id, found.sandbox) == (app.id, True)
        assert "RateLimit" in found.headers

    def test_opened_by_its_owner_s_word_it_is_live(self, app, signer, owner):
        registering.ask_live(app.id, actor=owner[0], at=AT)
        assert not asked(granted(app, signer), signer).sandbox

    def test_a_stolen_token_is_worth_nothing_to_another_key(self, app, signer):
        token, thief = granted(app, signer), make_signer()
        with refused("auth.token_invalid"):
            asked(token, thief)

    def test_a_proof_is_taken_once_and_for_its_own_token(self, app, signer):
        token = granted(app, signer)
        proof = proved(token, signer)
        asked(token, signer, proof=proof)
        with refused("replay.detected"):
            asked(token, signer, proof=proof)
        other = granted(app, signer, at=AT + timedelta(seconds=1))
        with refused("auth.token_invalid"):
            asked(other, signer, proof=proved(token, signer, at=AT + timedelta(seconds=2)))

    def test_a_token_ends_after_five_minutes(self, app, signer):
        token = granted(app, signer)
        with refused("auth.token_expired"):
            asked(token, signer, at=AT + timedelta(minutes=6))

    def test_suspended_it_stops_at_once_although_its_token_lives(self, app, signer, agent):
        token = granted(app, signer)
        registering.suspend(app.id, reason="投诉属实", actor=agent, at=AT)
        with refused("grant.revoked"):
            asked(token, signer)

    def test_a_changed_key_ends_the_old_one(self, app, signer, owner):
        token, fresh = granted(app, signer), make_signer()
        registering.change_key(app.id, jwk=fresh.public.jwk(), actor=owner[0], at=AT)
        with refused("grant.revoked"):
            asked(token, signer)
        with refused("auth.key_unknown"):
            granted(app, signer, at=AT + timedelta(seconds=1))
        assert granted(app, fresh)

    @pytest.mark.parametrize("scope", ["demands.file", "facts.read"])
    def test_what_was_not_granted_is_refused(self, app, signer, scope):
        with refused("grant.missing"):
            asked(granted(app, signer), signer, scope=scope)
        with refused("grant.missing"):
            granted(app, signer, scope=scope, at=AT + timedelta(seconds=1))

    def test_the_quota_of_a_day_ends_it_until_the_next(self, app, signer, monkeypatch):
        few = Scope(SCOPES["services"].words, per_minute=100, per_day=2)
        monkeypatch.setitem(SCOPES, "services", few)
        for second in range(2):
            at = AT + timedelta(seconds=second)
            asked(granted(app, signer, at=at), signer, at=at)
        with refused("limit.cap"):
            asked(
                granted(app, signer, at=AT + timedelta(seconds=5)),
                signer,
                at=AT + timedelta(seconds=5),
            )
        tomorrow = AT + timedelta(days=1)
        assert asked(granted(app, signer, at=tomorrow), signer, at=tomorrow)


@pytest.fixture
def agent():
    """The officer of the data authority."""
    return people.actor_of(officer("hejing", CAST.designer.name, "designer"))


class TestRegistering:
    def test_a_stranger_neither_registers_for_a_firm_nor_sees_its_application(self, app, owner):
        stranger = people.register(number=CAST.stranger.number, name="周遥", actor=SYSTEM)
        actor = Actor("person", stranger.id, stranger.name)
        with pytest.raises(NotForApplicant):
            registering.register(
                owner=owner[1], name="冒名", words="x", scopes=["services"],
                jwk=make_signer().public.jwk(), actor=actor,
            )  # fmt: skip
        for act in (registering.app, registering.close, registering.ask_live):
            with pytest.raises(UnknownApplication):
                act(app.id, actor=actor)

    @pytest.mark.usefixtures("app")
    def test_a_key_belongs_to_one_application(self, owner, signer):
        with pytest.raises(BadApplication, match="jwk"):
            registering.register(
                owner=owner[1], name="另一个", words="x", scopes=["services"],
                jwk=signer.public.jwk(), actor=owner[0],
            )  # fmt: skip

    def test_the_authority_sees_what_waits_and_opens_it(self, owner, agent):
        actor, firm = owner
        made = registering.register(
            owner=firm, name="投诉直通", words="替租客提交诉求", scopes=["demands.file"],
            jwk=make_signer().public.jwk(), actor=actor, at=AT,
        )  # fmt: skip
        assert registering.ask_live(made.id, actor=actor, at=AT).status is Status.ASKED
        assert registering.every(actor=agent)[0].id == made.id
        with pytest.raises(NotForApplicant):
            registering.approve(made.id, actor=actor)
        assert registering.approve(made.id, actor=agent).status is Status.LIVE
        with pytest.raises(NotForApplicant):
            registering.every(actor=actor)

    def test_its_row_is_made_anew_from_its_events(self, app):
        before = ledger.head(app.id)
        events = ledger.events(app.id)
        head, _ = reactions.project_app(app.id, events)
        assert (head.status, head.number, head.subject) == (before.status, before.number, app.owner)


class TestHooks:
    @pytest.fixture
    def listening(self):
        """A system of the company that takes messages, and says what it is told to say."""
        taken, says = [], [200]

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(says[0])
                self.end_headers()

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", taken, says
        server.shutdown()
        server.server_close()

    @pytest.fixture
    def live(self, app, owner, listening):
        """The application, live and listening."""
        registering.ask_live(app.id, actor=owner[0], at=AT)
        registering.set_hook(
            app.id, url=listening[0], kinds=["services.changed"], actor=owner[0], at=AT
        )
        return app

    @pytest.mark.usefixtures("live")
    def test_what_it_is_told_is_signed_and_names_nobody(self, listening):
        url, taken, _ = listening
        assert hooks.announce("services.changed", said={"revision": 7}, at=AT) == 1
        assert hooks.deliver(AT) == 1
        [(headers, body)] = taken
        event = json.loads(body)
        assert (event["type"], event["data"]) == ("services.changed", {"revision": 7})
        signed = signatures.read(headers["signature-input"], headers["signature"])
        values = {
            "@method": "POST",
            "@target-uri": url,
            "content-digest": headers["content-digest"],
        }
        signatures.check(signed, values, key=access.signer().public)
        signatures.check_digest(headers["content-digest"], body)
        assert hooks.deliver(AT + timedelta(days=1)) == 0

    @pytest.mark.usefixtures("live")
    def test_what_is_not_taken_comes_again_and_is_never_lost(self, listening):
        _, taken, says = listening
        says[0] = 503
        hooks.announce("services.changed", said={}, at=AT)
        assert hooks.deliver(AT) == 1
        assert hooks.deliver(AT + timedelta(seconds=5)) == 0
        says[0] = 200
        assert hooks.deliver(AT + timedelta(seconds=11)) == 1
        assert len(taken) == 2
        assert json.loads(taken[0][1])["id"] == json.loads(taken[1][1])["id"]

    def test_given_up_it_is_seen_by_its_owner_and_sent_again(self, live, listening, owner):
        _, taken, says = listening
        says[0] = 500
        hooks.announce("services.changed", said={}, at=AT)
        at = AT
        for wait in (timedelta(0), *told.WAITS):
            at += wait + timedelta(seconds=1)
            hooks.deliver(at)
        [found] = hooks.told(live.id, actor=owner[0])
        assert (found.status, found.why) == (told.HookStatus.GIVEN_UP, "HTTP 500")
        says[0] = 204
        hooks.send_again(found.id, actor=owner[0], at=at)
        hooks.deliver(at)
        assert hooks.told(live.id, actor=owner[0])[0].status is told.HookStatus.DELIVERED
        assert len(taken) == len(told.WAITS) + 2

    @pytest.mark.usefixtures("live")
    def test_only_who_asked_is_told(self, app):
        assert hooks.announce("case.progress", said={}, at=AT) == 0
        assert hooks.announce("services.changed", said={}, owner=app.owner + 1, at=AT) == 0

    @pytest.mark.parametrize("name", ["10.0.0.8", "169.254.169.254", "localhost"])
    def test_an_address_of_our_own_network_is_not_called(self, name, monkeypatch, settings):
        settings.TESTING = False
        number = "127.0.0.1" if name == "localhost" else name
        monkeypatch.setattr(
            hooks.socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (number, 443))]
        )
        with pytest.raises(hooks.NotOurWay):
            hooks._address(f"https://{name}/hook")
