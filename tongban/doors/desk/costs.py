"""What is to pay for a case, as its officer sees it (缴费情况)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tongban.cases import api as cases
from tongban.exchange.payments.receipts import yuan


@dataclass(frozen=True, slots=True)
class Line:
    """One line about money (缴费情况): how it stands, how much, since or until when."""

    words: str
    tone: str
    yuan: str
    means: str
    at: datetime | None


def line(number: str) -> Line | None:
    """Return what is to pay for a case and whether it came; None where nothing is collected here."""
    found = cases.cost(number)
    if found is None:
        return None
    words, tone = {
        "open": (_("待缴费"), "ask"),
        "paid": (_("已缴费"), "held"),
        "refunding": (_("正在退费"), "info"),
        "refunded": (_("已退费"), "info"),
        "lapsed": (_("逾期没有缴费"), "late"),
        "closed": (_("不用缴费了"), "info"),
    }[found.status]
    means = {"online": _("网上"), "cash": _("窗口现金"), "card": _("窗口刷卡")}.get(found.means, "")
    at = found.until if found.status == "open" else found.paid_at
    return Line(words, tone, yuan(found.amount), means, at)
