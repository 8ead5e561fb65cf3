"""What can go wrong with notices (通知的问题).

Problem
├── NoSuchNotice  there is none, or it is another person's (404)
└── NotYourDesk   only the sending desk works on it (403)
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class NoSuchNotice(Problem):
    """There is no such notice, or it is another person's (查无此通知)."""

    code = "exchange.no-such-notice"
    words = Text("没有这条消息。", "There is no such message.")
    advice = Text("请从消息列表打开。", "Open it from the list.")
    status = 404


class NotYourDesk(Problem):
    """Only who sends for the city works on what did not arrive (无权处理)."""

    code = "exchange.not-your-desk"
    words = Text("这里由发文岗位处理。", "This is the work of the sending desk.")
    advice = Text("请联系发文岗位。", "Please ask the sending desk.")
    status = 403
