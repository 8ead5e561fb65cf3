"""What somebody on the wire, a careless program or a wrong clock may try against a gateway."""

import json
import os
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.domain import jose, signatures, tokens
from tongban.exchange.domain.services import Card, ServiceNotReady
from tongban.exchange.gateway import inbound, outbound
from tongban.exchange.gateway import tokens as endpoint
from tongban.exchange.registry import members, publishing, snapshot
from tongban.exchange.tests.ground import CASE, CODE, FEW, FIELDS, settle
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.kernel.identifiers import make_citizen_number
from tongban.kernel.signing import make_signer
from tongban.kernel.text import Text
from tongban.people import api as people
from tongban.people.api import NewParty


def told(request, **changes):
    """The type of problem a gateway answers with, "" where it answers."""
    answer = inbound.answer(replace(request, **changes))
    if answer.status == 200:
        return ""
    said = json.loads(answer.body)
    assert answer.headers["x-road-error"] == said["type"].removeprefix("urn:tongban:problem:")
    assert answer.headers.get("signature") or said["status"] == 401
    return answer.headers["x-road-error"]


def resigned(request, signer, **headers):
    """The same request signed anew, by whom and with what a test wants."""
    kept = {
        name: value for name, value in request.headers.items() if not name.startswith("signature")
    }
    kept |= {name.replace("_", "-"): value for name, value in headers.items()}
    values = {**kept, "@method": request.method, "@target-uri": request.target}
    kept["signature-input"], kept["signature"] = signatures.sign(
        signatures.covered(kept), values, signer=signer, at=request.at, nonce=secrets.token_hex(8)
    )
    return replace(request, headers=kept)


def platform():
    return members.signer(members.ours(members.PLATFORM))


def test_a_request_that_comes_twice_is_told_apart_from_a_first(ground):
    request = ground.request()
    assert told(request) == ""
    assert told(request) == "replay.detected"
    assert len(ground.system.asked) == 1


def test_a_replay_is_told_before_what_else_is_wrong_by_then(ground):
    request = ground.request()
    assert told(request) == ""
    ground.cases.open.clear()
    assert told(request) == "replay.detected"


@pytest.mark.parametrize(
    "name", ["purpose-id", "case-ticket", "x-road-userid", "access-reason", "authorization"]
)
def test_a_captured_request_with_a_changed_header_no_longer_fits_its_signature(ground, name):
    request = ground.request()
    headers = {**request.headers, name: request.headers[name] + "x"}
    assert told(request, headers=headers) == "auth.signature_invalid"


def test_a_changed_body_no_longer_fits_its_digest(ground):
    request = ground.request()
    body = request.body.replace(CAST.applicant.number.encode(), CAST.stranger.number.encode())
    assert told(request, body=body) == "auth.digest_mismatch"


def test_after_its_minutes_a_request_is_too_old(ground):
    request = ground.request()
    assert told(request, at=request.at + timedelta(minutes=6, seconds=1)) == "auth.clock_skew"


@pytest.mark.parametrize("minutes", [3, -3])
def test_a_clock_that_is_off_is_told_so_before_anything_is_given(ground, minutes):
    with pytest.raises(exchange.ExchangeProblem) as caught:
        ground.request(at=time.now() + timedelta(minutes=minutes))
    assert (caught.value.type, caught.value.retry) == ("auth.clock_skew", "same-key")


def test_a_request_from_two_minutes_ahead_is_not_answered_either(ground):
    request = ground.request()
    assert told(request, at=request.at - timedelta(minutes=2)) == "auth.clock_skew"


def test_a_leaked_token_is_useless_from_another_key(ground):
    request = ground.request()
    thief = make_signer()
    other = members.ours("SJ")
    members.enrol(other, Text("贼"), keys={"sign": [thief.public]}, at=time.now())
    assert told(resigned(request, thief)) == "auth.key_unknown"
    assert told(resigned(request, thief, x_road_client=str(other))) == "auth.token_invalid"
    second = make_signer()
    members.enrol(
        members.ours(members.PLATFORM), Text("平台"), keys={"sign": [second.public]}, at=time.now()
    )
    assert told(resigned(request, second)) == "auth.token_invalid"
    assert ground.system.asked == []


def test_a_key_that_was_ended_signs_nothing_more(ground):
    request = ground.request()
    members.end_key(members.ours(members.PLATFORM), platform().key_id, at=time.now())
    assert told(request) == "auth.key_unknown"


def test_a_header_that_says_why_cannot_be_left_unsigned(ground):
    request = ground.request()
    values = {**request.headers, "@method": "POST", "@target-uri": request.target}
    covered = [one for one in signatures.covered(request.headers) if one != "purpose-id"]
    inputs, value = signatures.sign(covered, values, signer=platform(), at=request.at, nonce="n-2")
    headers = {**request.headers, "signature-input": inputs, "signature": value}
    assert told(request, headers=headers) == "auth.signature_invalid"


def test_the_ticket_of_another_case_system_is_worth_nothing(ground):
    request = ground.request()
    claims = jose.opened(request.headers["case-ticket"]).claims
    forged = jose.signed(claims, signer=make_signer(), typ="case-ticket+jwt")
    assert told(resigned(request, platform(), case_ticket=forged)) == "case.ticket_invalid"


def test_a_swapped_official_does_not_fit_the_ticket(ground):
    request = ground.request(actor=ground.officer)
    assert (
        told(resigned(request, platform(), x_road_userid="somebody-else")) == "case.ticket_invalid"
    )


def test_the_same_key_with_another_question_is_a_conflict_and_the_same_question_a_repeat(ground):
    request = ground.request()
    assert told(request) == ""
    again = resigned(request, platform())
    assert told(again) == ""
    assert len(ground.system.asked) == 1
    body = json.dumps({"subject": CAST.applicant.number, "fields": ["name"]}).encode()
    other = replace(request, body=body)
    headers = {"content_digest": signatures.digest(body)}
    assert _conflict(other, headers) == "idempotency.conflict"


def _conflict(request, headers):
    values = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {**request.headers, **values}
    over = {**kept, "@method": "POST", "@target-uri": request.target}
    kept["signature-input"], kept["signature"] = signatures.sign(
        signatures.covered(kept), over, signer=platform(), at=request.at, nonce="n-9"
    )
    return told(replace(request, headers=kept))


def test_numbers_that_are_walked_through_are_stopped_each_and_counted(ground):
    for each in range(12):
        number = make_citizen_number("350102", CAST.applicant.born, each * 3 + 1)
        body = json.dumps({"subject": number, "fields": []}).encode()
        request = replace(ground.request(), body=body)
        assert told(resigned(request, platform(), content_digest=signatures.digest(body)))
    assert {one.type for one in exchange.refusals()} == {"case.subject_mismatch"}
    assert len(exchange.refusals()) == 12
    assert ground.system.asked == []


def test_ten_thousand_numbers_under_one_purpose_are_stopped_seen_and_counted(ground):
    """A case that really has so many people in it: the cap of the purpose still stands."""
    many = int(os.environ.get("TONGBAN_MANY", "25"))
    born = [CAST.applicant.born + timedelta(days=(each * 37) % 9000) for each in range(many)]
    people_of = [
        NewParty(number=make_citizen_number("350102", day, 1 + each % 990), name="某")
        for each, day in enumerate(born)
    ]
    found = people.register_all(people_of, actor=SYSTEM)
    ground.cases.open[CASE] = replace(
        ground.cases.open[CASE], subjects={"applicant": tuple(one.id for one in found)}
    )
    ground.system.rows = {one.number: {"name": "某"} for one in found}
    told_of = [_asked(ground, one.id) for one in found]
    assert told_of.count("") == 3
    assert set(told_of[3:]) <= {"limit.cap", "limit.subject_watch"}
    assert len(ground.system.asked) == 3
    assert len(exchange.refusals(limit=2 * many)) == many - 3
    assert [row.result for row in exchange.find_usage(subject=found[0].id)] == ["ok"]


def _asked(ground, subject):
    try:
        ground.ask(subject=subject, purpose=FEW)
    except exchange.ExchangeProblem as problem:
        return problem.type
    return ""


@pytest.mark.parametrize("name", ["access-reason", "x-road-userid", "x-road-id"])
def test_a_number_of_a_person_stands_in_the_body_and_in_no_header(ground, name):
    number = CAST.stranger.number
    request = resigned(ground.request(), platform(), **{name.replace("-", "_"): number})
    assert told(request) == "request.malformed"
    with connection.cursor() as cursor:
        cursor.execute("select r::text from exchange_refusal r")
        (row,) = cursor.fetchone()
    assert number not in row


def test_an_answer_can_be_used_for_no_other_request(ground):
    from tongban.exchange.gateway import answers

    first, second = ground.request(), ground.request()
    answer = inbound.answer(first)
    keys = snapshot.current().directory.keys[str(members.ours("GA-HJ"))]
    answers.check(answer, first, keys=keys)
    with pytest.raises(exchange.ExchangeProblem):
        answers.check(answer, second, keys=keys)


# Tokens


def form(**changes):
    at = time.now()
    uri = "http://gw/token"
    given = {
        "audience": uri,
        "purpose": "PU-DUTY",
        "service": f"{members.ours('GA-HJ')}/{CODE}.v1",
        "ticket": "",
    }
    signer = changes.pop("signer", platform())
    text = tokens.assert_client(
        signer=signer, client=str(members.ours("PLATFORM")), at=at, **(given | changes)
    )
    made = {
        "grant_type": tokens.GRANT,
        "client_assertion_type": tokens.ASSERTION_TYPE,
        "client_assertion": text,
    }
    return made, tokens.prove(signer=signer, method="POST", uri=uri, at=at)


def refused_token(**changes):
    given, proof = form(**changes)
    with pytest.raises(exchange.ExchangeProblem) as caught:
        endpoint.grant(given, proof=proof, uri="http://gw/token", at=time.now())
    return caught.value.type


def test_a_token_says_for_what_and_is_bound_to_the_key(ground):
    given, proof = form()
    made = endpoint.grant(given, proof=proof, uri="http://gw/token", at=time.now())
    said = jose.opened(made["access_token"]).claims
    assert (said["pur"], said["cnf"]["jkt"]) == ("PU-DUTY", platform().key_id)
    assert made["expires_in"] == 300
    with pytest.raises(exchange.ExchangeProblem, match="jti"):
        endpoint.grant(given, proof=proof, uri="http://gw/token", at=time.now())


def test_nobody_gets_a_token_for_what_was_not_agreed(ground):
    assert refused_token(purpose="PU-NONE") == "purpose.unknown"
    assert refused_token(service=f"{members.ours('GA-HJ')}/OTHER.v1") == "grant.missing"
    assert refused_token(signer=make_signer()) == "auth.key_unknown"
    assert refused_token(audience="http://elsewhere/token") == "auth.token_invalid"


# Versions and algorithms


def test_two_majors_live_side_by_side_and_the_older_says_when_it_ends(ground):
    card = Card(CODE, 2, "GA-HJ", "户口登记", ("name",), "idno", condition="办件", law="x")
    newer = settle(card)
    old = next(one for one in exchange.registered_services() if one.card.major == 1)
    exchange.move_service(old.row, state="deprecated", actor=SYSTEM)
    answer = inbound.answer(ground.request(service=ground.service))
    assert (answer.status, "sunset" in answer.headers, answer.headers["deprecation"][0]) == (
        200,
        True,
        "@",
    )
    assert ground.ask(service=newer).rows == ({"name": "林晓舟"},)
    with pytest.raises(ServiceNotReady):
        exchange.move_service(old.row, state="retired", actor=SYSTEM)
    exchange.move_service(
        old.row, state="retired", actor=SYSTEM, at=time.now() + timedelta(days=366)
    )
    assert ground.refused(service=ground.service) == "schema.version_retired"


def test_a_field_cannot_be_taken_from_the_clients_of_a_version(ground):
    fewer = Card(CODE, 1, "GA-HJ", "户口登记", FIELDS[:2], "idno", condition="办件", law="x")
    with pytest.raises(ServiceNotReady, match="head"):
        publishing.register(fewer, member=str(members.ours("GA-HJ")), actor=SYSTEM, at=time.now())


def test_a_system_that_cannot_be_tried_is_not_activated(ground):
    ground.system.broken = ConnectionError()
    card = Card("NEW", 1, "GA-HJ", "新", FIELDS, "idno", condition="办件", law="x")
    row = publishing.register(card, member=str(members.ours("GA-HJ")), actor=SYSTEM, at=time.now())
    row = publishing.advance(row.pk, actor=SYSTEM, at=time.now())
    assert (row.state, row.findings) == ("sandbox", ["试调没有成功：ConnectionError"])


def test_the_same_holds_signed_with_sm2(ground, settings):
    settings.EXCHANGE_ALGORITHM = "SM2"
    for code, name in ((members.PLATFORM, "平台"), ("GA-HJ", "户政")):
        members.enrol_ours(code, Text(name), at=time.now())
    outbound.forget()
    endpoint._read.cache_clear()
    request = ground.request()
    assert 'alg="sm2-sm3"' in request.headers["signature-input"]
    assert told(request) == ""
    assert told(request) == "replay.detected"
    assert told(request, headers={**request.headers, "purpose-id": "x"}) == "auth.signature_invalid"
    assert ground.ask().rows
