import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from tongban.doors.shared.middleware import KeepTheDraft
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


def through(request, error):
    def view(_request):
        raise error

    return KeepTheDraft(view)(request)


def post(data):
    return RequestFactory().post("/draft/1a/ask", data)


@pytest.fixture(autouse=True)
def _city(monkeypatch):
    from tongban.doors.shared import jinja

    monkeypatch.setitem(jinja._known, "city", Text("榕城"))


def test_what_was_typed_stays_in_the_page_with_one_button():
    page = through(post({"child.name": "郑䶮", "x": ["1", "2"]}), OperationalError())
    html = page.content.decode()
    assert page.status_code == 503
    assert page["Retry-After"]
    assert 'name="child.name" value="郑䶮"' in html
    assert html.count('name="x"') == 2
    assert 'action="/draft/1a/ask"' in html


def test_what_was_typed_is_escaped_and_secrets_are_not_kept():
    sent = {"a": '"><script>', "password": "geheim", "code": "123456"}
    sent |= {"old": "geheim", "new": "geheim", "credential": "geheim"}
    html = through(post(sent), OperationalError()).content.decode()
    assert "<script>" not in html.replace('<script src="', "")
    assert "geheim" not in html
    assert "123456" not in html


def test_a_file_is_named_to_be_chosen_again():
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("布局图.png", b"x", content_type="image/png")
    html = through(post({"m": file}), OperationalError()).content.decode()
    assert "布局图.png" in html


def test_a_page_that_only_reads_says_to_come_back():
    page = through(RequestFactory().get("/mine"), OperationalError())
    assert page.status_code == 503
    assert '<input type="hidden" name="child' not in page.content.decode()


def test_nothing_typed_is_logged(caplog):
    through(post({"child.name": "郑䶮"}), OperationalError())
    assert "郑" not in caplog.text


class Told(Problem):
    words = Text("这一步现在不能办。")
    advice = Text("请刷新页面。")
    law = "行政许可法 第三十二条"
    status = 409


def test_a_problem_of_a_face_is_said_with_its_advice_and_its_law():
    page = KeepTheDraft(lambda _: HttpResponse()).process_exception(post({}), Told())
    html = page.content.decode()
    assert page.status_code == 409
    assert all(words in html for words in ("这一步现在不能办", "请刷新页面", "第三十二条"))


def test_our_own_mistakes_go_on_to_the_page_that_says_so():
    assert KeepTheDraft(lambda _: HttpResponse()).process_exception(post({}), ValueError()) is None
