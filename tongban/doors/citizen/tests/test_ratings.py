"""Rating by a link (评价): the page asks, then shows what came of it; nobody signs in for it."""

import pytest

from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.voice import api as voice
from tongban.voice.tests.conftest import play, published
from tongban.voice.tests.test_invitations import happened

__all__ = ["play", "published"]


def sign_in(client, play):
    client.force_login(people.open_account(play.person.id, actor=SYSTEM))


@pytest.fixture
def case(play):
    return happened(play, "cases.Closed")


def test_a_moment_is_rated_by_its_link_and_the_answer_is_read_and_contested_there(
    client, play, case
):
    at = f"/r/{voice.link(case, 'receive')}"
    assert "签收" in client.get(at).content.decode()
    assert client.post(at, {"level": "7"}).status_code == 400
    client.post(at, {"level": "5", "words": "寄丢了", "reasons": ["slow"]})
    while ledger.drain():
        pass
    assert "寄丢了" in client.get(at).content.decode()
    given = voice.rating(case, "receive").id
    voice.verify_rating(given, true=False, found="物流显示已签收", actor=play.by("SJ"))
    voice.answer_rating(given, words="签收记录见短信，请核对", actor=play.by("SJ"))
    assert "签收记录见短信" in client.get(at).content.decode()
    assert client.post(at, {"words": ""}).status_code == 400
    client.post(at, {"words": "签名不是我写的"})
    assert voice.appeals(actor=play.hall)[0].contested == "签名不是我写的"
    assert "申诉</button>" not in client.get(at).content.decode()


def test_what_can_be_rated_and_what_was_rated_stand_on_ones_own_page(client, play, case):
    sign_in(client, play)
    page = client.get("/ratings").content.decode()
    assert "可以评的" in page
    voice.rate(case, level=1, actor=play.person)
    page = client.get("/ratings").content.decode()
    assert "可以评的" not in page
    assert "评过的" in page
    assert "非常满意" in page


def test_a_forged_link_leads_nowhere(client, play):
    assert client.get("/r/forged").status_code == 404
