"""Problems of payments (缴费问题).

Problem
├── NoSuchOrder        nobody ordered this, or it is not for whoever asks (404)
├── NotToBePaid        it is paid, over, or taken back (409)
├── NothingToRefund    nothing was paid, or it has gone back (409)
├── BadAmount          an order is made of whole fen above nothing (400)
├── SecondPersonNeeded whoever counted the till does not close it (403)
├── TillDiffers        what was counted is not what was noted (409)
└── ProviderAway       who carries the money gave no answer that counts (503)
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class NoSuchOrder(Problem):
    """Nobody ordered this, or it is somebody else's (没有这笔缴费)."""

    code = "exchange.no-such-order"
    words = Text("没有这笔缴费。", "There is no such payment.")
    advice = Text("请从“我的办件”里打开。", "Open it from your own matters.")
    status = 404


class NotToBePaid(Problem):
    """It is paid already, over, or taken back (现在不用缴)."""

    code = "exchange.not-to-be-paid"
    words = Text("这笔费用现在不用缴。", "There is nothing to pay here now.")
    advice = Text("请刷新页面，看看最新情况。", "Reload the page and look again.")
    status = 409


class NothingToRefund(Problem):
    """Nothing was paid, or it has gone back (没有可退的钱)."""

    code = "exchange.nothing-to-refund"
    words = Text("没有可以退的钱。", "There is nothing to refund.")
    advice = Text("先核对这笔缴费。", "Check the payment first.")
    status = 409


class BadAmount(Problem):
    """An order is made of whole fen above nothing (金额不对)."""

    code = "exchange.bad-amount"
    words = Text("金额不对。", "The amount is not right.")
    advice = Text("金额以分为单位，大于零。", "Whole fen, more than nothing.")
    law = "行政许可法 第五十八条"


class SecondPersonNeeded(Problem):
    """Whoever counted the till does not close it (双人扎账)."""

    code = "exchange.second-person-needed"
    words = Text("清点和复核不能是同一个人。", "Whoever counted cannot confirm the count.")
    advice = Text("请另一位同事复核。", "Ask a colleague to confirm.")
    status = 403


class TillDiffers(Problem):
    """What was counted is not what was noted (账款不符)."""

    code = "exchange.till-differs"
    words = Text("清点的钱和登记的对不上。", "What was counted is not what was noted.")
    advice = Text("请重新清点，或写明差在哪里。", "Count again, or say where the difference lies.")
    status = 409


class ProviderAway(Problem):
    """Who carries the money gave no answer that counts (支付渠道没有答复)."""

    code = "exchange.provider-away"
    words = Text("支付渠道暂时没有答复。", "The payment provider does not answer at present.")
    advice = Text("不用重复付款，结果以本页为准。", "Do not pay again; this page tells the result.")
    status = 503
