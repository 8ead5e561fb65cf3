import re

import pytest

from tongban.doors.citizen.tests.browsing import text
from tongban.exchange import api as exchange


@pytest.fixture
def demo(settings):
    settings.TONGBAN_DEMO = True


def code_for(client, number):
    return re.search(r"<b>(\d{6})</b>", text(client.post("/sign-in", {"number": number})))[1]


def wrong_digit(number):
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def test_the_right_code_signs_in_and_leads_back_to_where_one_wanted_to_go(
    client, resident, demo, django_capture_on_commit_callbacks
):
    code = code_for(client, resident.number)
    answer = client.post("/sign-in/code", {"code": code, "next": "/licences"})
    assert answer["Location"] == "/licences"
    assert client.get("/licences").status_code == 200


def test_a_wrong_check_digit_is_said_at_the_field_and_the_number_is_kept(client, resident):
    number = wrong_digit(resident.number)
    page = client.post("/sign-in", {"number": number})
    html = text(page)
    assert page.status_code == 400
    assert 'href="#f-number"' in html
    assert 'id="f-number-error"' in html
    assert f'value="{number}"' in html


@pytest.mark.parametrize("typed", ["", " ", "１２", "<b>", "x" * 300])
def test_what_is_no_number_is_told(client, staffed, typed):
    assert client.post("/sign-in", {"number": typed}).status_code == 400


def test_a_wrong_code_is_told_and_can_be_typed_again(client, resident):
    client.post("/sign-in", {"number": resident.number})
    page = client.post("/sign-in/code", {"code": "000000"})
    assert page.status_code == 403
    assert 'id="f-code-error"' in text(page)


def test_too_many_tries_are_told_how_long_to_wait(client, resident):
    pages = [client.post("/sign-in", {"number": resident.number}) for _ in range(12)]
    last = pages[-1]
    assert last.status_code == 429
    assert re.search(r"请 \d+ 秒后再试", text(last))


def test_the_code_is_shown_in_the_demonstration_only(client, resident):
    page = text(client.post("/sign-in", {"number": resident.number}))
    assert not re.search(r"\b\d{6}\b", re.sub(r"<[^>]+>", "", page))
    assert exchange.last_text(to=resident.number) is None


def test_an_unknown_number_gets_the_same_answer(client, resident, cast):
    known = text(client.post("/sign-in", {"number": resident.number}))
    unknown = text(client.post("/sign-in", {"number": cast.shop_owner.number}))
    plain = [re.sub(r'value="[^"]+"|\d{4}•+\w{4}', "", page) for page in (known, unknown)]
    assert plain[0] == plain[1]


def test_signing_in_never_leads_to_a_foreign_page(client, resident, demo):
    code = code_for(client, resident.number)
    answer = client.post("/sign-in/code", {"code": code, "next": "//example.org/"})
    assert answer["Location"] == "/"


def test_signing_out_closes_ones_pages(me):
    me.post("/sign-out")
    assert "/sign-in" in me.get("/mine")["Location"]


@pytest.mark.parametrize("path", ["/mine", "/licences", "/readers", "/start/LE-BIRTH"])
def test_ones_own_pages_ask_who_one_is_and_come_back(client, staffed, path):
    answer = client.get(path)
    assert answer["Location"].startswith("/sign-in?next=")


def test_ones_own_pages_are_kept_by_nobody(me):
    assert me.get("/mine")["Cache-Control"] == "private, no-store"
