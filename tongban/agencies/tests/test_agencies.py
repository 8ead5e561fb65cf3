from datetime import date

import pytest

from tongban.agencies import api as agencies
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.identifiers import BadUscc, make_uscc
from tongban.kernel.text import Text
from tongban.ledger import api as ledger

pytestmark = pytest.mark.django_db


def officer(account):
    return Actor("officer", account, "陈立", "reviewer", agency="A")


@pytest.fixture(autouse=True)
def _two_agencies():
    for code in "AB":
        agencies.register(code, Text(f"{code}局", f"Bureau {code}"), actor=SYSTEM)


def test_an_agency_is_found_by_its_code_and_renamed_by_registering_again():
    uscc = make_uscc("350102", 1, department="11")
    agencies.register("A", Text("公安局"), uscc, actor=SYSTEM)
    assert agencies.find("A") == agencies.Agency("A", Text("公安局"), uscc)
    assert [each.code for each in agencies.all_()] == ["A", "B"]


def test_an_unknown_code_and_a_wrong_credit_code_are_said():
    with pytest.raises(agencies.UnknownAgency):
        agencies.find("Z")
    with pytest.raises(BadUscc):
        agencies.register("C", Text("局"), "12345", actor=SYSTEM)


def test_an_officer_may_do_what_the_post_allows_until_dismissed():
    post = agencies.appoint(account=5, agency="A", duty="reviewer", actor=SYSTEM)
    assert agencies.may(officer(5), "decide", agency="A")
    assert not agencies.may(officer(5), "decide", agency="B")
    agencies.dismiss(post.id, actor=SYSTEM)
    assert agencies.may(officer(5), "decide", agency="A").reason == "这个账号没有任何岗位。"


def test_the_capacity_an_actor_claims_gives_no_power():
    assert not agencies.may(officer(6), "decide", agency="A")


def test_appointing_twice_leaves_one_post_with_the_newer_place():
    for place in ("一号窗口", "二号窗口"):
        agencies.appoint(account=5, agency=None, duty="clerk", place=place, actor=SYSTEM)
    (post,) = agencies.posts(5)
    assert (post.agency, post.place) == ("", "二号窗口")


def test_nobody_is_appointed_to_what_does_not_exist():
    with pytest.raises(agencies.UnknownDuty):
        agencies.appoint(account=5, agency="A", duty="king", actor=SYSTEM)
    with pytest.raises(agencies.UnknownAgency):
        agencies.appoint(account=5, agency="Z", duty="clerk", actor=SYSTEM)


def test_a_person_has_no_post_and_the_platform_needs_none():
    assert not agencies.may(Actor("person", 5), "decide", agency="A")
    assert agencies.may(SYSTEM, "decide", agency="A")


def test_the_published_calendars_are_one_and_the_later_one_counts():
    make_up = [date(2026, 5, 9)]
    agencies.publish_calendar(2025, [date(2025, 10, 1)], [], "通知", actor=SYSTEM)
    agencies.publish_calendar(2026, [date(2026, 5, 4)], [], "通知", actor=SYSTEM)
    agencies.publish_calendar(2026, [date(2026, 5, 1)], make_up, "更正", actor=SYSTEM)
    calendar = agencies.calendar()
    assert calendar.published_years == {2025, 2026}
    assert calendar.is_working(date(2026, 5, 9))
    assert calendar.is_working(date(2026, 5, 4))
    assert not calendar.is_working(date(2026, 5, 1))


def test_a_calendar_that_contradicts_itself_is_not_published():
    day = date(2026, 5, 1)
    with pytest.raises(agencies.BadCalendar):
        agencies.publish_calendar(2026, [day], [day], "通知", actor=SYSTEM)
    with pytest.raises(agencies.BadCalendar):
        agencies.publish_calendar(2025, [day], [], "通知", actor=SYSTEM)
    assert not agencies.calendar().published_years


def test_powers_move_to_a_successor_from_a_day_on(db):
    for code in ("OLD", "NEW"):
        agencies.register(code, Text(code), actor=SYSTEM)
    agencies.succeed(
        agency="OLD", successor="NEW", since=date(2026, 7, 1), reason="机构改革", actor=SYSTEM
    )
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert [agencies.responsible_for("OLD", on=day) for day in (before, after)] == ["OLD", "NEW"]


def test_an_absence_counts_on_its_first_and_last_day(db):
    first, last = date(2026, 3, 2), date(2026, 3, 4)
    agencies.record_absence(account=5, first=first, last=last, deputy=6, actor=SYSTEM)
    assert [5 in agencies.absences(date(2026, 3, day)) for day in (1, 2, 4, 5)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert agencies.absences(first)[5].deputy == 6


def test_a_calendar_is_announced_with_what_held_before_and_only_when_it_changes(db):
    day = date(2031, 5, 1)
    for days in ([day], [day], []):
        agencies.publish_calendar(2031, days, [], "通知", actor=SYSTEM)
    found = [one for one in ledger.heads(kind="calendar").items if one.label.startswith("2031")]
    assert len(found) == 2
    first, second = (ledger.events(one.stream)[0].data for one in reversed(found))
    assert "was" not in first
    assert second["was"] == {"holidays": ["2031-05-01"], "make_up": []}
