"""Open311 GeoReport v2 and the city's own interface: what everybody reads, and how a program files."""

from xml.etree import ElementTree as ET

import pytest

from tongban.kernel.actors import SYSTEM
from tongban.voice import api as voice
from tongban.voice.routing.current import CURRENT

AT = "/open311/v2"
WORDS = "上三路有个窨井盖没盖，昨晚电动车差点掉进去，麻烦赶紧来人处理"


@pytest.fixture
def key(db, published):
    CURRENT.forget()
    return voice.give_key("试点应用", actor=SYSTEM)


@pytest.fixture
def kind(key):
    return voice.service_kinds()[0]


def file(client, key, code, **more):
    given = {
        "api_key": key,
        "service_code": code,
        "description": WORDS,
        "lat": "26.04567",
        "long": "119.31234",
    }
    return client.post(f"{AT}/requests.json", given | more)


def test_a_program_files_and_reads_it_as_a_list_of_one(client, key, kind):
    (made,) = file(client, key, kind.code, **{"attribute[PUBLIC]": "yes"}).json()
    (seen,) = client.get(f"{AT}/requests/{made['service_request_id']}.json").json()
    assert seen["service_request_id"] == made["service_request_id"]
    assert (seen["status"], seen["lat"]) == ("open", 26.046)
    assert seen["requested_datetime"].endswith("+08:00")


def test_nobody_reads_words_that_were_not_given_free(client, key, kind):
    (closed,) = file(client, key, kind.code).json()
    (free,) = file(client, key, kind.code, **{"attribute[PUBLIC]": "yes"}).json()
    said = {
        one["service_request_id"]: (one["description"], one["lat"])
        for one in client.get(f"{AT}/requests.json").json()
    }
    assert said == {
        closed["service_request_id"]: (None, None),
        free["service_request_id"]: (WORDS, 26.046),
    }


def test_what_is_of_no_kind_answers_with_a_token_that_becomes_an_id(client, key):
    (made,) = file(client, key, "other").json()
    (seen,) = client.get(f"{AT}/tokens/{made['token']}.json").json()
    assert client.get(f"{AT}/requests/{seen['service_request_id']}.json").status_code == 200


def test_filing_takes_a_key_and_reading_none(client, key, kind):
    assert file(client, "stolen", kind.code).status_code == 403
    assert client.get(f"{AT}/services.json").status_code == 200


def test_xml_says_the_same_as_json(client, key, kind):
    file(client, key, kind.code)
    (plain,) = client.get(f"{AT}/requests.json").json()
    found = ET.fromstring(client.get(f"{AT}/requests.xml").content)  # noqa: S314 - ours
    assert found.tag == "service_requests"
    assert found.findtext("request/service_request_id") == plain["service_request_id"]


def test_another_citys_jurisdiction_is_not_found_here(client, key):
    assert client.get(f"{AT}/services.json?jurisdiction_id=350100").status_code == 200
    assert client.get(f"{AT}/services.json?jurisdiction_id=110100").status_code == 404


def test_a_definition_names_what_is_asked_beside_the_words(client, key, kind):
    said = client.get(f"{AT}/services/{kind.code}.json").json()
    assert [one["code"] for one in said["attributes"]] == ["PRIVACY", "PUBLIC"]
    assert client.get(f"{AT}/services/nothing.json").json()[0]["code"] == 404


@pytest.mark.parametrize(
    "asked", ["start_date=yesterday", "status=odd", "page_size=0", "start_date=2020-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z"]
)  # fmt: skip
def test_a_wrong_question_is_answered_in_words(client, key, asked):
    said = client.get(f"{AT}/requests.json?{asked}")
    assert said.status_code == 400
    assert said.json()[0]["description"]


def test_the_citys_own_interface_says_the_same(client, key):
    given = {"words": WORDS, "public": True}
    made = client.post(
        "/api/v1/demands", given, content_type="application/json", headers={"X-Api-Key": key}
    )
    assert made.status_code == 201
    seen = client.get(f"/api/v1/demands/{made.json()['number']}").json()
    assert (seen["words"], seen["open"]) == (WORDS, True)
    assert client.get("/api/v1/demands/S000000-0000-00000-0").status_code == 404


def test_its_document_is_openapi_3_1(client, key):
    said = client.get("/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert {"/api/v1/demands", "/api/v1/ratings", "/api/v1/themes"} <= set(said["paths"])


def test_lists_need_no_filter(client, key, kind):
    file(client, key, kind.code)
    answer = client.get("/api/v1/demands")
    assert answer.status_code == 200, answer.content
    assert len(answer.json()) == 1


def test_filing_without_a_key_is_refused_in_words(client, key):
    answer = client.post("/api/v1/demands", {"words": WORDS}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:tongban:problem:voice.no-such-key"


def test_who_is_responsible_is_called_by_the_district(client, key, kind):
    words = {
        "description": "路边垃圾堆了好几天没人清运，臭味很大",
        "address_string": "仓山区上三路",
    }
    (made,) = file(client, key, kind.code, **words).json()
    number = made["service_request_id"]
    wanted = voice.DemandProposed("CG", "投诉", "市容", "垃圾", "350104", "general", 1.0)
    if not voice.published(number).agency:
        voice.dispatch(number, wanted, actor=SYSTEM)
    (seen,) = client.get(f"{AT}/requests/{number}.json").json()
    assert seen["agency_responsible"] == "仓山区城市管理局"
