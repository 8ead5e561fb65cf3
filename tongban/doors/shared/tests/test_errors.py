import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from tongban.doors.shared import views


@pytest.fixture(autouse=True)
def _city(monkeypatch):
    from tongban.doors.shared import jinja
    from tongban.kernel.text import Text

    monkeypatch.setitem(jinja._known, "city", Text("榕城", "Rongcheng"))


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        (views.not_found, 404, "没有这一页"),
        (views.forbidden, 403, "这一页您不能看"),
        (views.stale_form, 403, "这张表放得太久了"),
        (views.broken, 500, "是我们出了错"),
    ],
)
def test_every_error_has_a_page_in_our_look_that_needs_no_database(page, status, words):
    answer = page(RequestFactory().get("/x"))
    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{words}</h1>" in html
    assert 'href="/"' in html


def test_errors_speak_english_too():
    with translation.override("en"):
        html = views.broken(RequestFactory().get("/x")).content.decode()
    assert "The mistake is ours" in html
    assert "Rongcheng Tongban" in html


def test_a_form_from_elsewhere_is_refused_with_a_page_that_says_how_to_go_on(db):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/sign-in", {"number": "1"})
    assert answer.status_code == 403
    assert "这张表放得太久了" in answer.content.decode()


def test_a_choice_of_language_only_takes_what_we_speak(client, db):
    client.post("/preferences", {"language": "xx"})
    assert "tongban_language" not in client.cookies
