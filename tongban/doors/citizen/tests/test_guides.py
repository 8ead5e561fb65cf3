"""A guide and a manual say everything on a page and on paper, and tick off what somebody has."""

import io

import pytest
from PIL import Image

from tongban.catalogue import api as catalogue
from tongban.doors.citizen.tests.browsing import text
from tongban.doors.shared.words import said


def words_of(pdf):
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document), document


def test_every_agency_has_a_manual_that_names_what_it_handles_and_holds(client, staffed):
    book = catalogue.book()
    for agency in book.agencies:
        html = text(client.get(f"/agency/{agency}"))
        for service in book.services.values():
            assert (f'href="/service/{service.id}"' in html) >= (service.agency == agency), agency


def test_the_agencies_are_listed_with_how_much_they_handle(client, staffed):
    html = text(client.get("/agencies"))
    assert html.count('href="/agency/') == len(catalogue.book().agencies)


def test_a_law_is_linked_to_where_its_text_is_found(client, staffed):
    html = text(client.get("/service/GA-BIRTHREG"))
    assert 'rel="external noopener"' in html
    assert "变更记录" in html
    assert "开始施行" in html


def test_a_guide_on_paper_says_what_the_page_says(client, staffed):
    answer = client.get("/service/GA-BIRTHREG/guide.pdf")
    assert answer["Content-Type"] == "application/pdf"
    words, _ = words_of(answer.content)
    guide = catalogue.guide("GA-BIRTHREG")
    assert said(guide.name) in words
    assert "http://testserver/service/GA-BIRTHREG" in words.replace("\n", "").replace("\r", "")


def test_a_guide_on_paper_speaks_english(client, staffed):
    client.post("/preferences", {"language": "en", "next": "/"})
    words, _ = words_of(client.get("/service/GA-BIRTHREG/guide.pdf").content)
    assert "What you hand in" in words or "What to bring" in words or "Changes" in words


def test_every_guide_and_manual_can_be_printed(client, staffed):
    book = catalogue.book()
    for path in (
        *(f"/service/{name}/guide.pdf" for name in sorted(book.services)[::6]),
        *(f"/agency/{name}/manual.pdf" for name in sorted(book.agencies)[::5]),
    ):
        assert client.get(path).content.startswith(b"%PDF-"), path


def test_what_i_have_is_ticked_off_and_my_looking_is_recorded(me, resident, staffed):
    guide = catalogue.guide("EDU-TEACHER")
    assert "L-IDCARD" in [material.kind for material in guide.materials]
    html = text(me.get("/service/EDU-TEACHER"))
    assert html.count('class="src tick"') == html.count("您已经有了") == 1
    assert "本人查看办事指南" in text(me.get("/readers"))


def test_a_stranger_is_offered_to_sign_in_and_no_page_of_theirs_is_kept(client, me, staffed):
    anonymous = client.__class__().get("/service/GA-IDCARD-REISSUE")
    assert "登录后，已经有的会打上勾" in text(anonymous)
    assert "no-store" in me.get("/service/GA-IDCARD-REISSUE")["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/agency/NONE", "/agency/NONE/manual.pdf", "/service/X/guide.pdf"]
)
def test_what_is_not_there_is_said(client, staffed, path):
    assert client.get(path).status_code == 404


def test_the_first_page_of_a_guide_is_a_sheet_of_a4(client, staffed):
    _, document = words_of(client.get("/service/GA-BIRTHREG/guide.pdf").content)
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    picture = io.BytesIO()
    document[0].render(scale=1).to_pil().save(picture, "PNG")
    assert Image.open(io.BytesIO(picture.getvalue())).size == (596, 842)
