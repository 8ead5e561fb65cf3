"""Hand-overs and fairness: whose turn it is, in whose hand it lies, and moved without losing a day."""

from datetime import date, timedelta

import pytest

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases import errands
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger

MORNING = v.AT + timedelta(days=1)


def two_gifts(village):
    """Two cases of one kind, handed in on two days and both taken in."""
    return [
        v.of(v.hand_in(village, "COIN-GIFT", at=at), "COIN-GIFT").number for at in (v.AT, MORNING)
    ]


def officers(village):
    return village.officers["COIN"], v.officer(21, "周四", "COIN")


def test_the_next_case_is_the_first_due_that_nobody_has(village):
    first, second = two_gifts(village)
    coin, other = officers(village)
    assert cases.next_case("COIN", actor=coin, at=MORNING).number == first
    cases.claim(first, actor=coin, at=MORNING)
    assert cases.next_case("COIN", actor=other, at=MORNING).number == second


def test_taking_a_later_case_first_needs_a_reason_that_is_kept(village):
    first, second = two_gifts(village)
    coin, _ = officers(village)
    with pytest.raises(cases.QueueReasonNeeded, match=first):
        cases.claim(second, actor=coin, at=MORNING)
    cases.claim(second, actor=coin, reason="孕妇,照顾", at=MORNING)
    told = [one.type for one in cases.timeline(second, actor=coin)]
    assert told[-2:] == ["cases.TakenEarly", "cases.Assigned"]
    assert [row.number for row in cases.mine(actor=coin, at=MORNING).rows] == [second]
    assert_replays(cases.case(second, actor=coin).id)


def test_deciding_out_of_turn_is_on_record_with_or_without_a_reason(village):
    first, second = two_gifts(village)
    coin, _ = officers(village)
    cases.take_in(first, actor=coin, at=v.AT)
    cases.take_in(second, actor=coin, at=MORNING)
    cases.decide(second, outcome="granted", actor=coin, at=MORNING)
    early = [one for one in cases.timeline(second, actor=coin) if one.type == "cases.TakenEarly"]
    assert [one.detail.zh for one in early] == ["未说明理由"]


def test_who_decides_in_turn_or_on_the_spot_leaves_no_such_record(village):
    first, second = two_gifts(village)
    coin, _ = officers(village)
    cases.decide(second, outcome="granted", actor=coin, at=MORNING)
    cases.take_in(first, actor=coin, at=MORNING)
    cases.decide(first, outcome="granted", actor=coin, at=MORNING)
    for number in (first, second):
        told = [one.type for one in cases.timeline(number, actor=coin)]
        assert "cases.TakenEarly" not in told


def test_a_case_of_another_kind_is_no_reason_to_wait(village):
    v.hand_in(village, "COIN-GIFT", at=v.AT)
    shop = v.of(v.hand_in(village, "COIN-MILK", at=MORNING, answers=v.ANSWERS), "COIN-MILK").number
    assert cases.claim(shop, actor=officers(village)[0], at=MORNING).number == shop


def post(village, at=v.AT):
    draft = cases.start(goal="COIN-POST", applicant=village.mother.id, actor=village.me, at=at)
    cases.fill(draft.id, {"applicant.note": "寄"}, actor=village.me, at=at)
    return cases.submit(draft.id, actor=village.me, at=at).matters[0].number


def skilled(village, number, name):
    who = v.officer(number, name, "COIN")
    agencies.appoint(account=who.id, agency="COIN", duty="reviewer", skills=["账务"], actor=SYSTEM)
    return who


def test_a_case_goes_to_whoever_has_the_skill_and_the_least_in_hand(village):
    able, other = skilled(village, 31, "能一"), skilled(village, 32, "能二")
    numbers = [post(village) for _ in range(4)]
    hands = [[row.number for row in cases.mine(actor=one).rows] for one in (able, other)]
    assert [len(hand) for hand in hands] == [2, 2]
    assert sorted([*hands[0], *hands[1]]) == sorted(numbers)
    assert cases.mine(actor=village.officers["COIN"]).rows == ()


def test_the_deputy_gets_and_sees_the_cases_of_whoever_is_away(village):
    able, deputy = skilled(village, 31, "能一"), v.officer(33, "代理", "COIN")
    before = post(village)
    agencies.record_absence(
        account=able.id, first=date(2026, 3, 3), last=date(2026, 3, 6), deputy=deputy.id,
        actor=SYSTEM,
    )  # fmt: skip
    during = post(village, at=MORNING)
    seen = {row.number for row in cases.mine(actor=deputy, at=MORNING).rows}
    assert seen == {before, during}
    assert {row.number for row in cases.mine(actor=deputy, at=v.AT).rows} == {during}


def test_a_case_handed_over_keeps_its_clock(village):
    number, _ = two_gifts(village)
    coin, other = officers(village)
    taken = cases.claim(number, actor=coin, at=MORNING)
    with pytest.raises(cases.HandoverReasonNeeded):
        cases.reassign(number, to=other.id, reason="", actor=coin, at=MORNING)
    moved = cases.reassign(number, to=other.id, reason="回避", actor=coin, at=MORNING)
    assert moved.due == taken.due
    assert [row.number for row in cases.mine(actor=other, at=MORNING).rows] == [number]
    with pytest.raises(cases.NobodyToAssign):
        cases.reassign(number, to=village.officers["BOOK"].id, reason="x", actor=coin, at=MORNING)


def test_a_whole_post_is_handed_over_and_again_changes_nothing(village):
    numbers = two_gifts(village)
    coin, other = officers(village)
    for number in numbers:
        cases.claim(number, actor=coin, at=MORNING)
    for expected in (2, 0):
        done = cases.hand_over_post(
            agency="COIN", officer=coin.id, to=other.id, reason="调离", actor=village.supervisor,
            at=MORNING,
        )  # fmt: skip
        assert (done.done, done.left) == (expected, {})
    assert [row.number for row in cases.mine(actor=other, at=MORNING).rows] == numbers


def test_an_agency_moves_with_its_open_cases_and_their_clocks(village):
    number, _ = two_gifts(village)
    coin, book = village.officers["COIN"], village.officers["BOOK"]
    before = cases.take_in(number, actor=coin, at=MORNING)
    moved = cases.move_agency(
        agency="COIN", to="BOOK", on=date(2026, 3, 3), reason="机构改革", actor=village.supervisor,
        at=MORNING,
    )  # fmt: skip
    assert moved.done == 2
    after = cases.case(number, actor=book, at=MORNING)
    assert (after.agency, after.due, after.number) == ("BOOK", before.due, before.number)
    with pytest.raises(cases.NotYours):
        cases.decide(number, outcome="granted", actor=coin, at=MORNING)
    later = v.of(v.hand_in(village, "COIN-GIFT", at=MORNING), "COIN-GIFT").number
    assert cases.case(later, actor=village.me).agency == "BOOK"
    assert_replays(after.id)


def test_a_move_ordered_for_later_happens_on_its_first_minute(village):
    number, _ = two_gifts(village)
    day = date(2026, 3, 9)
    ordered = cases.move_agency(
        agency="COIN", to="BOOK", on=day, reason="划转", actor=village.supervisor, at=MORNING
    )
    assert (ordered.done, cases.case(number, actor=village.me).agency) == (0, "COIN")
    ledger.due(v.AT + timedelta(days=7))
    assert cases.case(number, actor=village.me).agency == "BOOK"


def test_nobody_without_a_post_has_a_list_of_cases(village):
    for actor in (village.me, Actor("officer", 4711, "前任", "reviewer")):
        with pytest.raises(cases.NotYours):
            cases.mine(actor=actor)


def test_an_ordered_move_goes_on_where_it_was_broken_off(village, monkeypatch):
    two = two_gifts(village)
    day = date(2026, 3, 9)
    cases.move_agency(
        agency="COIN", to="BOOK", on=day, reason="划转", actor=village.supervisor, at=MORNING
    )
    monkeypatch.setattr(errands, "BATCH", 1)
    moved = []
    for _ in range(3):
        ledger.due(v.AT + timedelta(days=7))
        stands = [cases.case(number, actor=village.me).agency for number in two]
        moved.append(stands.count("BOOK"))
    assert moved == [1, 2, 2]
    (errand,) = ledger.heads(kind=errands.ERRAND, status=["carried"]).items
    assert (errand.attrs["done"], ledger.work(errand.stream)) == (2, [])
    assert not ledger.rebuild("heads", mend=False).differing
