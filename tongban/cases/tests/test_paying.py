"""A fee is ordered, awaited, paid or given up kindly, and goes back where nothing was done for it."""

from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.exchange import api as exchange
from tongban.exchange.payments import settling, till
from tongban.exchange.payments.domain import trades as law
from tongban.ledger import api as ledger


@pytest.fixture
def number(village):
    """The number of a case that costs 20.50 yuan, as soon as the worker has heard of it."""
    application = v.hand_in(village, "COIN-MILK", answers={"applicant.insured": False})
    v.settle_all()
    return application.matters[0].number


def pay(number, village):
    """Pay online, as the provider would tell."""
    order = exchange.begin_payment(("case", number), actor=village.me, at=v.AT)
    settling.settle(order.trades[-1], law.Said(law.SUCCESS, order.amount), at=v.AT)
    v.settle_all()


def test_a_case_that_costs_something_is_granted_once_it_is_paid(village, number):
    matter = cases.case(number, actor=village.me)
    assert cases.cost(number).amount == 2050
    with pytest.raises(cases.FeeUnpaid):
        v.grant(village, matter)
    pay(number, village)
    v.grant(village, matter)
    assert cases.cost(number).status == "paid"


def test_what_costs_nothing_is_not_ordered(village):
    application = v.hand_in(village, "COIN-MILK", answers={"applicant.insured": True})
    v.settle_all()
    assert cases.cost(application.matters[0].number) is None


def test_unpaid_in_its_time_a_case_ends_as_given_up(village, number):
    order = exchange.order_of(("case", number))
    ledger.due(order.until + timedelta(minutes=1))
    v.settle_all()
    assert exchange.order_of(("case", number)).status == "lapsed"
    assert cases.case(number, actor=village.me).status == "terminated"


def test_withdrawn_and_paid_the_money_goes_back(village, number):
    pay(number, village)
    cases.withdraw(number, reason="不办了", actor=village.me, at=v.AT)
    v.settle_all()
    assert exchange.order_of(("case", number)).status == "refunding"


def test_withdrawn_unpaid_nothing_is_owed(village, number):
    cases.withdraw(number, reason="不办了", actor=village.me, at=v.AT)
    v.settle_all()
    assert exchange.order_of(("case", number)).status == "closed"


def test_the_window_takes_cash_too(village, number):
    till.take(
        ("case", number), means="cash", actor=village.officers["COIN"], agency="COIN", at=v.AT
    )
    v.settle_all()
    assert cases.cost(number).means == "cash"
