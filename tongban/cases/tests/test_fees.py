"""What it costs this person (应缴费用): by the rule, from what is known, and never guessed."""

from decimal import Decimal

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v


def fee(village, answers):
    draft = cases.start(
        goal="COIN-MILK", applicant=village.mother.id, actor=village.me, at=v.AT
    )  # fmt: skip
    cases.fill(draft.id, answers, actor=village.me, at=v.AT)
    (found,) = cases.form(draft.id, actor=village.me, at=v.AT).fees
    return found.amount, found.words.zh


@pytest.mark.parametrize(
    ("answers", "said"),
    [({}, (None, "按情况计算")), ({"applicant.insured": True}, (0, "免费")),
     ({"applicant.insured": False}, (Decimal("20.5"), "20.5 元"))],
)  # fmt: skip
def test_a_form_says_what_it_costs_once_the_rule_can_tell(village, answers, said):
    assert fee(village, answers) == said


def test_an_officer_sees_what_the_case_costs(village):
    application = v.hand_in(village, "COIN-MILK", answers={"applicant.insured": False})
    page = cases.page(application.matters[0].number, actor=village.officers["COIN"], at=v.AT)
    assert page.fee.words.zh == "20.5 元"


def test_what_no_source_publishes_is_not_guessed(village):
    application = v.hand_in(village, "COIN-GIFT")
    page = cases.page(application.matters[0].number, actor=village.officers["COIN"], at=v.AT)
    assert (page.fee.amount, page.fee.words.zh) == (None, "未公布")
