"""The one form (一张表单): what decides first, what is held with its source, the rest asked once."""

from datetime import date, timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.catalogue import api as catalogue
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM
from tongban.kernel.identifiers import make_citizen_number
from tongban.licences import api as licences
from tongban.people import api as people


@pytest.fixture
def draft(village):
    return cases.start(goal="LE-BABY", applicant=village.mother.id, actor=village.me, at=v.AT)


def form_of(village, draft):
    return cases.form(draft.id, actor=village.me, at=v.AT)


def test_each_fact_is_asked_once_and_nothing_that_is_held(village, draft):
    refs = [one.ref for one in v.questions(form_of(village, draft))]
    assert len(refs) == len(set(refs))
    assert set(refs) == {
        "applicant.insured", "applicant.note", "applicant.mobile", "applicant.bank", "child.name",
        "child.gender", "child.baby_birth", "child.side",
    }  # fmt: skip


def test_what_decides_an_optional_service_comes_first(village, draft):
    (question,) = form_of(village, draft).deciding
    assert (question.ref, question.services) == ("applicant.insured", ("COIN-MILK",))


def test_an_answer_that_decides_brings_the_service_in_and_can_be_changed(village, draft):
    cases.fill(draft.id, {"applicant.insured": "是"}, actor=village.me)
    form = form_of(village, draft)
    assert "COIN-MILK" in [one.key for one in form.plan.services]
    assert form.deciding[0].answer is True
    cases.fill(draft.id, {"applicant.insured": "否"}, actor=village.me)
    assert "COIN-MILK" not in [one.key for one in form_of(village, draft).plan.services]


def test_what_is_held_is_shown_with_its_source_and_can_be_disputed(village, draft):
    held = {one.ref: one for one in form_of(village, draft).held}
    home = held["applicant.home"]
    assert (home.value, home.source) == ("榕荫路 1 号", "L-ID")
    assert "户籍所" in home.source_words.zh
    facts.dispute(home.statement, reason="搬家了", actor=village.me)
    assert {one.ref: one for one in form_of(village, draft).held}["applicant.home"].disputed


def test_what_a_service_of_the_plan_will_state_is_said_so(village, draft):
    held = {one.ref: one for one in form_of(village, draft).held}
    assert held["child.idno"].value is None
    assert held["child.idno"].source_words.zh == "“入户登记”办好后自动填入"


def test_questions_are_grouped_by_whom_they_are_about_the_applicant_first(village, draft):
    groups = form_of(village, draft).groups
    assert [one.role for one in groups] == ["applicant", "child"]
    assert groups[1].title.zh == "孩子"


def test_what_is_missing_is_listed_until_it_is_there(village, draft):
    form = form_of(village, draft)
    assert not form.ready
    assert {"child.name", "BOOK-ENTER:2", "applicant.insured"} <= set(form.missing)
    assert "applicant.note" not in form.missing
    assert form_of(village, v.begin(village)).ready


def test_an_answer_stays_a_question_with_its_answer(village, draft):
    cases.fill(draft.id, {"child.name": "林小满"}, actor=village.me)
    answers = {one.ref: one.answer for one in v.questions(form_of(village, draft))}
    assert answers["child.name"] == "林小满"


def test_good_answers_are_kept_when_others_fail(village, draft):
    with pytest.raises(cases.AnswersWrong) as error:
        cases.fill(draft.id, {"child.name": "林小满", "applicant.mobile": "12"}, actor=village.me)
    assert set(error.value.errors) == {"applicant.mobile"}
    assert cases.draft(draft.id, actor=village.me).answers == {"child.name": "林小满"}


def test_what_was_put_right_is_told(village, draft):
    filled = cases.fill(draft.id, {"applicant.mobile": "１３８００００１２３４"}, actor=village.me)
    assert "全角" in filled.notes["applicant.mobile"].words.zh


def test_an_empty_answer_takes_the_old_one_back(village, draft):
    cases.fill(draft.id, {"child.name": "林小满"}, actor=village.me)
    assert cases.fill(draft.id, {"child.name": ""}, actor=village.me).answers == {}


def test_a_form_takes_no_fields_it_does_not_ask(village, draft):
    with pytest.raises(cases.AnswersWrong):
        cases.fill(
            draft.id,
            {"applicant.capital": "1", "x.y": "1", "@want.BORN-CERT": True},
            actor=village.me,
        )


def test_an_answer_never_goes_before_what_the_government_holds(village, draft):
    cases.fill(draft.id, {"applicant.home": "别处 9 号"}, actor=village.me)
    held = {one.ref: one for one in form_of(village, draft).held}
    assert held["applicant.home"].value == "榕荫路 1 号"


def test_looking_leaves_a_row_that_the_person_can_see(village, draft):
    form_of(village, draft)
    words = [one.words for one in facts.readers(village.mother.id)]
    assert "为“家里添了孩子”预填申请表" in words


def test_nothing_is_looked_up_that_no_service_needs(village, draft):
    form_of(village, draft)
    looked = {
        kind for one in facts.readers(village.mother.id) for kind in (*one.kinds, *one.missing)
    }
    assert "capital" not in looked
    assert "co_name" not in looked


def test_a_rare_name_survives_from_form_to_form(village, draft):
    cases.fill(draft.id, {"child.name": "吴䶮𠮷"}, actor=village.me)
    answers = {one.ref: one.answer for one in v.questions(form_of(village, draft))}
    assert answers["child.name"] == "吴䶮𠮷"


# People who take part and are not family


@pytest.fixture
def sale(village):
    return cases.start(goal="COIN-SALE", applicant=village.mother.id, actor=village.me, at=v.AT)


def test_somebody_to_whom_no_relation_leads_has_to_be_named(village, sale):
    (party,) = form_of(village, sale).parties
    assert (party.role, party.bound) == ("seller", False)
    assert party.number_key in form_of(village, sale).missing


def name(village, draft, number, given):
    return cases.fill(
        draft.id, {"@party.seller": number, "@party.seller.name": given}, actor=village.me
    )


def test_the_named_are_bound_and_what_is_held_of_them_is_not_shown(village, sale):
    name(village, sale, village.stranger.number, village.stranger.name)
    form = form_of(village, sale)
    assert form.parties[0].bound
    home = {one.ref: one for one in form.held}["seller.home"]
    assert (home.hidden, home.value, home.statement) == (True, None, None)
    assert form.ready


def test_number_and_name_have_to_belong_together(village, sale):
    with pytest.raises(cases.AnswersWrong) as error:
        name(village, sale, village.stranger.number, "别人")
    assert set(error.value.errors) == {"@party.seller.name"}


def test_somebody_unknown_is_asked_about_and_registered_when_it_is_handed_in(village, sale):
    name(village, sale, "11010519491231002X", "老王")
    assert people.find("11010519491231002X") is None
    refs = [one.ref for one in v.questions(form_of(village, sale))]
    assert "seller.home" in refs
    assert "seller.name" not in refs
    cases.fill(sale.id, {"seller.home": "茶亭街 2 号"}, actor=village.me)
    cases.submit(sale.id, actor=village.me, at=v.AT)
    registered = people.find("11010519491231002X")
    assert registered.name == "老王"
    # What one says of somebody else counts in that matter alone (test_strangers).
    assert v.value(registered.id, "home") is None


def test_a_wrong_number_of_somebody_named_is_told_at_its_field(village, sale):
    with pytest.raises(cases.AnswersWrong) as error:
        name(village, sale, "110105194912310021", "老王")
    assert "最后一位" in error.value.errors["@party.seller"].zh


def test_of_several_children_one_is_picked(village):
    children = [people.register(number=None, name=f"孩子{n}", actor=SYSTEM) for n in (1, 2)]
    for child in children:
        people.relate(village.mother.id, "child", child.id, actor=SYSTEM)
    draft = cases.start(goal="BOOK-ENTER", applicant=village.mother.id, actor=village.me, at=v.AT)
    party = next(one for one in form_of(village, draft).parties if one.role == "child")
    assert [words.zh for _, words in party.choices] == ["孩子1", "孩子2"]
    assert "@party.child" in form_of(village, draft).missing
    cases.fill(draft.id, {"@party.child": party.choices[1][0]}, actor=village.me)
    assert "@party.child" not in form_of(village, draft).missing
    with pytest.raises(cases.AnswersWrong):
        cases.fill(draft.id, {"@party.child": f"#{village.stranger.id}"}, actor=village.me)


def test_no_child_who_is_there_already_is_the_newborn(village, draft):
    number = make_citizen_number("350102", date(2018, 5, 1), 12)
    first = people.register(number=number, name="大宝", actor=SYSTEM)
    people.relate(village.mother.id, "child", first.id, actor=SYSTEM)
    assert "child.name" in [one.ref for one in v.questions(form_of(village, draft))]


@pytest.mark.parametrize(
    ("until", "state"), [(date(2026, 3, 1), "asked"), (date(2026, 3, 2), "found")]
)
def test_a_licence_counts_as_held_to_its_last_day_and_no_longer(village, until, state):
    licences.issue(
        catalogue.book(v.DAY).licences["L-BOOK"],
        holder=village.mother.id,
        attributes={"name": village.mother.name, "idno": village.mother.number},
        actor=SYSTEM,
        issuer_uscc="11350100TB0000028J",
        valid_to=until,
        at=v.AT - timedelta(days=365),
    )
    draft = cases.start(goal="CARD-MAKE", applicant=village.mother.id, actor=village.me, at=v.AT)
    (line,) = form_of(village, draft).materials
    assert line.state == state
