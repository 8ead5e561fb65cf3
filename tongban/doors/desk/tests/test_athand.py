"""What lies at hand when deciding: phrases, the law, what changed, notes, two documents."""

import pytest
from django.urls import reverse

from tongban.cases import api as cases
from tongban.kernel.actors import SYSTEM


@pytest.fixture
def desk(client, staffed):
    """The first reviewer's browser, signed in."""
    client.force_login(staffed.reviewer)
    return client


def text(response):
    return response.content.decode()


def page(desk, case, *deed):
    return text(desk.get(reverse("desk:do" if deed else "desk:case", args=[case, *deed])))


def test_the_article_a_refusal_rests_on_lies_beside_it_with_its_words(desk, case):
    shown = page(desk, case, "refuse")
    assert "行政许可法第三十八条" in shown
    assert "应当说明理由" in shown
    assert "居民身份证丢失的,应当申请补领" in shown


def test_phrases_are_of_the_deed_and_filled_with_the_case(desk, case):
    shown = page(desk, case, "refuse")
    assert "经审查,林晓舟申请的“居民身份证补领”不符合居民身份证法第十条" in shown
    assert "相片不合格" in shown
    assert "前后不一" not in shown
    assert "前后不一" in page(desk, case, "supplement")


def test_what_came_back_is_compared_field_by_field(desk, case, resident):
    gaps = {"applicant.reason": "没有写清楚", "applicant.mobile": "少一位"}
    cases.request_supplement(case, gaps=gaps, actor=SYSTEM)
    cases.supplement(case, answers={"applicant.reason": "在公交车上遗失"}, actor=resident.actor)
    shown = page(desk, case)
    table = shown[
        shown.index("changes-title") : shown.index("</table>", shown.index("changes-title"))
    ]
    assert "在公交车上遗失" in table
    assert "<del>" in table
    assert table.count("没有改") == 1


def test_a_note_is_written_and_shown_on_the_page_alone(desk, case, resident, client):
    desk.post(reverse("desk:note", args=[case]), {"words": "电话核实过了"})
    assert "电话核实过了" in page(desk, case)
    empty = desk.post(reverse("desk:note", args=[case]), {"words": " "})
    assert empty.status_code == 400


def test_another_agency_writes_no_note(client, staffed, case):
    client.force_login(staffed.elsewhere)
    assert client.post(reverse("desk:note", args=[case]), {"words": "看看"}).status_code == 403


def test_two_documents_stand_beside_each_other_and_the_address_says_which(desk, case):
    cases.take_in(case, actor=SYSTEM)
    shown = text(desk.get(reverse("desk:documents", args=[case])))
    assert shown.count("<section aria-label") == 2
    found = cases.case(case, actor=SYSTEM)
    key = f"f{found.attachments[0].id}"
    both = text(desk.get(reverse("desk:documents", args=[case]), {"a": key, "b": key, "az": "200"}))
    assert both.count("<img") == 2
    assert "sheet-view z200" in both
    assert "sheet-view z100" in both


@pytest.mark.parametrize("query", ["a=f0", "az=9999", "ap=-1", "ap=99999999999", "bp=x", "a=%00"])
def test_an_address_that_names_no_document_shows_the_first(desk, case, query):
    assert desk.get(f"{reverse('desk:documents', args=[case])}?{query}").status_code == 200


def test_a_document_is_framed_by_our_own_pages_only(desk, case):
    number = cases.case(case, actor=SYSTEM).attachments[0].id
    plain = desk.get(reverse("desk:file", args=[case, number]))
    framed = desk.get(f"{reverse('desk:file', args=[case, number])}?frame=1")
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]


def test_another_agency_sees_no_documents(client, staffed, case):
    client.force_login(staffed.elsewhere)
    assert client.get(reverse("desk:documents", args=[case])).status_code == 403
