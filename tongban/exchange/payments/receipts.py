"""The receipt of a fee (非税收入票据): composed of the order, sealed by the agency, the same every time."""

from pathlib import Path
from typing import Any

from tongban.exchange.payments.api import Order
from tongban.exchange.payments.domain import orders
from tongban.exchange.payments.domain.problems import NotToBePaid
from tongban.kernel import time
from tongban.licences import api as licences
from tongban.people import api as people

TEMPLATE = Path(__file__).parent / "templates" / "receipt.typ"
TITLE = "非税收入统一票据（电子）"
FOOT = "本票据由平台电子签章，可以作为报销和入账凭证核验；退费后本票据作废。"
MEANS = {orders.ONLINE: "网上缴费", orders.CASH: "窗口现金", orders.CARD: "窗口刷卡"}


def receipt(order: Order, *, agency: str) -> bytes:
    """Make the receipt of what was paid as a sealed PDF/A. Raises NotToBePaid for what is not paid."""
    if order.status != orders.PAID or order.paid_at is None:
        raise NotToBePaid
    day = time.city_date(order.paid_at)
    party = people.party(order.payer)
    data: dict[str, Any] = {
        "title": TITLE,
        "number": f"票据号 {order.stream}",
        "day": day.isoformat(),
        "rows": [
            ["交款人", f"{party.name}（{party.masked}）" if party.masked else party.name],
            ["事由", f"{order.label}　{order.about[1]}"],
            ["方式", MEANS[order.means]],
            ["合计", f"{yuan(order.amount)} 元"],
        ],
        "lines": [[one.words.zh, one.law, yuan(one.amount)] for one in order.lines],
        "agency": agency,
        "signed": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "foot": FOOT,
    }
    plain = licences.document(TEMPLATE, data)
    return licences.sign(plain, reason=TITLE, location=agency)


def yuan(fen: int) -> str:
    """Say fen in yuan.

    >>> yuan(4005)
    '40.05'
    """
    return f"{fen // 100}.{fen % 100:02d}"
