"""Who has a power on a day, against an oracle that moves every power by hand."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.agencies.domain.lineage import CITY, DISTRICT, SAME, Change, Lineage, Power, touched

FIRST = date(2026, 1, 1)
AGENCIES = ("A", "B", "C", "D")
POWERS = ("S-1", "S-2", "S-3")
PLACES = ("350102", "350104")
BASE = {"S-1": "A", "S-2": "A", "S-3": "B"}


def day(no):
    return FIRST + timedelta(days=no)


@st.composite
def changes(draw):
    """Draw moves on days of their own: whole agencies or some powers, to any level and place."""
    days = draw(st.lists(st.integers(1, 40), unique=True, max_size=8))
    return [
        Change(
            since=day(no),
            agency=draw(st.sampled_from(AGENCIES)),
            to=draw(st.sampled_from(AGENCIES)),
            powers=draw(st.none() | st.frozensets(st.sampled_from(POWERS), min_size=1)),
            level=draw(st.sampled_from((SAME, CITY, DISTRICT))),
            places=draw(st.just(frozenset()) | st.frozensets(st.sampled_from(PLACES), min_size=1)),
            until=draw(st.none() | st.integers(no, 60).map(day)),
        )
        for no in days
    ]


def oracle(moves, on):
    """Write down who has each power in each place, and move it day by day."""
    holders = {(power, place): (BASE[power], "") for power in POWERS for place in PLACES}
    for move in sorted(moves, key=lambda one: one.since):
        if move.since > on or (move.until and move.until < on):
            continue
        for (power, place), (function, district) in holders.items():
            named = move.powers is None or power in move.powers
            if function != move.agency or not named:
                continue
            if move.places and place not in move.places:
                continue
            lands = {SAME: district, CITY: "", DISTRICT: place}[move.level]
            holders[power, place] = (move.to, lands)
    return {key: f"{code}-{unit}" if unit else code for key, (code, unit) in holders.items()}


@settings(max_examples=120, deadline=None)
@given(changes(), st.integers(0, 60))
def test_every_power_has_the_holder_that_moving_it_by_hand_gives(moves, no):
    lineage = Lineage(moves)
    for (power, place), holder in oracle(moves, day(no)).items():
        found = lineage.competent(Power(power, BASE[power]), on=day(no), place=place)
        assert found == holder


@settings(max_examples=50, deadline=None)
@given(changes(), st.integers(0, 40), st.sampled_from(POWERS), st.sampled_from(PLACES))
def test_what_comes_later_changes_nothing_of_the_past(moves, no, power, place):
    known = [one for one in moves if one.since <= day(no)]
    asked = {"on": day(no), "place": place}
    given_to = Power(power, BASE[power])
    assert Lineage(moves).competent(given_to, **asked) == Lineage(known).competent(
        given_to, **asked
    )


def test_two_reorganisations_one_after_the_other_resolve_everything():
    lineage = Lineage([
        Change(day(10), "A", "C"),
        Change(day(10), "B", "C"),
        Change(day(20), "C", "E", frozenset({"S-1"})),
        Change(day(20), "C", "D"),
    ])  # fmt: skip
    found = [lineage.competent(Power(one, BASE[one]), on=day(25)) for one in POWERS]
    assert found == ["E", "D", "D"]
    assert [lineage.heir("A", on=day(no)) for no in (5, 15, 25)] == ["A", "C", "D"]


def test_a_power_goes_to_the_districts_by_place_and_comes_back_to_the_city():
    lineage = Lineage([
        Change(day(10), "A", "G", frozenset({"S-1"}), DISTRICT),
        Change(day(20), "G", "A", frozenset({"S-1"}), CITY),
    ])  # fmt: skip
    power = Power("S-1", "A")
    found = [lineage.competent(power, on=day(no), place="350102") for no in (5, 15, 25)]
    assert found == ["A", "G-350102", "A"]
    assert lineage.competent(power, on=day(15)) == "G"


def test_taken_back_the_same_day_a_move_never_held():
    taken = Change(day(10), "A", "C", until=day(9))
    assert Lineage([taken]).competent(Power("S-1", "A"), on=day(10)) == "A"
    assert touched([Change(day(10), "A", "C")], []) == {"A", "C"}
