"""Units (机构): a demand goes to the function in its district, and that district's people see it."""

import pytest

from tongban.agencies import api as agencies
from tongban.catalogue import api as catalogue
from tongban.kernel.actors import SYSTEM, Actor
from tongban.people import api as people
from tongban.voice import api as voice
from tongban.voice.tests.conftest import AT

HERE, THERE = "CG-350104", "CG-350102"
"""The unit that answers for the road in WORDS, and that of another district."""


def filed(play, district):
    """A demand about the same thing in a district, sent on by a person where it had to be."""
    made = play.file("路边垃圾堆了好几天没人清运，臭味很大", district=district)
    if not made.state.agency:
        wanted = voice.DemandProposed("CG", "投诉", "市容", "垃圾", district, "general", 1.0)
        voice.dispatch(made.number, wanted, actor=play.hall, at=AT)
    return made.number


@pytest.fixture
def both(play):
    return filed(play, "350104"), filed(play, "350102")


def numbers(agency, actor):
    return [one.number for one in voice.inbox(agency, actor=actor).lines]


def test_a_demand_goes_to_the_unit_of_its_district(play, both):
    assert [play.of(one) for one in both] == [HERE, THERE]


def test_a_unit_is_called_by_its_district_and_what_it_is_there(published):
    book = catalogue.book()
    assert book.agency_name(THERE).zh == "鼓楼区城市管理局"
    assert book.unit_name("CL-350102") is None
    assert book.units("CL") == ["CL"]
    assert len(book.units("CG")) == 1 + len(book.districts)


def test_the_people_of_a_district_see_theirs_and_no_other(play, both):
    here, there = both
    officer = play.by(HERE)
    assert numbers(HERE, officer) == [here]
    with pytest.raises(voice.NotYourPost):
        voice.inbox(THERE, actor=officer)
    with pytest.raises(voice.NotYourPost):
        voice.accept(there, actor=officer, at=AT)
    voice.accept(here, actor=officer, at=AT)


def test_who_serves_the_whole_function_sees_every_district_and_its_count(play, both):
    officer = play.by("CG")
    assert sorted(numbers("CG", officer)) == sorted(both)
    counts = voice.unit_counts("CG", actor=officer)
    assert (counts[HERE], counts[THERE], counts["CG"]) == (1, 1, 0)
    assert voice.inbox("CG", actor=officer).counts == {"accept": 2}


def test_an_agency_named_with_a_district_is_its_unit_there_and_learned_as_its_function(play):
    number = play.file("这里有点事想说一下，麻烦看看").number
    wanted = voice.DemandProposed("CG", "投诉", "市容", "垃圾", "350102", "general", 1.0)
    state = voice.dispatch(number, wanted, actor=play.hall, at=AT)
    assert state.agency == THERE
    assert voice.published(number).agency == THERE


def test_what_has_no_unit_there_stays_with_the_city(play):
    assert voice.unit_for("GJJ", "350102") == "GJJ"
    assert voice.unit_for("CG-350104", "350102") == THERE


def test_nobody_sends_to_a_unit_that_is_not(play):
    number = play.file("这里有点事想说一下，麻烦看看").number
    wanted = voice.DemandProposed("CG-999999", "投诉", "市容", "垃圾", "", "general", 1.0)
    with pytest.raises(agencies.UnknownAgency):
        voice.dispatch(number, wanted, actor=play.hall, at=AT)


def test_a_helping_unit_says_what_it_did(play):
    number = play.file("这里有点事想说一下，麻烦看看").number
    wanted = voice.DemandProposed(
        "CG", "投诉", "市容", "垃圾", "350102", "general", 1.0, helpers=("SJ",)
    )
    voice.dispatch(number, wanted, actor=play.hall, at=AT)
    voice.accept(number, actor=play.by(THERE), at=AT)
    state = voice.help_with(number, words="已去店里看过", actor=play.by("SJ-350102"), at=AT)
    assert state.helped[0].agency == "SJ-350102"
    with pytest.raises(voice.NotYourPost):
        voice.help_with(number, words="已去店里看过", actor=play.by("SJ-350104"), at=AT)


def test_a_window_is_no_district(db):
    account = people.open_staff_account(username="w", password=None, name="王敏", actor=SYSTEM)
    agencies.appoint(account=account.pk, agency=None, duty="clerk", place="3 号窗口", actor=SYSTEM)
    clerk = Actor("officer", account.pk, "王敏", "clerk")
    assert agencies.may(clerk, "file_demand", agency=THERE)
