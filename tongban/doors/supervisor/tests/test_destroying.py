"""The page of what is over: two supervisors, each their part, and a certificate at the end."""

from datetime import UTC, datetime

import pytest

from tests.cast import CAST
from tongban.agencies import api as agencies
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Actor
from tongban.oversight.destroying import api as destroying
from tongban.people import api as people

LONG_AGO = datetime(2020, 1, 6, 2, tzinfo=UTC)
PAGE = "/supervisor/destroying?kind=facts"


@pytest.fixture
def over(db, settings, tmp_path, monkeypatch):
    """A telephone number that holds no longer, its term over."""
    settings.HOME = tmp_path
    monkeypatch.setattr(destroying, "_months", lambda _: {"phone": 12})
    me = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    source = facts.Source("person")
    said = facts.record(me.id, {"phone": "137"}, source=source, actor=SYSTEM, at=LONG_AGO)
    facts.correct(said["phone"], value="138", actor=Actor("person", me.id), at=LONG_AGO)


@pytest.fixture
def another(staffed):
    """A second supervisor."""
    account = people.open_staff_account(username="second", password=None, name="沈乙", actor=SYSTEM)
    agencies.appoint(
        account=account.pk, agency=agencies.posts(staffed.supervisor.pk)[0].agency,
        duty="supervisor", actor=SYSTEM,
    )  # fmt: skip
    return account


def text(answer):
    return answer.content.decode()


def test_one_lists_what_is_over_and_another_has_it_destroyed(client, staffed, over, another):
    client.force_login(staffed.supervisor)
    assert "列入清册" in text(client.get(PAGE))
    assert client.post(PAGE, {"propose": "1"}).status_code == 302
    waiting = text(client.get(PAGE))
    assert ("等另一位监督人员审批" in waiting, "审批并销毁" in waiting) == (True, False)
    [made] = destroying.listed()
    refused = client.post(PAGE, {"approve": made.id, "sure": "1"})
    assert refused.status_code == destroying.NotToBeDestroyed.status
    client.force_login(another)
    assert client.post(PAGE, {"approve": made.id}).status_code == 400
    assert client.post(PAGE, {"approve": made.id, "sure": "1"}).status_code == 302
    done = text(client.get(PAGE))
    assert ("销毁证明" in done, "没有到期的" in done, "137" in done) == (True, True, False)


def test_the_page_is_the_supervisor_s_alone(client, staffed):
    client.force_login(staffed.reviewer)
    assert client.get(PAGE).status_code == 403
