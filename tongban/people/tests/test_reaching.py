from datetime import UTC, datetime

import pytest

from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)


@pytest.mark.django_db
def test_somebody_who_said_nothing_is_told_in_chinese_and_not_at_night():
    told = people.reach(4096)
    assert (told.language, told.at("sms"), told.electronic) == ("zh", None, None)
    assert told.is_quiet(23)
    assert not told.is_quiet(12)


@pytest.mark.django_db
def test_what_is_changed_stays_and_leaves_the_rest():
    home = people.Address(("温泉支路 5 号", "鼓楼区"), "350001", "林晓舟")
    people.set_reach(4096, actor=SYSTEM, address=home, electronic=NOON)
    people.set_reach(4096, actor=SYSTEM, mobile="13900000000", ways=("mail",))
    found = people.reach(4096)
    assert (found.address, found.mobile, found.electronic) == (home, "13900000000", NOON)
    assert "139" not in repr(found)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"mobile": "12345"}, "mobile"),
        ({"mail": "a@b\r\nBcc: c@d.ef"}, "mail"),
        ({"language": "xx"}, "ways"),
        ({"quiet_from": 24}, "quiet"),
        ({"address": people.Address(())}, "address"),
    ],
)
def test_what_leads_nowhere_is_refused_by_its_field(said, field):
    with pytest.raises(people.BadReach) as problem:
        people.set_reach(4096, actor=SYSTEM, **said)
    assert problem.value.detail == field
