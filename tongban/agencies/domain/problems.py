"""What can go wrong with agencies (机构与人员的问题).

AgencyProblem
├── UnknownAgency   there is no agency of this code
├── UnknownDuty     a duty that no post can have
├── BadAbsence      an absence that ends before it begins
└── BadCalendar     a calendar of another year, or a day both off and worked
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class AgencyProblem(Problem):
    """Something about an agency or a post (机构与人员)."""


class UnknownAgency(AgencyProblem):
    """There is no agency of this code (查无此部门)."""

    code = "agencies.unknown-agency"
    words = Text("没有登记这个部门。", "No agency is registered under this code.")
    advice = Text("请先发布部门名录。", "Publish the list of agencies first.")
    status = 404


class UnknownDuty(AgencyProblem):
    """A duty that no post can have (没有这种岗位)."""

    code = "agencies.unknown-duty"
    words = Text("没有这种岗位。", "There is no such duty.")
    advice = Text(
        "岗位有 clerk、reviewer、designer、supervisor。",
        "Duties are clerk, reviewer, designer and supervisor.",
    )


class BadAbsence(AgencyProblem):
    """An absence that ends before it begins (请假日期有误)."""

    code = "agencies.bad-absence"
    words = Text("请假的最后一天早于第一天。", "The absence ends before it begins.")
    advice = Text("请核对起止日期。", "Check the first and the last day.")


class BadCalendar(AgencyProblem):
    """A day of another year, or one that is both off and worked (日历有误)."""

    code = "agencies.bad-calendar"
    words = Text("工作日历自相矛盾。", "The calendar contradicts itself.")
    advice = Text("请对照国务院办公厅的放假通知。", "Compare it with the State Council's notice.")
    law = "行政许可法 第八十二条"
