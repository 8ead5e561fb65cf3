"""The supervisor's pages: figures with their words, cases without people, alarms that are answered."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from tests.staffing import AGENCY, hand_in
from tongban.cases import api as cases
from tongban.cases.domain.events import TYPES
from tongban.doors.supervisor import parts
from tongban.kernel.actors import Actor
from tongban.kernel.time import now
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight
from tongban.oversight.domain.flow import STEPS
from tongban.voice import api as voice
from tongban.voice.routing.current import CURRENT

PAGES = ("", "measures", "measures/in_time", "measures/solved?by=place", "measures/waiting/cases",
         "flow", "breaches", "alarms", "structure", "replay", "destroying")  # fmt: skip


def text(response):
    return response.content.decode()


@pytest.fixture
def supervisor(client, staffed):
    client.force_login(staffed.supervisor)
    return client


@pytest.fixture
def late(resident, staffed):
    """A case taken in long ago that nobody has decided."""
    then = now() - timedelta(days=120)
    number = hand_in(resident, at=then)
    officer = Actor("officer", staffed.reviewer.pk, staffed.reviewer.name, "reviewer", AGENCY)
    cases.take_in(number, actor=officer, at=then + timedelta(days=1))
    while ledger.drain():
        pass
    return number


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_a_supervisor_and_carries_nothing_inline(supervisor, late, page):
    answer = supervisor.get(f"/supervisor/{page}")
    assert answer.status_code == 200
    shown = text(answer)
    for inside in ("<style", " style=", "onclick", "<script>"):
        assert inside not in shown


@pytest.mark.parametrize("page", PAGES)
def test_nobody_elses_post_opens_it(client, staffed, page):
    client.force_login(staffed.clerk)
    assert client.get(f"/supervisor/{page}").status_code == 403


def test_today_names_what_is_late_and_the_definition_beside_each_figure(supervisor, late):
    page = text(supervisor.get("/supervisor/?span=all"))
    assert late in page
    assert "作出决定的日子不晚于应办结日的办件" in page


def test_a_case_is_shown_step_by_step_without_a_person(supervisor, late, resident):
    page = text(supervisor.get(f"/supervisor/case/{late}"))
    assert "受理" in page
    assert "等部门动手" in page
    assert "到现在" in page
    for personal in (resident.party.name, resident.number):
        assert personal not in page
    assert supervisor.get("/supervisor/case/000000-0000-00000-0").status_code == 404


def test_no_step_of_a_case_stands_there_by_the_name_it_has_in_code():
    named = {one.partition(".")[0] for one in STEPS}
    assert {one.partition(".")[2] for one in TYPES} - named == set()


def test_a_chart_has_its_table_and_is_drawn_without_script(supervisor, late):
    page = text(supervisor.get("/supervisor/measures/filed?span=all&by=month"))
    assert '<svg class="line"' in page
    assert "data-value=" in page


def test_a_table_goes_out_as_csv_and_as_a_workbook(supervisor, late):
    table = supervisor.get("/supervisor/measures?span=all&as=csv").content.decode("utf-8-sig")
    assert table.splitlines()[0] == "指标,数值,依据,定义"
    book = load_workbook(io.BytesIO(supervisor.get("/supervisor/flow?span=all&as=xlsx").content))
    assert book.worksheets[0].max_row > 1


def test_the_flow_map_is_drawn_with_its_table(supervisor, late):
    page = text(supervisor.get("/supervisor/flow?span=all"))
    assert '<svg class="flowmap"' in page
    assert "整张图的表" in page


def test_an_alarm_is_taken_up_and_answered_on_its_page(supervisor, late):
    oversight.supervise()
    (alarm,) = [one for one in oversight.open_alarms() if one.raised.about == late]
    url = f"/supervisor/alarms/{_key(alarm.id)}"
    assert late in text(supervisor.get(url))
    supervisor.post(url, {"do": "see"})
    assert oversight.alarm(alarm.id).status == "seen"
    assert supervisor.post(url, {"do": "close", "words": " "}).status_code == 400
    supervisor.post(url, {"do": "close", "words": "已督促当天办结"})
    assert "已督促当天办结" in text(supervisor.get("/supervisor/alarms"))


def _key(identifier):
    from tongban.kernel.tracing import said

    return said(identifier)


def test_a_district_is_called_by_its_name_and_what_is_none_as_it_was_said(supervisor):
    look = parts.looked(RequestFactory().get("/supervisor/"))
    assert (look.place("350104"), look.place("达明巷")) == ("仓山区", "达明巷")


@pytest.mark.parametrize("page", ["measures", "measures/filed", "alarms"])
def test_a_table_that_goes_out_says_what_its_page_says(supervisor, late, page):
    shown = text(supervisor.get(f"/supervisor/{page}?span=all"))
    csv_ = supervisor.get(f"/supervisor/{page}?span=all&as=csv").content.decode("utf-8-sig")
    rows = [one for one in csv.reader(io.StringIO(csv_)) if one]
    book = load_workbook(io.BytesIO(supervisor.get(f"/supervisor/{page}?span=all&as=xlsx").content))
    sheet = [[str(cell or "") for cell in row] for row in book.worksheets[0].values]
    said = re.sub(r"\s+", "", re.sub("<[^>]+>", "", html.unescape(shown)))
    assert [one for row in rows[1:] for one in row if re.sub(r"\s+", "", one) not in said] == []
    assert rows[0] in sheet


def test_a_figure_of_demands_opens_to_the_demand_without_a_person(supervisor):
    CURRENT.forget()
    said = voice.Words(text="超市卖的牛奶过期半个月了，还不给退，打我电话 13800000000")
    number = voice.file(said, channel="web", actor=Actor("person", 0)).number
    while ledger.drain():
        pass
    listed = text(supervisor.get("/supervisor/measures/demands/cases?span=all"))
    assert f"/supervisor/case/{number}" in listed
    page = text(supervisor.get(f"/supervisor/case/{number}"))
    assert "提交了诉求" in page
    for personal in ("牛奶", "13800000000"):
        assert personal not in page


def test_an_alarm_of_the_exchange_is_closed_with_words_and_only_with_them(client, staffed):
    from tongban.exchange import api as exchange
    from tongban.exchange.registry import matters
    from tongban.kernel.time import now

    matters.raise_alarm("k", about={"rule": "asked_by_many", "clients": 9}, at=now())
    client.force_login(staffed.supervisor)
    assert "一天内很多部门查询同一个人" in client.get("/supervisor/alarms").content.decode()
    (one,) = exchange.matters("data-authority")
    address = reverse("supervisor:exchange-alarm", args=[one.id])
    client.post(address, {"words": " "})
    assert exchange.matters("data-authority") == [one]
    client.post(address, {"words": "核实为联合办理"})
    assert exchange.matters("data-authority") == []


def test_a_reviewer_closes_no_alarm_of_the_exchange(client, staffed):
    client.force_login(staffed.reviewer)
    address = reverse("supervisor:exchange-alarm", args=[1])
    assert client.post(address, {"words": "看过"}).status_code == 403


def test_today_says_what_waits_for_somebody_and_goes_out_as_a_file(client, staffed):
    client.force_login(staffed.supervisor)
    page = client.get("/supervisor/").content.decode()
    assert "该响没响的时钟" in page
    assert "对不上的账" in page
    file = client.get("/supervisor/?as=csv").content.decode("utf-8-sig")
    assert "共享告警待核实" in file


def test_ratings_are_those_of_the_days_looked_at(client, staffed, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "tongban.voice.api.rating_counts", lambda **days: asked.append(days) or {"SJ": {5: 2}}
    )
    client.force_login(staffed.supervisor)
    page = client.get("/supervisor/?span=90").content.decode()
    (days,) = asked
    assert (days["until"] - days["since"]).days == 90
    assert "好差评　近 90 天" in page
