"""The data authority reviews what companies want to connect, and stops what should not go on."""

import re

import pytest

from tests import staffing
from tongban.exchange.society import api as society
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.signing import make_signer
from tongban.people import api as people

pytestmark = pytest.mark.django_db
LIST = "/designer/apps"


@pytest.fixture
def asked(staffed, cast):
    """An application that files demands for its users and asks to be opened."""
    person = people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)
    firm = people.register(
        kind="company", number="91350100M000100Y43", name="小舟租房", actor=SYSTEM
    )
    people.mandate(holder=person.id, principal=firm.id, kind="company", actor=SYSTEM)
    actor = Actor("person", person.id, person.name)
    made = society.register(
        owner=firm.id, name="租房直通", words="替租客提交诉求", scopes=["demands.file"],
        jwk=make_signer().public.jwk(), actor=actor,
    )  # fmt: skip
    society.ask_live(made.id, actor=actor)
    return made, actor


@pytest.fixture
def designer(client, asked):
    client.force_login(staffing.officer("hejing2", "何静", "designer"))
    return client


def press(client, act, **given):
    """Press a button of the list."""
    page = client.get(LIST).content.decode()
    [address] = set(re.findall(rf'action="([^"]+/{act})"', page))
    return client.post(address, given)


def test_what_waits_is_opened_and_later_stopped_with_a_reason(designer, asked):
    app, actor = asked
    assert "小舟租房" in designer.get(LIST).content.decode()
    press(designer, "approve")
    assert society.app(app.id, actor=actor).status is society.Status.LIVE
    assert press(designer, "suspend", reason="").status_code == 400
    press(designer, "suspend", reason="使用者投诉属实")
    now = society.app(app.id, actor=actor)
    assert (now.status, now.said) == (society.Status.SUSPENDED, "使用者投诉属实")
    press(designer, "resume")
    assert society.app(app.id, actor=actor).status is society.Status.LIVE


def test_a_refusal_says_why(designer, asked):
    app, actor = asked
    press(designer, "refuse", reason="请写清怎样征得使用者同意")
    now = society.app(app.id, actor=actor)
    assert (now.status, now.said) == (society.Status.SANDBOX, "请写清怎样征得使用者同意")


def test_a_clerk_reviews_nothing(client, asked, staffed):
    client.force_login(staffed.clerk)
    assert client.get(LIST).status_code in (302, 403, 404)
