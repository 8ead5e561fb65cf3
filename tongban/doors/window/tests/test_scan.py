"""A licence on a phone is scanned at the window, and its holder sees it."""

import pytest
from django.contrib.auth import get_user_model

from tongban.kernel.actors import SYSTEM, Purpose
from tongban.licences import api as licences
from tongban.people import api as people


@pytest.fixture
def shown(resident):
    purpose = Purpose("own", "", "test", "test")
    held = licences.held_by([resident.party.id], purpose=purpose, actor=SYSTEM)
    card = next(one for one in held if one.kind == "L-IDCARD")
    owner = people.actor_of(people.open_account(resident.party.id, actor=SYSTEM))
    return licences.present(card.id, items=["over_18"], actor=owner, uses=1)


def test_the_clerk_sees_what_was_chosen_and_the_holder_who_looked(client, shown, resident, cast):
    client.force_login(get_user_model().objects.get(username=cast.clerk.username))
    page = client.post("/window/scan", {"code": f"https://city.example/v/s/{shown.code}"})
    assert "已满十八周岁" in page.content.decode()
    (use,) = [one for one in licences.uses(resident.party.id) if one.how == "verified"]
    assert cast.clerk.name in use.who
    again = client.post("/window/scan", {"code": shown.code})
    assert (again.status_code, "过时" in again.content.decode()) == (400, True)
