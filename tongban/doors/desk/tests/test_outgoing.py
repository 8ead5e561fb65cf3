"""What did not arrive lies before a person, and the case page tells how its notices got on."""

import pytest
from django.urls import reverse

from tests import staffing
from tongban.exchange.notices import api as notices
from tongban.exchange.notices import carrying
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM


@pytest.fixture
def lost(resident, settings, tmp_path):
    """A code that nobody could carry."""
    settings.HOME = tmp_path
    values = {"code": "123456", "minutes": "5"}
    notices.notify(
        person=resident.party.id, template="sign-in-code", values=values, about=("code", ""),
        actor=SYSTEM,
    )  # fmt: skip
    carrying.work_off(time.now())
    (one,) = notices.undelivered(actor=SYSTEM)
    return one.id


def test_the_head_s_desk_lists_it_and_lets_it_go(client, staffed, lost):
    client.force_login(staffed.reviewer)
    assert client.get(reverse("desk:outgoing")).status_code == 403
    client.force_login(staffing.officer("zhoujianhai", "周建海", "head", "GA-HJ"))
    assert "没有能发的渠道" in client.get(reverse("desk:outgoing")).content.decode()
    client.post(reverse("desk:outgoing"), {"sending": str(lost), "do": "let-go"})
    assert notices.undelivered(actor=SYSTEM) == []
    assert client.post(reverse("desk:outgoing"), {"sending": "1", "do": "?"}).status_code == 400


def test_the_case_tells_what_its_person_was_told_and_how(client, staffed, resident, case):
    values = {"number": case, "said": "已答复"}
    notices.notify(
        person=resident.party.id, template="demand-progress", values=values,
        about=("case", case), actor=SYSTEM,
    )  # fmt: skip
    client.force_login(staffed.reviewer)
    page = client.get(reverse("desk:handing-out", args=[case])).content.decode()
    assert f"您的诉求 {case} 有新进展" in page
