"""Duties (岗位职责): which acts an officer's post allows, and in which agency.

A power belongs to the agency the law gives it to (行政许可法 第二十二条), and inside it to the post: who
receives an application at the window does not decide it, who decides it does not supervise it.
A window clerk serves every agency whose services the hall has taken over; a reviewer decides
only for their own agency; designers and supervisors look across.

>>> post = Post(account=5, agency="GA", duty="reviewer")
>>> bool(judge([post], act="decide", agency="GA")), bool(judge([post], act="decide", agency="RS"))
(True, False)
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongban.kernel.actors import Allowed, Refused

CLERK, REVIEWER, DESIGNER, SUPERVISOR = "clerk", "reviewer", "designer", "supervisor"
HEAD = "head"
SYSTEM_ADMIN, SECURITY, AUDIT = "system", "security", "audit"
ADMINISTRATORS = frozenset({SYSTEM_ADMIN, SECURITY, AUDIT})
"""The three administrators (三员): nobody has two of these posts, or one and another duty beside it
(GB/T 22239-2019 8.1.5; 保密系统的“三员分立”)."""
NAMES = {
    SYSTEM_ADMIN: "系统管理员",
    SECURITY: "安全管理员",
    AUDIT: "审计管理员",
    CLERK: "窗口人员",
    REVIEWER: "审批人员",
    DESIGNER: "事项管理员",
    SUPERVISOR: "监督人员",
    HEAD: "机关负责人",
}
ACTS: dict[str, frozenset[str]] = {
    CLERK: frozenset(
        {
            "look_up",  # find a person by the number they hand in
            "correct",  # put a slip right in the applicant's presence
            "deliver",
            "start",
            "fill",
            "attach",
            "submit",
            "supplement",
            "withdraw",
            "receipt",
            "read",
            "register",
            "file_demand",  # for whoever calls or comes
            "dispatch_demand",
            "queue",  # call the next one, and book for whoever calls or comes
        }
    ),
    REVIEWER: frozenset(
        {
            "inbox",
            "read",
            "take_in",
            "request_supplement",
            "decline",  # not needed, or not competent
            "correct",
            "examine",  # sign what was found
            "stop_clock",
            "ask_extension",
            "hold_hearing",
            "deliver",
            "check_pledge",
            "supplement",
            "decide",
            "attach",
            "receipt",
            "issue",
            "revoke",
            "resolve",  # answer a dispute about a fact the agency stated
            "ask_opinion",
            "advise",  # answer what another agency asked
            "claim",  # take the next case, or another one with a reason
            "reassign",
            "draw",
            "handle_demand",
        }
    ),
    DESIGNER: frozenset(
        {"check", "draft", "publish", "approve_draft", "burden", "migrate", "sign_agreement"}
    ),
    SUPERVISOR: frozenset(
        {
            "inbox",
            "read",
            "trail",
            "overdue",
            "burden",
            "reassign",
            "hand_over",
            "draw",
            "approve",
            "draft",  # propose a change because of what people keep asking for
            "approve_draft",  # of definitions, which somebody else wrote
            "dispatch_demand",
            "coordinate_demand",  # decide whose it is, call back, make themes
            "verify_rating",
        }
    ),
    HEAD: frozenset(
        {
            "inbox",
            "read",
            "approve",  # more time
            "decide",
            "examine",
            "revoke",
            "handle_demand",
            "sign_agreement",
        }
    ),
}
# Who opens an account gives it no rights, who gives rights opens none, who checks both does neither.
ACTS |= {
    SYSTEM_ADMIN: frozenset({"open_account", "disable_account", "ask_reset", "agree_appointment"}),
    SECURITY: frozenset(
        {
            "appoint",
            "dismiss",
            "disable_account",
            "agree_reset",
            "ask_appointment",
            "register_client",
        }
    ),
    AUDIT: frozenset({"read_administration"}),
}
EVERY_ACT = frozenset().union(*ACTS.values())


@dataclass(frozen=True, slots=True)
class Post:
    """A post (岗位): an account's duty in an agency, at a place; "" is every agency.

    The place is a window's name, or the code of the district whose unit the post is in. `was` is
    the agency it was first appointed in, where a reorganisation moved it.
    """

    account: int
    agency: str
    duty: str
    place: str = ""
    id: int = 0
    since: date | None = None
    skills: tuple[str, ...] = ()
    was: str = ""


def clash(had: Iterable[str], wanted: str) -> str | None:
    """Return the duty that stands against a new one on the same account; None where none does.

    >>> clash(["clerk"], "audit"), clash(["audit"], "audit"), clash(["clerk"], "reviewer")
    ('clerk', None, None)
    """
    apart = {each for each in had if each != wanted}
    if wanted not in ADMINISTRATORS:
        apart &= ADMINISTRATORS
    return min(apart, default=None)


_DISTRICT = re.compile(r"\d{6}")
_UNIT = re.compile(r"(.+)-(\d{6})")


def split_unit(code: str) -> tuple[str, str]:
    """Return the function and the district of an agency's code; "" is the whole city (职能与辖区).

    >>> split_unit("CG-350102"), split_unit("GA-HJ")
    (('CG', '350102'), ('GA-HJ', ''))
    """
    found = _UNIT.fullmatch(code)
    return (found[1], found[2]) if found else (code, "")


def covers(post: Post, agency: str) -> bool:
    """Whether a post serves in an agency: its own, or the units of its function in the districts.

    A post whose place is a district serves that district's unit and no other's.

    >>> post = Post(account=5, agency="CG", duty="reviewer", place="350102")
    >>> [covers(post, one) for one in ("CG", "CG-350102", "CG-350104", "SJ-350102")]
    [True, True, False, False]
    """
    function, district = split_unit(agency)
    if not post.agency or post.agency == agency:
        return True
    elsewhere = bool(_DISTRICT.fullmatch(post.place)) and post.place != district
    return bool(district) and function == post.agency and not elsewhere


@dataclass(frozen=True, slots=True)
class Absence:
    """An officer's absence (请假), both days included; `deputy` stands in for them (代理人)."""

    account: int
    first: date
    last: date
    deputy: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Succession:
    """An agency whose powers another has from a day on (职责承接; 行政诉讼法 第二十六条第六款)."""

    agency: str
    successor: str
    since: date
    reason: str = ""


def judge(posts: Iterable[Post], *, act: str, agency: str | None) -> Allowed | Refused:
    """Say whether one of these posts allows the act in the agency, and why.

    `agency` None asks whether it is allowed in any. Raises ValueError for an act that no duty
    has, since that is a mistake of ours and not of an officer's.
    """
    if act not in EVERY_ACT:
        raise ValueError(f"no duty has the act {act!r}")
    reason = "这个账号没有任何岗位。"
    for post in posts:
        if act not in ACTS[post.duty]:
            reason = f"{NAMES[post.duty]}岗位不能做这一步。"
        elif agency and not covers(post, agency):
            reason = "这件事属于另一个部门。"
        else:
            return Allowed(f"{NAMES[post.duty]}岗位职责。")
    return Refused(reason)
