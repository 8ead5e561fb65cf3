"""What can go wrong with agencies (机构与人员的问题).

AgencyProblem
├── UnknownAgency   there is no agency of this code
├── UnknownDuty     a duty that no post can have
├── DutiesApart     two duties that one account may not have
├── NotAdministrators  no administrator's post that allows it
├── TwoPeople       somebody else has to agree, or it is about themselves
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


class DutiesApart(AgencyProblem):
    """Two duties that one account may not have (三员分立); the detail names the one that stands."""

    code = "agencies.duties-apart"
    words = Text("这两个岗位不能由同一个人担任。", "One person may not have both of these duties.")
    advice = Text(
        "系统、安全、审计管理员由三个人分别担任，也不兼办业务。",
        "Three people are system, security and audit administrator, and have no other duty.",
    )
    law = "GB/T 22239-2019 8.1.5"
    status = 409


class NotAdministrators(AgencyProblem):
    """No administrator's post of theirs allows it (没有管理权限)."""

    code = "agencies.not-administrators"
    words = Text("您的岗位不能做这项管理操作。", "Your post does not allow this deed.")
    advice = Text(
        "系统、安全、审计管理员各管一段，请找管这一段的管理员。",
        "System, security and audit administrators each have their part; ask the one whose it is.",
    )
    law = "GB/T 22239-2019 8.1.5"
    status = 403


class TwoPeople(AgencyProblem):
    """It takes two, and neither is the one it is about (双人操作)."""

    code = "agencies.two-people"
    words = Text("这一步要两个人，而且都不能是当事人自己。", "This takes two people, neither of them the one it is about.")  # fmt: skip
    advice = Text("请由另一位管理员确认。", "Another administrator has to agree.")
    law = "GB/T 22239-2019 8.1.5"
    status = 409


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
