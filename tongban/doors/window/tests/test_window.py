"""The window: nothing without the number, everything with it, and nothing after the next one."""

import re

import pytest
from django.urls import reverse
from django.utils.http import base36_to_int

from tests.staffing import AGENCY, OTHER, SERVICE, hand_in, officer
from tongban.cases import api as cases
from tongban.facts import api as facts
from tongban.people import api as people

START = "/window/"
PERSON = "/window/person"


@pytest.fixture
def window(client, staffed):
    """The clerk's browser, signed in, with nobody before it."""
    client.force_login(staffed.clerk)
    return client


@pytest.fixture
def visit(window, resident):
    """The clerk's browser with the applicant of the cast before it."""
    window.post(START, {"number": resident.number})
    return window


def text(response):
    return response.content.decode()


def begin(visit, goal=SERVICE):
    return visit.post("/window/begin", {"goal": goal})["Location"]


def filled(page, **special):
    """Fill every open field of a form page as a clerk would."""
    html = text(page)
    data = {}
    for kind, name in re.findall(
        r'<input class="input[^"]*" type="(\w[\w-]*)" id="[^"]+" name="([^"]+)"', html
    ):
        data[name] = {"date": "2026-01-05", "tel": "19900000001", "file": None}.get(
            kind, "榕城鼓楼区达明巷 3 号"
        )
    for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]+)"', html):
        data.setdefault(name, value)
    for name in re.findall(r'<textarea[^>]* name="([^"]+)"', html):
        data[name] = "不慎遗失"
    files = {name: picture() for name, value in data.items() if value is None}
    return {name: value for name, value in data.items() if value is not None} | files | special


def picture():
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.filling import PICTURE

    return SimpleUploadedFile("照片.png", PICTURE, content_type="image/png")


def handed_in(visit):
    """Hand the service in for the person; returns the address of the slip."""
    form = begin(visit)
    for _ in range(3):
        answer = visit.post(form, filled(visit.get(form)) | {"do": "submit"})
        if answer.status_code == 302 and "application" in answer["Location"]:
            return answer["Location"]
    pytest.fail(text(answer)[:2000])


def test_a_wrong_check_digit_is_said_at_the_field(window, resident):
    wrong = resident.number[:-1] + ("0" if resident.number[-1] != "0" else "1")
    page = window.post(START, {"number": wrong})
    assert page.status_code == 400
    assert 'aria-invalid="true"' in text(page)
    assert "最后一位" in text(page)
    assert wrong in text(page)


def test_a_number_opens_the_person_with_the_number_masked(window, resident):
    page = window.post(START, {"number": resident.number}, follow=True)
    assert resident.party.name in text(page)
    assert resident.number not in text(page)
    assert resident.number[:4] + "•" * 10 + resident.number[-4:] in text(page)


def test_what_the_government_holds_of_the_person_is_listed(visit):
    assert "居民身份证" in text(visit.get(PERSON))


def test_the_person_sees_that_the_window_looked(visit, resident):
    visit.get(PERSON)
    assert any("综合窗口王敏" in str(each) for each in facts.readers(resident.party.id))


def test_somebody_unknown_is_registered_by_the_name_on_the_card(window, cast):
    page = window.post(START, {"number": cast.shop_owner.number})
    assert "系统里还没有这个人" in text(page)
    data = {"number": cast.shop_owner.number, "name": cast.shop_owner.name}
    page = window.post(START, data, follow=True)
    assert "吴䶮" in text(page)
    assert people.find(cast.shop_owner.number).name == "吴䶮"


@pytest.mark.parametrize("path", [PERSON, "/window/form/1a2b", "/window/application/1a2b/slip"])
def test_without_a_number_nobody_is_reachable(window, resident, path):
    page = window.get(path)
    assert (page.status_code, page["Location"]) == (302, START)


def test_after_the_next_one_the_person_is_out_of_reach(visit, resident):
    slip = handed_in(visit)
    assert visit.get(slip).status_code == 200
    visit.post("/window/next")
    for path in (PERSON, slip, slip + ".pdf"):
        assert visit.get(path)["Location"] == START


def test_the_visit_of_one_opens_nothing_of_another(visit, stranger):
    number = hand_in(stranger)
    case = cases.case(number, actor=stranger.actor)
    application = reverse("window:application", args=[case.application])
    assert visit.get(application).status_code == 404
    assert visit.get(reverse("window:supplement", args=[number])).status_code == 404
    draft = cases.start(goal=[SERVICE], applicant=stranger.party.id, actor=stranger.actor)
    assert visit.get(reverse("window:form", args=[draft.id])).status_code == 404


def test_the_visit_ends_by_itself_when_nothing_is_done(visit, monkeypatch):
    from tongban.doors.window import bound

    later = bound._now() + bound.IDLE + 1
    monkeypatch.setattr(bound, "_now", lambda: later)
    assert visit.get(PERSON)["Location"] == START


def test_signing_out_ends_the_visit(visit, staffed):
    visit.post("/staff/sign-out")
    visit.force_login(staffed.clerk)
    assert visit.get(PERSON)["Location"] == START


def test_a_matter_is_found_by_the_persons_own_words(visit):
    page = text(visit.get(PERSON, {"q": "身份证丢了要补办"}))
    assert f'value="{SERVICE}"' in page


def test_words_that_fit_nothing_say_so(visit):
    assert "没有对得上的事" in text(visit.get(PERSON, {"q": "qqzzxx"}))


def test_the_form_asks_only_what_nobody_holds(visit):
    page = text(visit.get(begin(visit)))
    assert 'name="applicant.name"' not in page
    assert 'name="applicant.hukou_addr"' not in page
    assert 'name="applicant.loss_date"' in page
    assert "这些政府已经知道" in page


def test_a_number_is_shown_whole_for_a_reason_and_what_was_typed_stays(visit, resident):
    address = begin(visit)
    page = visit.get(address)
    assert resident.number not in text(page)
    number = re.search(r'value="unmask:(\d+)"', text(page))[1]
    asked = filled(page) | {"do": f"unmask:{number}"}
    assert visit.post(address, asked).status_code == 400
    shown = text(visit.post(address, filled(page) | asked | {f"why:{number}": "念给本人核对"}))
    assert resident.number in shown
    assert "不慎遗失" in shown
    assert facts.acts_on(resident.party.id)[0].said["reason"] == "念给本人核对"


def test_beginning_twice_goes_on_with_the_same_form(visit):
    assert begin(visit) == begin(visit)


def test_handing_in_for_the_person_makes_the_case_the_desk_and_the_phone_see(visit, resident):
    slip = handed_in(visit)
    page = text(visit.get(slip))
    found = cases.applications(resident.party.id, actor=resident.actor)
    assert [each.channel for each in found] == ["window"]
    assert found[0].matters[0].number in page
    assert "收件回执" in page


def test_the_same_form_handed_in_twice_is_one_application(visit, resident):
    form = begin(visit)
    slip = handed_in(visit)
    again = visit.post(form, {"do": "submit"})
    assert again["Location"] == slip
    assert len(cases.applications(resident.party.id, actor=resident.actor)) == 1


def test_the_receipt_is_also_a_document(visit):
    answer = visit.get(handed_in(visit) + ".pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_handing_in_too_early_names_what_is_open_and_keeps_the_rest(visit):
    form = begin(visit)
    page = visit.post(form, {"do": "submit", "applicant.mobile": "19900000001"})
    assert page.status_code == 400
    assert "要填或要改" in text(page)
    assert 'value="19900000001"' in text(page)


def test_a_wrong_answer_is_said_at_its_field_and_the_good_ones_are_kept(visit):
    form = begin(visit)
    data = {"do": "save", "applicant.mobile": "12", "applicant.loss_date": "2026-01-05"}
    page = visit.post(form, data)
    assert page.status_code == 400
    assert 'value="12"' in text(page)
    assert 'value="2026-01-05"' in text(visit.get(form))


def test_markup_in_an_answer_is_shown_as_text(visit):
    form = begin(visit)
    page = visit.post(form, {"do": "save", "applicant.mobile": '"><script>alert(1)</script>'})
    assert "<script>alert(1)" not in text(page)


def test_a_service_of_another_agency_is_not_begun_at_a_window_without_the_grant(client, resident):
    narrow = officer("zhangsan", "张三", "clerk", OTHER)
    client.force_login(narrow)
    client.post(START, {"number": resident.number})
    page = client.post("/window/begin", {"goal": SERVICE})
    assert page.status_code == 403
    assert "没有授权给这个窗口" in text(page)
    assert f'value="{SERVICE}"' not in text(client.get(PERSON, {"q": "身份证丢了要补办"}))
    assert not cases.drafts(resident.party.id, actor=resident.actor)


def test_a_service_granted_to_the_window_is_begun_there(client, resident):
    client.force_login(officer("lisi", "李四", "clerk", AGENCY))
    client.post(START, {"number": resident.number})
    assert client.post("/window/begin", {"goal": SERVICE}).status_code == 302


def test_a_reviewer_at_the_window_is_shown_the_way_to_the_desk(client, staffed):
    client.force_login(staffed.reviewer)
    page = client.get(START)
    assert page.status_code == 403
    assert reverse("desk:inbox") in text(page)


def test_a_number_stands_in_no_address(visit, resident):
    slip = handed_in(visit)
    for address in (slip, begin(visit)):
        assert resident.number not in address
        assert base36_to_int(address.split("/")[3])


def test_what_a_notice_asks_for_can_be_brought_to_the_window(visit, resident, staffed):
    number = hand_in(resident)
    reviewer = people.actor_of(staffed.reviewer, capacity="reviewer", agency=AGENCY)
    cases.request_supplement(number, gaps={"applicant.mobile": "号码打不通"}, actor=reviewer)
    page = text(visit.get(reverse("window:supplement", args=[number])))
    assert "号码打不通" in page
    answer = visit.post(
        reverse("window:supplement", args=[number]), {"applicant.mobile": "19900000009"}
    )
    assert answer.status_code == 302
    assert cases.case(number, actor=reviewer).status != "supplement"


def test_no_page_of_the_window_carries_script_or_style_inside(visit):
    for path in (PERSON, begin(visit)):
        page = text(visit.get(path))
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page


def test_the_window_speaks_english_where_asked(visit):
    page = text(visit.get(begin(visit), headers={"accept-language": "en"}))
    assert "What the government already knows" in page
    assert "这些政府已经知道" not in page


def test_pages_are_kept_by_no_cache(visit):
    assert "no-store" in visit.get(PERSON)["Cache-Control"]


def test_a_page_of_the_window_asks_the_database_few_times(visit, django_assert_max_num_queries):
    form = begin(visit)
    with django_assert_max_num_queries(30):
        visit.get(PERSON)
    with django_assert_max_num_queries(45):
        visit.get(form)
