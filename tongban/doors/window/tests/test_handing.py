"""A result is fetched: chosen in the form, laid ready, the code told to its person, handed out once."""

import re

import pytest
from django.urls import reverse

from tests import staffing
from tongban.cases import api as cases
from tongban.cases.delivering import api as delivering
from tongban.exchange.notices import api as notices
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger

PLACE = "一楼 3 号柜"


def hear():
    while ledger.drain():
        pass


@pytest.fixture
def ready(client, staffed, resident):
    """A case whose form said that its result is fetched, granted and laid ready by its officer."""
    number = staffing.hand_in(resident, mail="窗口领取")
    cases.take_in(number, actor=SYSTEM)
    cases.decide(number, outcome="granted", actor=SYSTEM)
    hear()
    client.force_login(staffed.reviewer)
    client.post(reverse("desk:handing-out", args=[number]), {"do": "ready", "place": PLACE})
    client.force_login(staffed.clerk)
    return number


def code_told(resident):
    """The code as it stands in its person's inbox."""
    said = next(one for one in notices.told(resident.party.id) if one.template == "result-ready")
    assert PLACE in said.body
    code = re.search(r"取件码：(\d{6})", said.body)[1]
    assert code not in said.subject
    return code


def test_the_right_code_hands_it_out_once_and_the_case_knows_who_has_it(client, resident, ready):
    given = {"number": ready, "code": code_told(resident), "receiver": "林晓舟"}
    page = client.post(reverse("window:hand-out"), given)
    assert page.status_code == 200
    assert "已交出" in page.content.decode()
    assert delivering.delivery_of(ready).state == "done"
    delivered = cases.case(ready, actor=resident.actor).course.delivered
    assert (delivered.method, delivered.receiver) == ("direct", "林晓舟")
    assert client.post(reverse("window:hand-out"), given).status_code == 400


def test_a_wrong_code_keeps_what_was_typed_and_counts(client, resident, ready):
    given = {"number": ready, "code": "000000x", "receiver": "林晓舟"}
    for _ in range(5):
        page = client.post(reverse("window:hand-out"), given)
        assert page.status_code == 400
        assert f'value="{ready}"' in page.content.decode()
    given["code"] = code_told(resident)
    assert client.post(reverse("window:hand-out"), given).status_code == 400
    assert delivering.delivery_of(ready).state == "ready"


def test_a_clerk_reads_somebody_their_messages_but_no_code_and_they_see_who_did(
    client, resident, ready
):
    client.post("/window/", {"number": resident.number})
    page = client.get(reverse("window:messages")).content.decode()
    assert "可以取件了" in page
    assert code_told(resident) not in page
    assert "请评价这次办事" in page
    assert "/r/" not in page  # whoever has the link rates in their name
    assert notices.unread(resident.party.id) == len(notices.told(resident.party.id))
    looks = facts.readers(resident.party.id, own=False)
    (look,) = [one for one in looks if one.kinds == ("messages",)]
    assert "念您的消息" in look.words
