"""A whole journey, with every line that is logged on the way: nobody is named in any."""

import logging
import re

from tests.cast import CAST
from tests.staffing import ANSWERS
from tongban.doors.citizen.tests.browsing import text, walk
from tongban.exchange import api as exchange


def test_no_line_of_the_log_names_anybody(
    client, resident, settings, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    settings.TONGBAN_DEMO = True
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-in", {"number": resident.number})
    code = re.search(r"\d{6}", exchange.last_text(to=resident.number))[0]
    settings.TONGBAN_DEMO = False
    client.post("/sign-in/code", {"code": "000000"})
    client.post("/sign-in/code", {"code": code})
    pages = walk(client, "GA-IDCARD-REISSUE")
    for path in ("/mine", "/licences", "/readers", "/case/260410-0417-00231-7", "/nowhere"):
        client.get(path)
    client.post("/staff/sign-in", {"username": CAST.clerk.username, "password": "geheim-1"})
    said = caplog.text
    assert "/nowhere" in said
    assert "提交" in text(pages[-1])
    for secret in (resident.number, CAST.applicant.name, code, "geheim-1", ANSWERS["mobile"]):
        assert secret not in said


def test_an_error_page_tells_nothing_of_what_went_wrong(me, monkeypatch):
    from tongban.cases import api as cases

    def broken(*_args, **_more):
        raise RuntimeError("350102199506180241 of 林晓舟")

    monkeypatch.setattr(cases, "drafts", broken)
    me.raise_request_exception = False
    page = me.get("/mine")
    assert page.status_code == 500
    assert "RuntimeError" not in text(page)
    assert "林晓舟" not in text(page)
