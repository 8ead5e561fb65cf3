"""The telephone: written while the person speaks, looked at, sent on."""

import pytest

from tongban.voice import api as voice
from tongban.voice.routing.current import CURRENT

WORDS = "上三路的窨井盖没了很危险。另外小区门口的垃圾好多天没人清运，臭得很。"


@pytest.fixture
def desk(client, staffed):
    CURRENT.forget()
    client.force_login(staffed.clerk)
    return client


def test_what_is_proposed_is_seen_with_its_reasons_before_anything_is_filed(desk):
    page = desk.post("/window/call", {"words": WORDS, "do": "look"}).content.decode()
    assert "派单建议" in page
    assert "像是有几件事" in page
    assert voice.published_list() == ()


def test_with_the_callers_consent_it_is_split(desk):
    parts = voice.split(WORDS)
    given = {
        "words": WORDS,
        "do": "file",
        "split": "1",
        "part": list(parts),
        "contact": "13800000000",
    }
    assert "查询码" in desk.post("/window/call", given).content.decode()
    assert len(voice.published_list()) == len(parts) == 2


def test_nobody_files_by_telephone_without_the_post(client, staffed):
    client.force_login(staffed.elsewhere)
    assert client.get("/window/call").status_code == 403
