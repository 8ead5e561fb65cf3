"""What a matter costs this person (应缴费用): the published amount, or the one its rule gives.

An amount nobody publishes is not guessed, nor one whose rule wants a fact that is not known; the
sentence of the source then says what there is to say (行政许可法 第五十八条、第五十九条).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
EVENTS = {"filing": "Filed", "acceptance": "Accepted"}
DAYS = 30
NOT_DONE = frozenset({"withdrawn", "not_accepted"})
"""Ends after which a fee always goes back: nothing was done for it (行政许可法 第五十八条)."""


@dataclass(frozen=True, slots=True)
class Collect:
    """How a fee is collected here (代收办法): after which event, in how many days, by which law.

    `back` are the ends of a case after which it goes back, `stops` the law by which the time until
    it is paid does not count; empty: it counts.
    """

    at: str
    days: int
    law: str
    back: frozenset[str]
    stops: str = ""


def collected(service: PublicService) -> Collect | None:
    """Say how a service's fee is collected here; None: elsewhere, or nothing is charged."""
    said = service.fee.get("collect")
    if said is None:
        return None
    return Collect(
        EVENTS[said.get("when", "filing")], int(said.get("days", DAYS)),
        str(service.fee.get("basis", "")), NOT_DONE | set(said.get("refund", ())),
        str(said.get("stops", "")),
    )  # fmt: skip


def exempted(
    service: PublicService, holdings: Holdings, book: Book, bind: Mapping[str, str], today: date
) -> Text | None:
    """Say why this person pays nothing (减免), with the law; None where nothing exempts them."""
    for one in service.fee.get("exempt", ()):
        if judge(one["when"], holdings, book, bind, today):
            said, english = one["text"]["zh"], one["text"].get("en")
            english = english and f"Exempt: {english} ({one['law']})"
            return Text(f"免缴：{said}（{one['law']}）", english)
    return None


def of_plan(plan: Plan, book: Book, holdings: Holdings, today: date) -> Iterator[Fee]:
    """Yield what each service of a plan costs, in the order of the plan."""
    for one in plan.services:
        service = situated(book.services[one.service], one.situations)
        yield _owed(service, one.key, holdings, book, one.bind, today)


def of_case(filed: Filed, service: PublicService, book: Book, holdings: Holdings) -> Fee:
    """Say what a case costs; reconsideration costs nothing (行政复议法 第八十七条)."""
    if filed.act == RECONSIDERATION:
        return Fee(filed.service, 0, FREE)
    held = holding(service, lambda test: judge(test, holdings, book, filed.bind, filed.on))
    service = situated(service, held)
    return _owed(service, filed.service, holdings, book, filed.bind, filed.on)


def _owed(  # noqa: PLR0917 - what a fee is judged by
    service: PublicService, key: str, holdings: Holdings, book: Book,
    bind: Mapping[str, str], today: date,
) -> Fee:  # fmt: skip
    exempt = exempted(service, holdings, book, bind, today)
    if exempt is not None:
        return Fee(key, Decimal(0), exempt)
    return _fee(service, key, fee_of(service, holdings, book, bind, today))


def _fee(service: PublicService, key: str, amount: Decimal | None) -> Fee:
    if "rule" not in service.fee or amount is None:
        return Fee(key, amount, fee_words(service.fee))
    said = f"{amount:f}".rstrip("0").rstrip(".") if amount % 1 else f"{amount:.0f}"
    return Fee(key, amount, fee_words({**service.fee, "amount": said}))
