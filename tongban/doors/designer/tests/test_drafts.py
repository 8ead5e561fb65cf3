"""From a change to what holds: seen before it is, approved by another, put back in a minute."""

import re

import pytest
from django.apps import apps

from tests import staffing
from tongban.catalogue import api as catalogue
from tongban.doors.designer.tests.forms import SERVICE, edit, key, press, text_of, typed

pytestmark = pytest.mark.django_db
SHORTER = {"v/time_limit/promised/days": "7", "v/time_limit/promised/unit": "working_day"}


@pytest.fixture
def sent(drafter, client):
    """A draft that waits for somebody else; gives its address."""
    answer = client.post(edit(), typed(client, edit(), do="send", **SHORTER))
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"].partition("?")[0]


def promised():
    return catalogue.service(SERVICE).promised.days


def test_who_wrote_a_draft_does_not_approve_it(sent, client):
    page = text_of(client.get(sent))
    assert "同意" not in page
    assert "另一个人" in text_of(client.post(f"{sent}/approve", {"then": "publish"}), 403)
    assert promised() != 7


def test_another_approves_and_it_holds_and_is_put_back_by_two(sent, client, second):
    before, old = catalogue.revision(), promised()
    page = text_of(second.get(sent))
    assert "<ins>7</ins>" in page
    press(second, page, "同意，现在发布")
    assert promised() == 7
    back = client.post(f"/designer/history/{before}/back", {"reason": "写错了"})
    press(second, text_of(second.get(back["Location"].partition("?")[0])), "同意，现在发布")
    assert promised() == old


def test_the_guide_the_form_and_the_picture_are_shown_as_they_would_be(sent, client):
    people = apps.get_model("tongban_people", "PartyRow").objects
    before = people.count()
    preview = f"{sent}/preview/{SERVICE}"
    page = text_of(client.get(preview))
    assert "7 个工作日" in page
    guide = client.get(f"{preview}/guide")
    assert guide["Content-Security-Policy"].count("frame-ancestors 'self'") == 1
    assert re.search(r"<dd>7\b", text_of(guide))
    assert "只问您" in text_of(client.get(f"{preview}/form"))
    assert (promised() == 7, people.count()) == (False, before)


def test_a_draft_is_returned_with_a_reason_and_scheduled_for_a_day(sent, client, second):
    second.post(f"{sent}/return", {"reason": "依据呢？"})
    assert "依据呢？" in text_of(client.get(sent))
    press(client, text_of(client.get(sent)), "送审")
    second.post(f"{sent}/schedule", {"at": "2099-01-01T09:00"})
    assert "已排期" in text_of(client.get(sent))
    assert promised() != 7


def test_the_past_year_is_tried_before_the_future(case, sent, client):
    page = text_of(client.get(f"{sent}?replay=1"))
    assert "试了" in page
    assert "1 件在办" in page


def test_a_real_case_becomes_a_masked_test_that_is_run_at_each_change(case, drafter, client, cast):
    answer = client.post(f"/designer/d/service/{SERVICE}/record", {"number": case})
    assert answer.status_code == 302
    draft = catalogue.open_drafts(actor=drafter)[0]
    [text] = catalogue.draft_files(draft.id, actor=drafter).values()
    assert "脱敏" in text
    assert cast.applicant.number not in text
    assert cast.applicant.name not in text
    address = f"/designer/drafts/{key(draft.id)}"
    assert "1 个例子都对" in text_of(client.get(address))
    change = edit("limits")
    told = client.post(
        change, typed(client, f"{change}?draft={key(draft.id)}", do="send", **SHORTER)
    )
    assert told.status_code == 422


def test_a_service_born_from_nothing_is_published_and_applied_for(
    resident, drafter, client, second
):
    said = {}
    steps = (
        ("name", {"name": "遛狗证申领", "english": "Dog permit"}),
        ("agency", {"agency": "GA-HJ", "kind": "行政确认"}),
        ("who", {"condition": "年满十八周岁"}),
        ("asks", {"fact1": "mobile"}),
        ("brings", {}),
        ("days", {"days": "3"}),
        ("result", {"result": "遛狗证"}),
    )
    for step, answers in steps:
        said |= answers
        assert client.post(f"/designer/new/{step}", answers and {}).status_code in (200, 400)
        answer = client.post(f"/designer/new/{step}", said)
    address = answer["Location"].partition("?")[0]
    press(client, text_of(client.get(address)), "送审")
    press(second, text_of(second.get(address)), "同意，现在发布")
    ident = next(one for one in catalogue.book().services if one.startswith("GA-HJ-N"))
    assert "遛狗证申领" in text_of(client.get(f"/service/{ident}"))
    assert staffing.hand_in(resident, service=ident)


def test_a_workbook_comes_back_as_a_draft(drafter, client):
    from io import BytesIO

    from openpyxl import load_workbook

    got = client.get(f"/designer/workbook/services.xlsx?service={SERVICE}")
    book = load_workbook(BytesIO(got.content))
    cell = next(
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == catalogue.service(SERVICE).name.zh
    )
    cell.value = "身份证补领（新）"
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "back.xlsx"
    answer = client.post("/designer/workbook", {"file": out, "from": "2026-12-01"})
    assert answer.status_code == 302, text_of(answer)
    assert "身份证补领（新）" in text_of(client.get(answer["Location"]))


def test_a_list_finds_a_definition_by_words_kind_and_state(sent, client):
    assert client.get("/designer/definitions?q=居民身份证补领").status_code == 302
    drafted = text_of(client.get("/designer/definitions?state=draft"))
    assert SERVICE in drafted
    assert "MZ-OLDAGE" not in drafted
    assert "何静" in drafted
