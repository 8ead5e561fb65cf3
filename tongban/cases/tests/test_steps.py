"""Steps of a case (办理): accept, ask once, answer, decide, withdraw; each folds to what is stored."""

from datetime import date, timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.facts import api as facts
from tongban.ledger import api as ledger
from tongban.people import api as people

LATER = v.AT + timedelta(days=1)
GAPS = {"child.side": "请父母共同确认。", "material:2": "照片看不清。"}


@pytest.fixture
def book(village):
    """The second stage of a birth: a case at the register, just filed."""
    application = v.hand_in(village)
    v.grant(village, v.of(application, "BORN-CERT"))
    v.settle_all()
    return v.of(v.again(village, application), "BOOK-ENTER")


@pytest.fixture
def reviewer(village):
    return village.officers["BOOK"]


def test_accepting_starts_the_clock_of_the_promise(book, reviewer):
    case = cases.take_in(book.number, actor=reviewer, at=v.AT)
    assert (case.status, case.accepted_on, case.due) == ("accepted", v.DAY, date(2026, 3, 5))
    assert [(one.name, one.days) for one in case.clocks] == [("statutory", 20), ("promised", 3)]
    assert "最后一天是 2026 年 3 月 5 日" in "".join(one.zh for one in case.clocks[1].explanation)
    assert_replays(case)


def test_before_acceptance_the_clock_of_the_notice_runs(book, village):
    case = cases.case(book.number, actor=village.me, at=v.AT)
    (clock,) = case.clocks
    assert (clock.name, clock.days, clock.due) == ("intake", 5, date(2026, 3, 9))
    assert "第三十二条" in clock.law


def test_a_case_is_accepted_once(book, reviewer):
    cases.take_in(book.number, actor=reviewer, at=v.AT)
    with pytest.raises(cases.WrongStep):
        cases.take_in(book.number, actor=reviewer, at=v.AT)


def test_an_officer_who_looked_before_somebody_acted_is_told(book, reviewer, village):
    seen = cases.case(book.number, actor=reviewer).seq
    cases.take_in(book.number, actor=village.colleague, at=v.AT)
    with pytest.raises(cases.CaseMoved) as error:
        cases.decide(book.number, outcome="granted", actor=reviewer, at=v.AT, expected=seen)
    assert village.colleague.name in str(error.value)


def test_a_notice_names_everything_and_waits_for_the_applicant(book, reviewer, village):
    case = cases.request_supplement(book.number, gaps=GAPS, actor=reviewer, at=v.AT)
    assert (case.status, case.due) == ("supplement", None)
    shown = cases.case(book.number, actor=village.me, at=v.AT).notice
    assert (shown.open, shown.names["material:2"].zh) == (True, "合影")
    mine = ledger.tasks(queue=f"person:{village.mother.id}").items
    assert [head.number for _, head in mine] == [book.number]
    assert_replays(case)


def test_the_answer_comes_back_as_a_difference(book, reviewer, village):
    cases.request_supplement(book.number, gaps=GAPS, actor=reviewer, at=v.AT)
    case = cases.supplement(
        book.number, answers={"child.side": "随父"},
        attachments=[cases.Upload("新合影.png", v.PICTURE, material_no=2)],
        actor=village.me, at=LATER,
    )  # fmt: skip
    page = cases.page(book.number, actor=reviewer, at=LATER)
    changed = [one for one in page.facts if one.changed]
    assert [(one.ref, one.was, one.value) for one in changed] == [("child.side", "随母", "随父")]
    assert page.facts[0] is changed[0]
    photo = next(one for one in page.materials if one.no == 2)
    assert [one.name for one in photo.attachments] == ["合影.png", "新合影.png"]
    assert case.status == "filed"
    assert_replays(case)


def test_an_answer_is_checked_like_any_other(book, reviewer, village):
    cases.request_supplement(book.number, gaps=GAPS, actor=reviewer, at=v.AT)
    with pytest.raises(cases.AnswersWrong):
        cases.supplement(book.number, answers={"child.side": "都不"}, actor=village.me, at=LATER)
    with pytest.raises(cases.FileTypeUnknown):
        cases.supplement(
            book.number, attachments=[cases.Upload("a.png", b"GIF89a", 2)], actor=village.me,
            at=LATER,
        )  # fmt: skip
    with pytest.raises(cases.NotAsked):
        cases.supplement(book.number, answers={"child.name": "别名"}, actor=village.me, at=LATER)
    assert cases.case(book.number, actor=village.me).status == "supplement"


def test_the_second_notice_cannot_ask_for_more(book, reviewer, village):
    cases.request_supplement(book.number, gaps={"child.side": "请确认。"}, actor=reviewer, at=v.AT)
    cases.supplement(book.number, answers={"child.side": "随父"}, actor=village.me, at=LATER)
    with pytest.raises(cases.NoticeAlreadyGiven):
        cases.request_supplement(book.number, gaps=GAPS, actor=reviewer, at=LATER)


@pytest.mark.parametrize("gap", ["material:1", "material:3", "child.name", "applicant.home"])
def test_nobody_is_asked_for_what_the_government_holds_or_makes(book, reviewer, gap):
    with pytest.raises(cases.HeldByGovernment):
        cases.request_supplement(book.number, gaps={gap: "请提供。"}, actor=reviewer, at=v.AT)


def test_nothing_beyond_the_list_is_asked(book, reviewer):
    with pytest.raises(cases.UnknownGap):
        cases.request_supplement(
            book.number, gaps={"applicant.bank": "请提供。"}, actor=reviewer, at=v.AT
        )


def test_silence_accepts_by_the_clock_and_tells_so(book, village):
    ledger.due(v.AT + timedelta(days=5))
    assert cases.case(book.number, actor=village.me).status == "filed"
    ledger.due(v.AT + timedelta(days=8))
    case = cases.case(book.number, actor=village.me, at=v.AT + timedelta(days=8))
    assert (case.accepted_on, case.by_silence) == (v.DAY, True)
    said = cases.timeline(book.number, actor=village.me)[-1]
    assert said.words.zh == "视为受理"
    assert_replays(case)


def test_what_silence_accepted_can_no_longer_be_asked_about(book, reviewer):
    with pytest.raises(cases.SilenceAccepted):
        cases.request_supplement(
            book.number, gaps=GAPS, actor=reviewer, at=v.AT + timedelta(days=8)
        )


def test_a_limit_that_runs_out_is_marked_and_seen(book, reviewer, village):
    cases.take_in(book.number, actor=reviewer, at=v.AT)
    ledger.due(v.AT + timedelta(days=4))
    case = cases.case(book.number, actor=village.me, at=v.AT + timedelta(days=4))
    assert case.overdue
    assert case.clocks[1].overdue
    assert not case.clocks[0].overdue
    assert_replays(case)
    ledger.due(v.AT + timedelta(days=60))
    state = ledger.head(case.id)
    assert state.attrs["overdue"] == ["promised", "statutory"]
    assert_replays(case)


def test_granting_issues_the_licence_and_records_what_it_states(book, reviewer, village):
    case = v.grant(village, book)
    assert (case.status, case.closed_on) == ("granted", v.DAY)
    (child,) = people.related(village.mother.id)["child"]
    party = people.party(child)
    assert party.number[6:14] == "20260220"
    assert int(party.number[16]) % 2 == 0
    assert v.value(child, "idno") == party.number
    assert v.value(child, "home") == "榕荫路 1 号"
    assert people.related(village.father.id)["child"] == (child,)
    assert_replays(case)


def test_what_the_officer_enters_is_required_and_checked(village):
    matter = v.of(v.hand_in(village), "BORN-CERT")
    officer = village.officers["BORN"]
    page = cases.page(matter.number, actor=officer, at=v.AT)
    assert [one.kind.id for one in page.enter] == ["doctor"]
    for states in ({}, {"doctor": " "}, {"doctor": "<script>"}):
        with pytest.raises(cases.ResultMissing) as error:
            cases.decide(matter.number, outcome="granted", actor=officer, at=v.AT, states=states)
        assert "doctor项" in str(error.value)
    assert cases.case(matter.number, actor=officer).status == "filed"


def test_a_refusal_without_reason_or_remedy_is_not_taken(book, reviewer):
    with pytest.raises(cases.RefusalNeedsReason):
        cases.decide(book.number, outcome="refused", actor=reviewer, at=v.AT)
    with pytest.raises(cases.RefusalNeedsRemedy):
        cases.decide(book.number, outcome="refused", reason="不实", actor=reviewer, at=v.AT)


def test_a_refusal_tells_the_applicant_reason_facts_and_remedy(book, village):
    v.refuse(village, book)
    decision = cases.case(book.number, actor=village.me).decision
    assert decision.reason == "材料不实。"
    assert "行政复议" in decision.remedy
    assert decision.remedy_until == v.DAY + timedelta(days=60)
    assert "child.side" in decision.facts
    assert "期限至 2026 年 5 月 1 日" in cases.timeline(book.number, actor=village.me)[-2].detail.zh


def test_a_second_decision_is_told_who_made_the_first(book, reviewer, village):
    v.refuse(village, book)
    with pytest.raises(cases.AlreadyDecided) as error:
        cases.decide(book.number, outcome="granted", actor=village.colleague, at=v.AT)
    assert reviewer.name in str(error.value)


def test_an_applicant_withdraws_until_the_decision(book, village):
    case = cases.withdraw(book.number, reason="不办了", actor=village.me, at=v.AT)
    assert case.status == "withdrawn"
    assert_replays(case)
    with pytest.raises(cases.WrongStep):
        v.grant(village, book)


def test_requirements_are_judged_by_rule_or_left_to_the_officer(book, reviewer, village):
    checks = cases.page(book.number, actor=reviewer, at=v.AT).checks
    assert [(one.verdict, one.by_rule) for one in checks] == [
        ("met", True), ("info", True), ("met", True),
    ]  # fmt: skip
    assert checks[2].because == ("child.side",)


def test_what_only_an_officer_can_see_needs_the_officer(village):
    matter = v.of(v.hand_in(village), "BORN-CERT")
    page = cases.page(matter.number, actor=village.officers["BORN"], at=v.AT)
    assert [one.verdict for one in page.checks] == ["officer", "info"]


def test_every_fact_on_the_page_has_its_source_and_the_look_is_logged(book, reviewer, village):
    page = cases.page(book.number, actor=reviewer, at=v.AT)
    sources = {one.ref: one.source_words.zh for one in page.facts}
    assert sources["child.side"] == "申请人填写"
    assert sources["child.name"] == "《BORN证》，接生所"
    assert sources["applicant.home"] == "《ID证》，户籍所"
    seen = facts.readers(village.mother.id)
    assert any(one.who == reviewer.name and "入户登记" in one.words for one in seen)


def test_the_papers_are_found_made_or_handed_in(book, reviewer):
    states = [one.state for one in cases.page(book.number, actor=reviewer, at=v.AT).materials]
    assert states == ["found", "asked", "generated"]


def test_the_timeline_tells_the_story_in_plain_words(book, reviewer, village):
    cases.take_in(book.number, actor=reviewer, at=v.AT)
    v.grant(village, book)
    told = cases.timeline(book.number, actor=village.me)
    assert [one.words.zh for one in told] == [
        "提交了申请", "已受理", "准予", "办结，证照已存入您的证照库",
    ]  # fmt: skip
    assert (told[1].who, told[1].agency) == (reviewer.name, "户籍所")
    assert told[2].words.en == "Granted"


def test_a_case_is_found_by_its_number_however_it_is_written(book, village):
    spoken = book.number.replace("-", " ")
    assert cases.case(spoken, actor=village.me).id == book.case
    with pytest.raises(cases.NotYours):
        cases.case("260302-0000-00001-1", actor=village.me)
