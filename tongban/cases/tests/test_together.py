"""Working together: other agencies, other places, and those who apply with somebody."""

from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.api import Asked
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger

SOON = v.AT + timedelta(minutes=5)


def site(village):
    """A case of joint handling, taken in by its lead."""
    number = v.hand_in(village, "BORN-SITE", answers={"applicant.mobile": "13800001234"}).matters[0]
    lead = village.officers["BORN"]
    return cases.take_in(number.number, actor=lead, at=v.AT).number, lead


def keys(village, number):
    found = cases.branches_of(number, actor=village.officers["BORN"])
    return {one.agency: one.key for one in found if one.open}


def inboxes(village, *agencies):
    return [len(cases.inbox(one, actor=village.officers[one]).rows) for one in agencies]


def test_the_definition_asks_the_others_at_once_and_the_next_in_turn(village):
    number, _ = site(village)
    assert sorted(keys(village, number)) == ["BOOK", "CARD"]
    for agency in ("BOOK", "CARD"):
        cases.answer_branch(
            number, keys(village, number)[agency], outcome="agree",
            actor=village.officers[agency], at=SOON,
        )  # fmt: skip
    assert sorted(keys(village, number)) == ["COIN"]
    assert_replays(cases.case(number, actor=village.me).id)


def test_the_lead_decides_only_when_all_have_answered(village):
    number, lead = site(village)
    with pytest.raises(cases.BranchesOpen, match="BOOK"):
        cases.decide(number, outcome="granted", actor=lead, at=SOON)
    for _ in range(2):
        for agency, key in keys(village, number).items():
            cases.answer_branch(
                number, key, outcome="agree", actor=village.officers[agency], at=SOON
            )
    assert cases.decide(number, outcome="granted", actor=lead, at=SOON).status == "granted"


def test_joint_handling_is_not_decided_on_the_spot_over_the_heads_of_others(village):
    handed = v.hand_in(village, "BORN-SITE", answers={"applicant.mobile": "13800001234"})
    with pytest.raises(cases.BranchesOpen, match="BOOK、CARD"):
        cases.decide(
            handed.matters[0].number, outcome="granted", actor=village.officers["BORN"], at=v.AT
        )


def test_one_agency_may_refuse_its_part_without_sinking_the_rest(village):
    number, lead = site(village)
    for _ in range(2):
        for agency, key in keys(village, number).items():
            cases.answer_branch(
                number, key, outcome="object" if agency == "BOOK" else "agree", words="本部门不同意",
                actor=village.officers[agency], at=SOON,
            )  # fmt: skip
    with pytest.raises(cases.BranchObjects, match="BOOK"):
        cases.decide(number, outcome="granted", reason="其余都同意", actor=lead, at=SOON)


def test_who_is_asked_sees_this_case_until_they_have_answered(village):
    number, _ = site(village)
    body = village.officers["CARD"]
    assert cases.page(number, actor=body, at=SOON).case.number == number
    cases.answer_branch(number, keys(village, number)["CARD"], outcome="agree", actor=body, at=SOON)
    for look in (cases.page, cases.case, cases.facts_of, cases.timeline):
        with pytest.raises(cases.NotYours):
            look(number, actor=body, at=SOON)


def test_who_is_not_asked_sees_and_answers_nothing(village):
    number, _ = site(village)
    stranger = village.officers["COIN"]
    with pytest.raises(cases.NotYours):
        cases.page(number, actor=stranger, at=SOON)
    with pytest.raises(cases.NotYours):
        cases.answer_branch(
            number, keys(village, number)["CARD"], outcome="agree", actor=stranger, at=SOON
        )


def test_the_work_lies_with_each_agency_and_goes_when_answered(village):
    number, _ = site(village)
    assert inboxes(village, "BORN", "BOOK", "CARD", "COIN") == [1, 1, 1, 0]
    cases.answer_branch(
        number, keys(village, number)["CARD"], outcome="agree",
        actor=village.officers["CARD"], at=SOON,
    )  # fmt: skip
    assert inboxes(village, "BORN", "BOOK", "CARD", "COIN") == [1, 1, 0, 0]


def test_a_late_branch_goes_to_the_supervisor_and_the_lead_may_go_on_without_it(village):
    number, lead = site(village)
    late = v.AT + timedelta(days=30)
    ledger.due(late)
    ledger.due(late)
    told = cases.watchlist(actor=village.supervisor)
    assert {one.waits_for for one in told.rows if one.why == "stuck"} == {"BOOK", "CARD"}
    assert told.counts["late"] == 1
    for key in keys(village, number).values():
        cases.recall_branch(number, key, reason="已经督办仍未反馈", actor=lead, at=late)
    assert [one.why for one in cases.watchlist(actor=village.supervisor).rows] == ["late"]
    with pytest.raises(cases.NotYours):
        cases.watchlist(actor=lead)
    assert_replays(cases.case(number, actor=village.me).id)


def test_an_opinion_may_be_asked_beyond_the_definition(village):
    number = v.of(v.hand_in(village), "COIN-GIFT").number
    coin = village.officers["COIN"]
    cases.take_in(number, actor=coin, at=v.AT)
    cases.ask_opinion(number, asked=[Asked("BOOK", "户口是否属实", days=2)], actor=coin, at=SOON)
    with pytest.raises(cases.BranchNeedsWords):
        cases.ask_opinion(number, asked=[Asked("BOOK", " ")], actor=coin, at=SOON)
    cases.answer_branch(
        number,
        "BOOK:1",
        outcome="object",
        words="户口不符",
        actor=village.officers["BOOK"],
        at=SOON,
    )
    with pytest.raises(cases.BranchAgainst):
        cases.decide(number, outcome="granted", actor=coin, at=SOON)
    decided = cases.decide(number, outcome="granted", reason="户口已更正", actor=coin, at=SOON)
    assert decided.status == "granted"


# Across places


def test_received_here_decided_there_fetched_elsewhere_under_one_number(village):
    draft = cases.start(
        goal="COIN-POST", applicant=village.mother.id, actor=village.me, at=v.AT,
        receiving="BORN", delivering="CARD",
    )  # fmt: skip
    cases.fill(draft.id, {"applicant.note": "寄到老家"}, actor=village.me, at=v.AT)
    number = cases.submit(draft.id, actor=village.me, at=v.AT).matters[0].number
    for place in ("BORN", "CARD"):
        officer = village.officers[place]
        assert cases.case(number, actor=officer).number == number
        with pytest.raises(cases.NotYours):
            cases.page(number, actor=officer, at=SOON)
    coin = village.officers["COIN"]
    assert cases.page(number, actor=coin, at=SOON).case.agency == "COIN"
    cases.decide(
        number,
        outcome="refused",
        reason="地址在辖区外",
        remedy=cases.propose_remedy(v.DAY),
        actor=coin,
        at=SOON,
    )
    seen = cases.case(number, actor=village.officers["CARD"])
    assert (seen.status, seen.decision.outcome, seen.decision.reason) == ("refused", "refused", "")
    told = cases.timeline(number, actor=village.officers["CARD"])
    assert {one.detail for one in told} == {None}
    assert cases.case(number, actor=village.me).decision.reason == "地址在辖区外"
    with pytest.raises(cases.NotYours):
        cases.case(number, actor=village.officers["BOOK"])


# Applying together


def pair(village):
    """A draft that both must stand behind, complete."""
    draft = cases.start(goal="BOOK-PAIR", applicant=village.mother.id, actor=village.me, at=v.AT)
    cases.fill(draft.id, {"applicant.note": "自愿"}, actor=village.me, at=v.AT)
    return draft


def asked(village):
    draft = pair(village)
    with pytest.raises(cases.NotConfirmed):
        cases.submit(draft.id, actor=village.me, at=v.AT)
    (request,) = cases.confirmations(actor=village.him, at=SOON)
    return draft, request


def test_it_is_filed_when_the_other_has_seen_and_confirmed_it(village):
    draft, request = asked(village)
    assert cases.applications(village.mother.id, actor=village.me) == []
    shown = cases.confirmation(request.id, actor=village.him, at=SOON)
    assert [one.value for one in shown.contents] == ["自愿"]
    done = cases.confirm(request.id, actor=village.him, at=SOON)
    assert done.application is not None
    again = cases.submit(draft.id, actor=village.me, at=SOON)
    assert again.id == done.application
    assert cases.confirmations(actor=village.him, at=SOON) == ()


def test_nobody_else_may_look_or_confirm(village):
    _, request = asked(village)
    for who in (village.nobody, village.me, village.officers["BOOK"]):
        for act in (cases.confirmation, cases.confirm):
            with pytest.raises(cases.NotYours):
                act(request.id, actor=who, at=SOON)
    assert cases.confirm(request.id, actor=SYSTEM, at=SOON).state == "confirmed"


def test_what_is_changed_in_between_must_be_confirmed_anew(village):
    draft, request = asked(village)
    cases.fill(draft.id, {"applicant.note": "改了"}, actor=village.me, at=SOON)
    with pytest.raises(cases.ConfirmationOver):
        cases.confirm(request.id, actor=village.him, at=SOON)
    with pytest.raises(cases.NotConfirmed):
        cases.submit(draft.id, actor=village.me, at=SOON)
    (fresh,) = cases.confirmations(actor=village.him, at=SOON)
    assert cases.confirm(fresh.id, actor=village.him, at=SOON).application is not None


def test_a_refusal_says_why_and_nothing_is_filed(village):
    draft, request = asked(village)
    with pytest.raises(cases.DeclineNeedsReason):
        cases.decline(request.id, reason=" ", actor=village.him, at=SOON)
    cases.decline(request.id, reason="还没想好", actor=village.him, at=SOON)
    (seen,) = cases.confirmations(actor=village.me, draft_id=draft.id, at=SOON)
    assert (seen.state, seen.reason, seen.application) == ("declined", "还没想好", None)
    with pytest.raises(cases.NotConfirmed):
        cases.submit(draft.id, actor=village.me, at=SOON)


def test_a_request_nobody_answers_ends_after_fifteen_days(village):
    draft, request = asked(village)
    late = v.AT + timedelta(days=15)
    assert cases.confirmations(actor=village.him, at=late) == ()
    with pytest.raises(cases.ConfirmationOver):
        cases.confirm(request.id, actor=village.him, at=late)
    (seen,) = cases.confirmations(actor=village.me, draft_id=draft.id, at=late)
    assert seen.state == "expired"
    assert len(cases.ask_confirmations(draft.id, actor=village.me, at=late)) == 1
