"""The open platform's pages: what anybody reads, and how a company registers its application."""

import csv
import io
import json

import pytest

from tongban.doors.openapi.opendata import DATASETS
from tongban.exchange.society import api as society
from tongban.kernel.actors import SYSTEM
from tongban.kernel.signing import make_signer
from tongban.people import api as people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [one.name for one in DATASETS])
def test_every_open_dataset_reads_the_same_as_csv_and_json(client, city, name):
    rows = client.get(f"/open/data/{name}.json").json()
    table = client.get(f"/open/data/{name}.csv").content.decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(table)))
    assert len(read) == len(rows)
    if rows:
        assert list(read[0]) == list(rows[0])


def test_so_few_ratings_that_one_could_tell_whose_they_are_are_not_published(
    client, city, monkeypatch
):
    counts = {"GA": {5: 1}, "SJ": {1: 4, 5: 1}}
    monkeypatch.setattr("tongban.voice.api.rating_counts", lambda: counts)
    assert [one["counted"] for one in client.get("/api/v1/ratings").json()] == [5]
    assert len(client.get("/open/data/ratings.json").json()) == 1


def test_the_catalogue_names_every_dataset_and_why_others_are_closed(client, city):
    said = client.get("/open/catalog.jsonld").json()
    open_ = [one for one in said["dcat:dataset"] if one["@type"] == "dcat:Dataset"]
    assert {one["dct:identifier"] for one in open_} == {one.name for one in DATASETS}
    shared = [one for one in said["dcat:dataset"] if one["@type"] == "dcat:DataService"]
    assert {one["dct:identifier"] for one in shared} == set(city.data_services)
    link = open_[0]["dcat:distribution"][0]["dcat:downloadURL"]["@id"]
    assert client.get(link).status_code == 200


def test_a_cell_that_a_spreadsheet_would_run_is_text():
    from tongban.doors.openapi.opendata import _cell

    assert _cell("=1+1") == "'=1+1"


@pytest.fixture
def firm(client, city, cast):
    """The applicant, signed in, who acts for a firm."""
    person = people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)
    made = people.register(
        kind="company", number="91350100M000100Y43", name="小舟租房", actor=SYSTEM
    )
    people.mandate(holder=person.id, principal=made.id, kind="company", actor=SYSTEM)
    client.force_login(people.open_account(person.id, actor=SYSTEM))
    return made


def register(client, **more):
    given = {
        "name": "租房助手", "words": "帮租客办居住证", "scopes": ["services"],
        "jwk": json.dumps(make_signer().public.jwk()),
    }  # fmt: skip
    return client.post("/open/apps", given | more)


def test_a_company_registers_opens_and_listens_in_four_clicks(client, firm, settings):
    page = register(client)
    assert page.status_code == 302
    [app] = society.of_owner(firm.id)
    client.post(page.url, {"act": "live"})
    client.post(
        page.url, {"act": "hook", "url": "https://example.com/h", "kinds": ["services.changed"]}
    )
    [now] = society.of_owner(firm.id)
    assert (now.id, now.status, now.hook) == (app.id, society.Status.LIVE, "https://example.com/h")
    assert "已开通" in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "名称"),
        ({"jwk": "{}"}, "公钥"),
        ({"jwk": json.dumps(make_signer().public.jwk() | {"d": "secret"})}, "公钥"),
        ({"scopes": []}, "接口"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, firm, wrong, words):
    page = register(client, **wrong)
    assert page.status_code == 400
    assert words in page.content.decode()
    assert wrong.get("name", "租房助手") in page.content.decode()
    assert society.of_owner(firm.id) == []


def test_a_stranger_finds_no_such_application(client, firm, cast):
    page = register(client)
    stranger = people.register(number=cast.stranger.number, name=cast.stranger.name, actor=SYSTEM)
    client.force_login(people.open_account(stranger.id, actor=SYSTEM))
    assert client.get(page.url).status_code == 404
    assert client.post(page.url, {"act": "close"}).status_code == 404
    assert "还没有可以代表的单位" in client.get("/open/apps").content.decode()
