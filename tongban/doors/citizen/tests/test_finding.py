import pytest

from tongban.catalogue import api as catalogue
from tongban.doors.citizen.tests.browsing import text
from tongban.doors.shared.words import said


def test_the_first_page_asks_in_a_sentence_and_names_life_events_as_people_say(client, staffed):
    page = text(client.get("/"))
    assert "想办什么事？" in page
    for event in catalogue.book().events.values():
        assert said(event.title or event.name) in page


def test_the_first_page_is_shown_in_a_stated_number_of_queries(
    client, staffed, django_assert_max_num_queries
):
    client.get("/")
    with django_assert_max_num_queries(1):
        client.get("/")


def test_words_of_ones_own_find_a_service_and_are_shown_back(client, staffed):
    page = text(client.get("/find", {"q": "身份证丢了"}))
    assert "居民身份证补领" in page
    assert "<mark>" in page


@pytest.mark.parametrize("q", ["qqq zzz", "<script>alert(1)</script>", "\x00", "长" * 500])
def test_where_nothing_fits_the_page_says_so_and_does_not_guess(client, staffed, q):
    page = client.get("/find", {"q": q})
    assert page.status_code == 200
    assert "<script>alert" not in text(page)


def test_nothing_found_is_said_with_where_to_turn(client, staffed):
    page = text(client.get("/find", {"q": "今天天气真好"}))
    assert "没有找到合适的" in page
    assert 'href="tel:12345"' in page


def test_two_wishes_are_answered_apart_under_the_askers_words(client, staffed):
    page = text(client.get("/find", {"q": "护照要办，顺便问下公租房怎么申请"}))
    assert "您说了 2 件事" in page
    assert page.index('href="/service/GA-PASSPORT"') < page.index('href="/service/ZJ-PRH"')


def test_a_policy_is_found_beside_its_service(client, staffed):
    page = text(client.get("/find", {"q": "租房每个月个税能少交多少"}))
    assert 'href="/policy/P-PIT"' in page


def test_what_is_too_long_is_said_to_be_read_in_part(client, staffed):
    page = text(client.get("/find", {"q": "身份证丢了" + "啊" * 400}))
    assert "只读了前 300 个字" in page
    assert "居民身份证补领" in page


def test_all_services_are_listed_by_agency(client, staffed):
    page = text(client.get("/find"))
    assert page.count('href="/service/') == len(catalogue.book().services)


def test_every_service_has_a_guide_that_says_what_is_published_and_what_is_not(client, staffed):
    book = catalogue.book()
    for service in book.services.values():
        page = client.get(f"/service/{service.id}")
        assert page.status_code == 200, service.id
        html = text(page)
        if service.promised.days is None and service.statutory.days is None:
            assert "未公布" in html, service.id
        if service.unverified:
            assert "还没有核实" in html, service.id
        assert ("未核实" in html) >= any(b.status == "unverified" for b in service.law), service.id


def test_every_life_event_shows_its_picture_for_desk_and_phone_and_tells_the_same_in_words(
    client, staffed
):
    for event in catalogue.book().events:
        html = text(client.get(f"/event/{event}"))
        assert '<svg role="img"' in html
        # Wide and narrow, each service has its box; the words beneath name the same services.
        assert html.count('class="job-link"') * 2 == html.count('class="box"')


@pytest.mark.parametrize("path", ["/service/X-NONE", "/event/LE-NONE", "/nothing"])
def test_what_is_not_there_is_said_in_the_same_look(client, staffed, path):
    page = client.get(path)
    assert page.status_code == 404
    assert "没有这一页" in text(page)


def test_pages_are_light_and_allow_nothing_inline(client, staffed):
    from pathlib import Path

    import tongban.doors

    static = Path(tongban.doors.__file__).parent / "static" / "tongban"
    css, js = ((static / name).stat().st_size for name in ("tongban.css", "tongban.js"))
    assert css <= 28 * 1024
    for path in ("/", "/find", "/service/GA-BIRTHREG", "/event/LE-BIRTH"):
        page = client.get(path)
        assert len(page.content) + css + js <= 60 * 1024, path
        assert "style=" not in text(page)
        assert "<script>" not in text(page)
        assert "'unsafe-inline'" not in page["Content-Security-Policy"]


def test_the_same_page_speaks_english(client, staffed):
    client.post("/preferences", {"language": "en", "next": "/"})
    page = text(client.get("/"))
    assert 'lang="en"' in page
    assert "What do you want to get done?" in page


def test_large_letters_are_a_choice_that_is_kept(client, staffed):
    client.post("/preferences", {"big": "1", "next": "/find"})
    assert 'class="big"' in text(client.get("/"))


def test_a_choice_never_leads_to_a_foreign_page(client, staffed):
    answer = client.post("/preferences", {"big": "1", "next": "https://example.org/"})
    assert answer["Location"] == "/"
