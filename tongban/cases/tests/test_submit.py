"""Handing in (提交): once in effect, whatever the number of clicks; every case with its own clock."""

import threading

import pytest
from django.db import connections

from tongban.cases import api as cases
from tongban.cases import files, store, submitting
from tongban.cases.models import DraftRow
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_all_replay
from tongban.ledger import api as ledger
from tongban.people import api as people


def test_everything_handed_in_at_once_becomes_one_application(village):
    application = v.hand_in(village)
    assert [(one.service, one.stage, one.status) for one in application.matters] == [
        ("BORN-CERT", 1, "filed"), ("COIN-GIFT", 1, "filed"), ("BOOK-ENTER", 2, "waiting"),
        ("CARD-MAKE", 3, "waiting"),
    ]  # fmt: skip
    assert_all_replay(application)


def test_what_waits_says_what_it_waits_for(village):
    waiting = v.of(v.hand_in(village), "BOOK-ENTER")
    assert waiting.waits_for == ("BORN-CERT",)
    assert waiting.words.zh == "等“出生证签发”办好后自动提交"


def test_the_answers_become_statements_and_the_draft_forgets_them(village):
    draft = v.begin(village)
    cases.submit(draft.id, actor=village.me, at=v.AT)
    row = DraftRow.objects.get(id=draft.id)
    assert row.answers == {}
    assert v.value(village.mother.id, "mobile") == "13800001234"


def test_what_no_included_service_looks_at_is_not_kept(village):
    v.hand_in(village, answers={"applicant.insured": False})
    assert v.value(village.mother.id, "bank") == v.ANSWERS["applicant.bank"]
    assert v.value(village.mother.id, "insured") is None


def test_no_value_of_a_fact_stands_in_the_log(village):
    application = v.hand_in(village)
    log = str([one.data for m in application.matters for one in ledger.events(m.case)])
    log += str([one.data for one in ledger.events(application.id)])
    for said in ("林小满", "13800001234", "6222021001116245702", village.mother.number):
        assert said not in log


def test_a_newborn_is_registered_with_the_name_that_was_chosen(village):
    application = v.hand_in(village)
    state = store.load(v.of(application, "BORN-CERT").case)
    child = people.party(state.filed.parties["child"])
    assert (child.name, child.number, child.kind) == ("林小满", None, "person")


def test_a_case_remembers_the_version_and_the_limits_it_was_filed_under(village):
    state = store.load(v.of(v.hand_in(village), "COIN-GIFT").case)
    assert state.filed.version == "2026-01-01"
    assert (state.filed.statutory.days, state.filed.statutory.unit) == (10, "calendar_day")
    assert state.filed.promised.days is None


def test_numbers_are_set_aside_with_the_draft_and_never_given_twice(village):
    first, second = v.begin(village), v.begin(village)
    numbers = [*first.numbers.values(), *second.numbers.values()]
    assert len(numbers) == len(set(numbers))
    application = cases.submit(first.id, actor=village.me, at=v.AT)
    assert v.of(application, "BORN-CERT").number == first.numbers["BORN-CERT"]


def test_what_is_not_complete_is_not_taken_and_nothing_is_lost(village):
    draft = v.begin(village)
    cases.fill(draft.id, {"child.side": None}, actor=village.me)
    with pytest.raises(cases.NotReady) as error:
        cases.submit(draft.id, actor=village.me, at=v.AT)
    assert error.value.missing == ("child.side",)
    assert cases.draft(draft.id, actor=village.me).answers["child.name"] == "林小满"


def test_handing_in_twice_is_handing_in_once(village):
    draft = v.begin(village)
    first = cases.submit(draft.id, actor=village.me, at=v.AT)
    assert cases.submit(draft.id, actor=village.me, at=v.AT) == first
    assert len(cases.applications(village.mother.id, actor=village.me)) == 1


def test_a_draft_handed_in_is_closed(village):
    draft = v.begin(village)
    cases.submit(draft.id, actor=village.me, at=v.AT)
    for attempt in (
        lambda: cases.fill(draft.id, {"child.name": "别名"}, actor=village.me),
        lambda: cases.form(draft.id, actor=village.me),
        lambda: cases.attach(
            draft.id, service="BOOK-ENTER", material_no=2, name="a.png", content=v.PICTURE,
            actor=village.me,
        ),
    ):  # fmt: skip
        with pytest.raises(cases.Submitted):
            attempt()
    assert cases.drafts(village.mother.id, actor=village.me) == []


def test_an_answer_that_comes_in_while_it_is_handed_in_is_not_dropped(village, monkeypatch):
    draft, hand_in = v.begin(village), submitting.hand_in

    def meanwhile(drawn, **more):
        cases.fill(draft.id, {"child.name": "林小雨"}, actor=village.me, at=v.LATER)
        hand_in(drawn, **more)

    monkeypatch.setattr(submitting, "hand_in", meanwhile)
    with pytest.raises(cases.DraftMoved):
        cases.submit(draft.id, actor=village.me, at=v.LATER)
    assert cases.applications(village.mother.id, actor=village.me) == []


def test_a_file_that_comes_in_after_the_hand_in_is_refused(village, monkeypatch):
    draft, check = v.begin(village), files.check

    def meanwhile(name, content):
        cases.submit(draft.id, actor=village.me, at=v.AT)
        return check(name, content)

    monkeypatch.setattr(files, "check", meanwhile)
    with pytest.raises(cases.Submitted):
        cases.attach(
            draft.id, service="BOOK-ENTER", material_no=2, name="a.png", content=v.PICTURE,
            actor=village.me, at=v.AT,
        )  # fmt: skip


def together(*steps):
    """Run steps at the same moment in threads of their own; return results or problems."""
    barrier = threading.Barrier(len(steps))
    found = [None] * len(steps)

    def run(place, step):
        try:
            barrier.wait()
            found[place] = step()
        except Exception as error:  # noqa: BLE001 - the outcome is what is looked at
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(steps)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def test_two_hand_ins_at_the_same_moment_make_one_application(open_village):
    draft = v.begin(open_village)
    found = together(
        *[lambda: cases.submit(draft.id, actor=open_village.me, at=v.AT) for _ in range(4)]
    )
    assert {one.id for one in found} == {found[0].id}
    assert len(cases.applications(open_village.mother.id, actor=open_village.me)) == 1
    children = ledger.history([one.case for one in found[0].matters if one.status == "filed"])
    assert [len(log) for log in children.values()] == [1, 1]
    assert_all_replay(found[0])


def test_two_hand_ins_that_register_somebody_register_them_once(open_village):
    me, number = open_village.me, "11010519491231002X"
    draft = cases.start(goal="COIN-SALE", applicant=me.id, actor=me, at=v.AT)
    named = {"@party.seller": number, "@party.seller.name": "老王", "seller.home": "茶亭街 2 号"}
    cases.fill(draft.id, named, actor=me)
    found = together(*[lambda: cases.submit(draft.id, actor=me, at=v.AT) for _ in range(3)])
    assert {type(one) for one in found} == {cases.Application}
    assert people.find(number).name == "老王"
    assert len(cases.applications(me.id, actor=me)) == 1


def test_two_officers_decide_at_the_same_moment_and_the_loser_is_told_by_whom(open_village):
    matter = v.of(v.hand_in(open_village), "COIN-GIFT")
    rival = v.officer(77, "李四", "COIN")
    mine = open_village.officers["COIN"]
    seen = cases.case(matter.number, actor=mine).seq

    def decide(actor):
        return lambda: cases.decide(
            matter.number, outcome="granted", actor=actor, at=v.AT, expected=seen
        )

    found = together(decide(mine), decide(rival))
    (won,) = [one for one in found if isinstance(one, cases.Case)]
    (lost,) = [one for one in found if isinstance(one, cases.AlreadyDecided)]
    assert won.decision.by in str(lost)
    assert [one.type for one in ledger.events(matter.case)].count("cases.Decided") == 1
    assert cases.replays(matter.case) == []


def test_of_two_officers_with_a_licence_to_issue_only_one_issues_it(open_village):
    matter = v.of(v.hand_in(open_village), "BORN-CERT")
    rival = v.officer(78, "李四", "BORN")

    def decide(actor):
        return lambda: cases.decide(
            matter.number, outcome="granted", actor=actor, at=v.AT, states={"doctor": "王"}
        )

    found = together(decide(open_village.officers["BORN"]), decide(rival))
    assert sum(isinstance(one, cases.Case) for one in found) == 1
    child = store.load(matter.case).filed.parties["child"]
    assert len(ledger.heads(kind="licence", subject=child).items) == 1
