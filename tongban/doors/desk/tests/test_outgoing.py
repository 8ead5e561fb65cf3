"""What did not arrive lies before a person, and the case page tells how its notices got on."""

import pytest
from django.urls import reverse

from tests import staffing
from tongban.exchange.notices import api as notices
from tongban.exchange.notices.models import SendingRow
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM


@pytest.fixture
def lost(resident, case):
    """A text message about the case that its gateway refused."""
    person = resident.party.id
    values = {"number": case, "said": "已答复"}
    notice = notices.notify(
        person=person, template="demand-progress", values=values, about=("case", case), actor=SYSTEM
    )
    shard = ids.shard_of(person)
    return SendingRow.objects.create(
        shard=shard, id=ids.new(shard), notice=notice, person=person, way="sms", state="dead",
        why="no-such-number", made_at=time.now(), settled_at=time.now(),
    )  # fmt: skip


def test_the_head_s_desk_lists_it_and_lets_it_go(client, staffed, lost):
    client.force_login(staffed.reviewer)
    assert client.get(reverse("desk:outgoing")).status_code == 403
    client.force_login(staffing.officer("zhoujianhai", "周建海", "head", "GA-HJ"))
    assert "no-such-number" in client.get(reverse("desk:outgoing")).content.decode()
    client.post(reverse("desk:outgoing"), {"sending": str(lost.id), "do": "let-go"})
    lost.refresh_from_db()
    assert lost.state == "dropped"
    assert (
        client.post(reverse("desk:outgoing"), {"sending": "1", "do": "posted"}).status_code == 400
    )


def test_the_case_tells_what_its_person_was_told_and_how(client, staffed, lost, case):
    client.force_login(staffed.reviewer)
    page = client.get(reverse("desk:handing-out", args=[case])).content.decode()
    assert "没送到" in page
    assert case in page
