"""Filling in: kept as one types, a few questions on a page, files from a camera too."""

import re

import pytest
from django.urls import reverse

from tongban.cases import api as cases
from tongban.doors.citizen.tests.browsing import text

SERVICE = "GA-IDCARD-REISSUE"


@pytest.fixture
def draft(me, resident):
    return cases.start(goal=SERVICE, applicant=resident.party.id, actor=resident.actor)


def at(draft, step):
    return reverse(f"citizen:{step}", kwargs={"draft": draft.id})


def answers(draft, resident):
    form = cases.form(draft.id, actor=resident.actor)
    return {q.ref: q.answer for group in form.groups for q in group.questions}


def test_what_is_typed_is_kept_before_any_button_is_pressed(me, draft, resident):
    typed = {"asked:applicant.mobile": "1", "applicant.mobile": "13800138000"}
    assert me.post(at(draft, "save"), typed).json()["wrong"] == []
    assert answers(draft, resident)["applicant.mobile"] == "13800138000"
    assert 'value="13800138000"' in text(me.get(at(draft, "ask")))


def test_what_is_half_typed_is_named_and_spoils_nothing(me, draft, resident):
    typed = {"asked:applicant.mobile": "1", "applicant.mobile": "138"}
    assert me.post(at(draft, "save"), typed).json()["wrong"] == ["applicant.mobile"]
    assert answers(draft, resident)["applicant.mobile"] is None


def test_nobody_keeps_anything_in_somebody_elses_form(other, draft):
    assert other.post(at(draft, "save"), {"asked:applicant.mobile": "1"}).status_code == 404


def test_a_long_form_goes_a_few_questions_at_a_time_and_ends_at_the_check(me, resident):
    long = cases.start(goal="LE-COMPANY", applicant=resident.party.id, actor=resident.actor)
    first = text(me.get(at(long, "ask")))
    pages = int(re.search(r"第 1 页，共 (\d+) 页", first)[1])
    assert pages > 2
    assert first.count('name="asked:') <= 4
    asked = [
        page for n in range(1, pages + 1) for page in [text(me.get(f"{at(long, 'ask')}?n={n}"))]
    ]
    everything = re.findall(r'name="asked:([^"]+)"', "".join(asked))
    assert sorted(everything) == sorted(set(everything))
    assert me.post(at(long, "ask"), {"n": str(pages)})["Location"] == at(long, "check")


def test_a_change_leads_from_the_check_to_the_question_and_back(me, draft):
    link = re.search(
        rf'href="({at(draft, "ask")}\?n=1&amp;to=check[^"]*)"', text(me.get(at(draft, "check")))
    )
    assert 'name="to"' in text(me.get(link[1].replace("&amp;", "&")))
    assert me.post(at(draft, "ask"), {"n": "1", "to": "check"})["Location"] == at(draft, "check")


def test_a_photo_may_be_taken_where_a_file_is_asked(me, draft):
    page = text(me.get(at(draft, "ask")))
    assert 'capture="environment"' in page
    assert "data-limit=" in page
