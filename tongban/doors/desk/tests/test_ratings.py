"""Bad ratings at the desk (差评): the agency looks into it, the supervisor may leave it out, nobody sees who."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests.staffing import PASSWORD
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.voice import api as voice
from tongban.voice.tests.test_invitations import happened


@pytest.fixture
def bad(staffed, cast):
    party = people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)
    person = Actor("person", party.id, party.name)
    case = happened(SimpleNamespace(person=person), "cases.Closed")
    given = voice.rate(case, level=5, words="排了两小时", actor=person)
    while ledger.drain():
        pass
    return given


def enter(client, account):
    client.post("/staff/sign-out")
    client.post("/staff/sign-in", {"username": account.username, "password": PASSWORD})


def at(bad, step):
    return reverse("desk:rating-step", args=[bad.id, step])


def test_a_mistaken_rating_is_left_out_by_the_supervisor_and_stays_to_be_seen(
    client, staffed, cast, bad
):
    enter(client, staffed.elsewhere)
    client.post(at(bad, "verify"), {"true": "0", "words": "当天没有排队记录"})
    enter(client, staffed.supervisor)
    page = client.get("/desk/ratings").content.decode()
    assert "当天没有排队记录" in page
    assert cast.applicant.name not in page
    given = {"ground": "mistaken", "words": "评的是隔壁窗口"}
    assert client.post(at(bad, "exclude"), given).status_code == 302
    page = client.get("/desk/ratings").content.decode()
    assert "不计入统计" in page
    assert "评的是隔壁窗口" in page


def test_the_agency_itself_leaves_nothing_out(client, staffed, bad):
    enter(client, staffed.elsewhere)
    client.post(at(bad, "verify"), {"true": "0", "words": "当天没有排队记录"})
    given = {"ground": "mistaken", "words": "评的是隔壁窗口"}
    assert client.post(at(bad, "exclude"), given).status_code == 400
    assert voice.rating_state(bad.id).excluded == ""
