"""What a member fetches over HTTP, and what an agency's own system asks outward."""

import io
import json
import secrets

import pytest

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.domain import signatures
from tongban.exchange.gateway import feeds, outbound
from tongban.exchange.gateway.wsgi import Gateway
from tongban.exchange.models import MemberRow
from tongban.exchange.registry import changing, members, snapshot
from tongban.exchange.tests.ground import CASE, DUTY, FIELDS
from tongban.kernel import time

PLATFORM = "PLATFORM"


def send(method, path, said=None, *, role="both", query="", headers=None):
    body = json.dumps(said).encode() if said is not None else b""
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "gw",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
    }  # fmt: skip
    for name, value in (headers or {}).items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    seen = []
    answer = b"".join(Gateway(role)(environ, lambda status, _: seen.append(status)))
    return int(seen[0][:3]), json.loads(answer)


def signed(method, path, said=None, query="", code=PLATFORM):
    """What a member sends, signed with its key."""
    member = members.ours(code)
    body = json.dumps(said).encode() if said is not None else b""
    headers = {"x-road-client": str(member), "content-digest": signatures.digest(body)}
    target = f"http://gw{path}{'?' + query if query else ''}"
    values = {**headers, "@method": method, "@target-uri": target}
    headers["signature-input"], headers["signature"] = signatures.sign(
        signatures.covered(headers), values, signer=members.signer(member), at=time.now(),
        nonce=secrets.token_urlsafe(8),
    )  # fmt: skip
    return {"method": method, "path": path, "said": said, "query": query, "headers": headers}


def told(answer):
    return answer[1]["type"].rpartition(":")[2]


@pytest.fixture
def agreement(ground):
    snapshot.reread()
    return exchange.agreements()[0]


def announce(agreement):
    return feeds.announce(
        agreement=agreement, purpose=agreement.terms.purpose(DUTY), kind="hukou.moved",
        number=CAST.applicant.number, at=time.now(),
    )  # fmt: skip


def test_a_member_reads_its_events_from_the_cursor_it_holds(agreement):
    first, second = announce(agreement), announce(agreement)
    status, said = send(**signed("GET", "/events", query=f"after={first}"))
    assert (status, len(said["events"]), said["next"]) == (200, 1, second)
    assert send(**signed("GET", "/events", code="GA-HJ"))[1]["events"] == []
    assert told(send(**signed("GET", "/events", query="after=x"))) == "request.malformed"


def test_nobody_reads_what_they_did_not_sign_for_and_no_signature_counts_twice(agreement):
    request = signed("GET", "/events")
    assert send(**request)[0] == 200
    assert told(send(**request)) == "replay.detected"
    assert (
        told(send(**(signed("GET", "/events") | {"query": "after=1"}))) == "auth.signature_invalid"
    )
    assert told(send("GET", "/events")) == "request.header_missing"


def test_a_delivery_is_fetched_counted_again_and_receipted(agreement):
    made = feeds.deliver(
        [(CAST.applicant.number, {"name": "某"})], agreement=agreement,
        purpose=agreement.terms.purpose(DUTY), since="1", until="2", at=time.now(),
    )  # fmt: skip
    (waiting,) = send(**signed("GET", "/deliveries"))[1]["deliveries"]
    assert (
        told(send(**signed("GET", f"/deliveries/{waiting['id']}", code="GA-HJ")))
        == "request.no_such_path"
    )
    _, said = send(**signed("GET", f"/deliveries/{waiting['id']}"))
    came = feeds.Delivery(made.id, said["manifest"], said["content"])
    rows, receipt = feeds.receive(came, agreement=agreement, at=time.now())
    body = {"agreement": agreement.digest, "receipt": receipt}
    assert (len(rows), send(**signed("POST", "/receipts", body))[1]) == (1, {"closed": True})
    assert send(**signed("GET", "/deliveries"))[1]["deliveries"] == []


def test_bundles_are_taken_once_and_a_gap_is_told(agreement):
    from datetime import timedelta

    made = [
        feeds.export([{"n": each}], agreement=agreement, lives=timedelta(days=1), at=time.now())
        for each in range(2)
    ]
    bodies = [{"agreement": agreement.digest, "head": head, "content": body} for head, body in made]
    assert told(send(**signed("POST", "/bundles", bodies[1], code="GA-HJ"))) == "bundle.gap"
    for each, body in enumerate(bodies):
        said = send(**signed("POST", "/bundles", body, code="GA-HJ"))[1]
        assert said == {"messages": [{"n": each}]}
    assert send(**signed("POST", "/bundles", bodies[0], code="GA-HJ"))[1] == {"messages": []}
    broken = bodies[0] | {"head": "x"}
    assert told(send(**signed("POST", "/bundles", broken, code="GA-HJ"))) == "bundle.unusable"
    assert told(send(**signed("POST", "/bundles", bodies[0]))) == "grant.missing"


def test_the_person_s_own_city_may_ask_who_asked(ground):
    ground.ask()
    path = f"/r1/{members.ours('GA-HJ')}/findUsage"
    status, said = send(**signed("POST", path, {"subject": CAST.applicant.number}))
    assert (status, said["usage"][0]["purpose"], said["usage"][0]["result"]) == (200, DUTY, "ok")
    refused = send(**signed("POST", path, {"subject": CAST.applicant.number}, code="GA-HJ"))
    assert told(refused) == "request.not_allowed"


# Outward


@pytest.fixture
def system(ground):
    """An information system of the platform's, with its certificate in the directory."""
    MemberRow.objects.filter(pk=str(members.ours(PLATFORM))).update(peer="cert")
    changing.changed("directory", at=time.now(), act="peer")
    snapshot.reread()
    outbound.forget()

    def ask(said=None, **changes):
        headers = {
            "x-road-client": str(members.ours(PLATFORM)), "x-road-id": "their-1",
            "x-road-userid": "77", "x-road-issue": CASE, "purpose-id": DUTY,
            "x-client-certificate-sha256": "cert",
        }  # fmt: skip
        said = said or {"subject": CAST.applicant.number}
        path = f"/r1/{ground.service}"
        return send("POST", path, said, role="outbound", headers=headers | changes)

    return ask


def test_an_agency_s_system_asks_in_its_own_words_and_is_recorded_as_any(system):
    status, said = system()
    assert (status, said["rows"][0]["name"], said["fields"]) == (200, "林晓舟", list(FIELDS))
    (row,) = exchange.find_usage(subject=CAST.applicant.number)
    assert (row.message, row.case) == ("their-1", CASE)


def test_a_system_without_its_certificate_and_an_official_without_the_case_ask_in_vain(system):
    assert told(system(**{"x-client-certificate-sha256": "other"})) == "auth.key_unknown"
    assert told(system(**{"x-client-certificate-sha256": ""})) == "auth.key_unknown"
    assert told(system(**{"x-road-userid": "78"})) == "case.ticket_invalid"
    assert told(system(**{"x-road-userid": "x"})) == "request.malformed"
    assert told(system(**{"purpose-id": ""})) == "request.header_missing"
    assert told(system(said={"subject": 1})) == "request.malformed"
