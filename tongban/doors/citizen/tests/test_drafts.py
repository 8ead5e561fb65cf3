import re

import pytest

from tongban.cases import api as cases
from tongban.doors.citizen.tests.browsing import filled, text, walk

EVENT = "LE-BIRTH"
SERVICE = "GA-IDCARD-REISSUE"


@pytest.fixture
def draft(me, resident):
    return cases.start(goal=SERVICE, applicant=resident.party.id, actor=resident.actor)


def at(draft, step, key=None):
    from django.urls import reverse

    return reverse(f"citizen:{step}", kwargs={"draft": draft.id})


def test_a_birth_is_handed_in_as_one_form_and_becomes_several_cases(me, cast):
    spouse = {"@party.spouse": cast.spouse.number, "@party.spouse.name": cast.spouse.name}
    pages = walk(me, EVENT, **spouse)
    assert text(pages[-1]).count('class="job') >= 4


def test_starting_is_a_word_of_the_person_and_no_link_starts_anything(me, resident):
    page = me.get(f"/start/{SERVICE}")
    assert "只用在这件事上" in text(page)
    assert cases.drafts(resident.party.id, actor=resident.actor) == []


def test_what_is_known_stands_with_its_source_and_can_be_called_wrong(me, draft):
    page = text(me.get(at(draft, "known")))
    assert "居民身份证" in page
    assert "/dispute?next=" in page


def test_a_condition_that_is_surely_not_met_is_told_before_anything_is_filled_in(me, resident):
    young = cases.start(goal="MZ-OLDAGE", applicant=resident.party.id, actor=resident.actor)
    page = text(me.get(at(young, "known")))
    assert "先告诉您" in page
    assert "80周岁" in page or "80 周岁" in page


def test_nothing_the_state_holds_is_asked(me, draft, resident):
    asked = text(me.get(at(draft, "ask")))
    form = cases.form(draft.id, actor=resident.actor)
    held = {fact.ref for fact in form.held}
    assert held
    assert not held & set(re.findall(r'name="asked:([^"]+)"', asked))


def test_an_error_stands_at_the_field_and_in_the_summary_and_the_rest_is_kept(me, draft):
    typed = filled(text(me.get(at(draft, "ask"))), **{"applicant.mobile": "12"})
    page = me.post(at(draft, "ask"), typed)
    html = text(page)
    assert page.status_code == 400
    assert 'href="#f-applicant-mobile"' in html
    assert 'aria-describedby="f-applicant-mobile-hint f-applicant-mobile-error"' in html
    assert 'value="12"' in html
    assert me.get(at(draft, "check")).status_code == 200


def test_markup_in_an_answer_comes_back_as_words(me, draft):
    typed = filled(text(me.get(at(draft, "ask"))), **{"applicant.mobile": '"><script>alert(1)'})
    html = text(me.post(at(draft, "ask"), typed))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_what_is_missing_is_linked_to_where_it_is_asked(me, draft):
    page = me.post(at(draft, "check"))
    assert page.status_code == 400
    assert f'href="{at(draft, "ask")}?n=1&amp;to=check#f-' in text(page)


def test_handing_in_twice_leads_to_the_same_application(me, resident):
    pages = walk(me, SERVICE)
    checked = next(
        p.request["PATH_INFO"] for p in pages if p.request["PATH_INFO"].endswith("/check")
    )
    again = me.post(checked)
    assert again["Location"] in pages[-1].request["PATH_INFO"]
    assert len(cases.applications(resident.party.id, actor=resident.actor)) == 1


def test_a_draft_waits_and_is_found_again(me, draft):
    saved = me.post(at(draft, "ask"), {"later": "1"})
    assert saved["Location"] == "/mine"
    assert at(draft, "draft") in text(me.get("/mine"))


def test_a_file_that_is_none_is_told_at_its_field(me, draft):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = text(me.get(at(draft, "ask")))
    name = re.search(r'type="file" id="[^"]+" name="([^"]+)"', page)[1]
    bad = SimpleUploadedFile("照片.png", b"not a picture", content_type="image/png")
    answer = me.post(at(draft, "ask"), {name: bad})
    assert answer.status_code == 400
    assert "PDF、JPG、PNG、OFD" in text(answer)


def test_a_file_can_be_seen_and_changed_until_it_is_handed_in(me, draft):
    typed = filled(text(me.get(at(draft, "ask"))))
    me.post(at(draft, "ask"), typed)
    page = text(me.get(at(draft, "ask")))
    seen = me.get(re.search(r'href="(/file/[^"]+)"', page)[1])
    assert seen["Content-Type"] == "image/png"
    assert seen["X-Content-Type-Options"] == "nosniff"
    me.post(re.search(r'formaction="([^"]+)"', page)[1])
    assert "formaction" not in text(me.get(at(draft, "ask")))


def test_with_large_letters_one_question_stands_on_a_screen(me, draft):
    me.cookies["big"] = "1"
    page = text(me.get(at(draft, "ask")))
    assert page.count('class="field') == 1
    assert "第 1 个" in page


@pytest.mark.parametrize("step", ["draft", "situation", "known", "ask", "check"])
def test_a_stranger_finds_no_draft_of_somebody_else(other, draft, step):
    assert other.get(at(draft, step)).status_code == 404


def test_the_form_is_shown_in_a_stated_number_of_queries(me, draft, django_assert_max_num_queries):
    me.get(at(draft, "ask"))
    with django_assert_max_num_queries(25):
        me.get(at(draft, "ask"))


def test_a_draft_is_thrown_away_after_one_question(me, draft, resident):
    question = me.get(at(draft, "discard"))
    assert "找不回来" in text(question)
    assert len(cases.drafts(resident.party.id, actor=resident.actor)) == 1
    me.post(at(draft, "discard"))
    assert cases.drafts(resident.party.id, actor=resident.actor) == []
    assert me.get(at(draft, "known")).status_code == 404


def test_nobody_throws_away_somebody_elses_draft(other, draft, resident):
    assert other.post(at(draft, "discard")).status_code == 404
    assert len(cases.drafts(resident.party.id, actor=resident.actor)) == 1
