"""What a matter costs this person (应缴费用): the published amount, or the one its rule gives.

An amount nobody publishes is not guessed, nor one whose rule wants a fact that is not known; the
sentence of the source then says what there is to say (行政许可法 第五十八条、第五十九条).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tongban.cases.domain.events import RECONSIDERATION, Filed
from tongban.cases.views import Fee
from tongban.catalogue.domain.guide import fee_words
from tongban.catalogue.domain.model import Book, PublicService
from tongban.catalogue.domain.situations import holding, situated
from tongban.kernel.text import Text
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.judging import fee_of, judge
from tongban.policy.domain.plan import Plan

FREE = Text("免费", "free of charge")


def of_plan(plan: Plan, book: Book, holdings: Holdings, today: date) -> Iterator[Fee]:
    """Yield what each service of a plan costs, in the order of the plan."""
    for one in plan.services:
        service = situated(book.services[one.service], one.situations)
        yield _fee(service, one.key, fee_of(service, holdings, book, one.bind, today))


def of_case(filed: Filed, service: PublicService, book: Book, holdings: Holdings) -> Fee:
    """Say what a case costs; reconsideration costs nothing (行政复议法 第八十七条)."""
    if filed.act == RECONSIDERATION:
        return Fee(filed.service, 0, FREE)
    held = holding(service, lambda test: judge(test, holdings, book, filed.bind, filed.on))
    service = situated(service, held)
    amount = fee_of(service, holdings, book, filed.bind, filed.on)
    return _fee(service, filed.service, amount)


def _fee(service: PublicService, key: str, amount: Decimal | None) -> Fee:
    if "rule" not in service.fee or amount is None:
        return Fee(key, amount, fee_words(service.fee))
    said = f"{amount:f}".rstrip("0").rstrip(".") if amount % 1 else f"{amount:.0f}"
    return Fee(key, amount, fee_words({**service.fee, "amount": said}))
