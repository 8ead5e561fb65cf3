"""Problems of lists (清单的问题).

Problem
├── NoSuchList           there is no such list (404)
├── NotYourList          another agency's list (403)
├── ListMoved            somebody was there before, or a newer one took its place (409)
├── SecondOfficerNeeded  who looked at it does not confirm it (403)
└── ReasonNeeded         a line taken in or left out without its reason (400)
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class NoSuchList(Problem):
    """There is no such list (没有这份清单)."""

    code = "oversight.no-such-list"
    words = Text("没有这份清单。", "There is no such list.")
    advice = Text("请从清单页打开。", "Open it from the page of lists.")
    status = 404


class NotYourList(Problem):
    """It is another agency's (不是本机关的清单)."""

    code = "oversight.not-your-list"
    words = Text("这份清单由别的机关确认。", "Another agency confirms this list.")
    advice = Text("请找负责这项待遇的机关。", "Ask the agency that grants it.")
    status = 403


class ListMoved(Problem):
    """Somebody was there before, or a newer list took its place (清单已有变化)."""

    code = "oversight.list-moved"
    words = Text(
        "这份清单已经有人处理，或被新的清单代替。",
        "Somebody dealt with this list, or a newer one replaced it.",
    )
    advice = Text("请刷新页面。", "Reload the page.")
    status = 409


class SecondOfficerNeeded(Problem):
    """Who looked at it does not confirm it (初核与确认不能是同一人)."""

    code = "oversight.second-officer-needed"
    words = Text("初核的人不能自己确认。", "Who looked at it cannot confirm it.")
    advice = Text("请另一位同事确认。", "Ask a colleague to confirm.")
    status = 403


class ReasonNeeded(Problem):
    """A line taken in or left out without its reason (要写明理由)."""

    code = "oversight.line-reason-needed"
    words = Text("请写明理由。", "Please give the reason.")
    advice = Text("写一句，让复核的人看得懂。", "One sentence the second officer understands.")
