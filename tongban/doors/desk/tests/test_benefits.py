"""Lists at the desk: two officers, the reasons in sight, and no other agency's."""

import pytest
from django.test import Client

from tests.staffing import AGENCY
from tongban.kernel.actors import SYSTEM
from tongban.kernel.text import Text
from tongban.kernel.time import now
from tongban.oversight.benefits import drawing, lists
from tongban.oversight.benefits.terms import Terms
from tongban.people import api as people


@pytest.fixture
def drawn(staffed):
    """A list of the reviewer's agency with one plain line and one that is held back."""
    one = people.register(number="35010219900101771X", name="林大爷", actor=SYSTEM)
    terms = Terms(
        "P-X", "2026-01-01", Text("高龄津贴"), AGENCY, "", "month", household=False,
        pays=("amount",), steps="none", law="老年人权益保障法", claim_law="社会救助暂行办法",
    )  # fmt: skip
    found = drawing.List(terms, "2026-11", persons=10)
    plain = drawing.Drawn("grant", one.id, one.id, f"p{one.id}", 10_000, "年满80周岁（第三十三条）")
    odd = drawing.Drawn(
        "grant", one.id, one.id, "p9", 10_000, "年满80周岁", note="同一账户收 3 人的钱"
    )
    found.lines = [plain, odd]
    return lists.keep(found, digest="x", at=now())


@pytest.fixture
def at_desk(client, staffed):
    """The reviewer at the desk."""
    client.force_login(staffed.reviewer)
    return client


@pytest.fixture
def colleague_at_desk(staffed):
    """A second officer of the agency."""
    browser = Client()
    browser.force_login(staffed.colleague)
    return browser


def test_another_agency_sees_no_list(drawn, client, staffed):
    client.force_login(staffed.elsewhere)
    assert client.get(f"/desk/benefits/{key(drawn.id)}").status_code == 403


def test_a_list_shows_its_reasons_and_is_signed_by_two(drawn, at_desk, colleague_at_desk):
    page = at_desk.get("/desk/benefits").content.decode()
    assert "高龄津贴" in page
    address = f"/desk/benefits/{key(drawn.id)}"
    page = at_desk.get(address).content.decode()
    assert "年满80周岁" in page
    assert "同一账户收 3 人的钱" in page
    assert at_desk.post(f"{address}/leave", {"no": "2", "reason": ""}).status_code == 400
    at_desk.post(f"{address}/leave", {"no": "2", "reason": "核实不是本人账户"})
    at_desk.post(f"{address}/see")
    assert at_desk.post(f"{address}/confirm").status_code == 400
    colleague_at_desk.post(f"{address}/confirm")
    assert lists.view(drawn.id).status == "carrying"


def key(number):
    """An id as addresses write it."""
    from tongban.doors.shared.keys import Key

    return Key().to_url(number)


def test_the_till_and_the_days_of_money_have_their_pages(client, staffed):
    client.force_login(staffed.clerk)
    assert client.get("/window/till").status_code == 200
    assert client.post("/window/till", {"do": "count", "counted": "0"}).status_code == 302
    assert client.post("/window/till", {"do": "confirm"}).status_code == 400
    client.force_login(staffed.supervisor)
    assert "没有对不上的" in client.get("/supervisor/payments").content.decode()
