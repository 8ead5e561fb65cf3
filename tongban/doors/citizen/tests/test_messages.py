"""What a person was told, and how they want to be told."""

import pytest
from django.urls import reverse, reverse_lazy

from tongban.exchange.notices import api as notices
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(resident):
    values = {"number": "D-1", "said": "已答复"}
    return notices.notify(
        person=resident.party.id, template="demand-progress", values=values, about=("x", ""),
        actor=SYSTEM,
    )  # fmt: skip


def test_what_is_new_stands_out_until_it_is_opened(me, told):
    page = me.get(reverse("citizen:messages")).content.decode()
    assert "未读" in page
    assert "已答复" not in page  # the list shows a preview alone
    assert "已答复" in me.get(reverse("citizen:message", args=[told])).content.decode()
    assert "未读" not in me.get(reverse("citizen:messages")).content.decode()


def test_another_s_message_is_not_found(me, cast):
    other = people.register(number=cast.stranger.number, name="周遥", actor=SYSTEM)
    values = {"number": "D-1", "said": "已答复"}
    notice = notices.notify(person=other.id, template="demand-progress", values=values,
                            about=("x", ""), actor=SYSTEM)  # fmt: skip
    assert me.get(reverse("citizen:message", args=[notice])).status_code == 404


def test_how_one_is_told_is_kept_and_what_leads_nowhere_is_said(me, resident):
    form = {"mobile": "13900000000", "ways": ["sms"], "quiet": "long", "language": "en",
            "electronic": "1", "address": "温泉支路 5 号", "postcode": "350001"}  # fmt: skip
    assert me.post(reverse("citizen:reach"), form).status_code == 302
    kept = people.reach(resident.party.id)
    assert (kept.mobile, kept.ways, kept.quiet_from, kept.language) == (
        "13900000000",
        ("sms",),
        20,
        "en",
    )
    assert kept.electronic is not None
    bad = me.post(reverse("citizen:reach"), form | {"mobile": "12"})
    assert bad.status_code == 400
    assert 'value="12"' in bad.content.decode()


@pytest.mark.parametrize(
    ("about", "place"),
    [
        (("case", "260410-1"), "/case/260410-1"),
        (("licence", "71"), reverse_lazy("citizen:licence", args=[71])),
        (("visit", "71"), reverse_lazy("citizen:visit", args=[71])),
        (("data", ""), reverse_lazy("citizen:data")),
        (("look", ""), reverse_lazy("citizen:readers")),
        (("proposal", "Z-1"), reverse_lazy("citizen:benefit", args=["Z-1"])),
    ],
)
def test_a_message_leads_to_what_it_is_about(me, resident, about, place):
    notice = notices.notify(
        person=resident.party.id, template="demand-progress", actor=SYSTEM, about=about,
        values={"number": "D-1", "said": "已答复"},
    )  # fmt: skip
    page = me.get(reverse("citizen:message", args=[notice])).content.decode()
    assert f'href="{place}"' in page
