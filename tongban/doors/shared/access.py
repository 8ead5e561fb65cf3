"""Who may open a page (入口权限): every view says so by one rule, and a house test tries them all.

`@public` marks a page for everybody, `@signed_in` a page of the person who signed in, `@staff` a
page of an official, `@post(…)` (in `officers`) a page of a duty, `@machine` what answers programs
by their own credentials. Each leaves a `Rule` on the view: who is let in, and whom to ask who is
not. A view without one is a mistake. What may be done inside is judged by the faces.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tongban.doors.shared import words
from tongban.kernel.text import Text

View = Callable[..., HttpResponse]

SIGN_IN = "/sign-in"
STAFF_SIGN_IN = "/staff/sign-in"
PUBLIC, CITIZEN, STAFF, ANYBODY, MACHINE = "public", "citizen", "staff", "signed-in", "machine"
FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a page (入口规则): a kind of reader, and of officers the duties."""

    who: str
    duties: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.who, *self.duties))


def ruled(view: View, rule: Rule) -> View:
    """Leave the rule on a view, where the house's tests and the handbook read it."""
    view.access = rule.who  # type: ignore[attr-defined]
    view.rule = rule  # type: ignore[attr-defined]
    return view


def rule_of(view: Any) -> Rule | None:
    """Return the rule of a view, None where it has none."""
    found = getattr(view, "rule", None)
    if found is None and (said := getattr(view, "access", None)):
        return Rule(said)
    return found


def public(view: View) -> View:
    """Mark a page that anybody may open without signing in."""
    return ruled(view, Rule(PUBLIC))


def machine(view: View) -> View:
    """Mark what answers programs, which bring credentials of their own."""
    return ruled(view, Rule(MACHINE))


def signed_in(view: View) -> View:
    """Let in a person who has signed in; send everybody else to sign in and then back here.

    What a person typed while their sign-in ended is kept; an officer is told why this is not theirs.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(SIGN_IN, request)
        if not getattr(request.user, "party_id", None):
            return denied(request, OF_PERSONS, rule=Rule(CITIZEN), asked=ASK_PERSON)
        return _private(view(request, *args, **kwargs))

    return ruled(inner, Rule(CITIZEN))


def signed_in_anyhow(view: View) -> View:
    """Let in whoever has signed in, a resident or an officer: for what every account has."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(SIGN_IN, request)
        return _private(view(request, *args, **kwargs))

    return ruled(inner, Rule(ANYBODY))


def staff(view: View) -> View:
    """Let in an official who has signed in; a resident is told that it is for staff.

    What an official may do there is decided by the faces (agencies.may), not here.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(getattr(settings, "STAFF_SIGN_IN", STAFF_SIGN_IN), request)
        if not request.user.is_staff:
            return denied(request, OF_STAFF, rule=Rule(STAFF), asked=ASK_STAFF)
        return _private(view(request, *args, **kwargs))

    return ruled(inner, Rule(STAFF))


def to_sign_in(address: str, request: HttpRequest) -> HttpResponse:
    """Send somebody to sign in and then back; what a form brought is kept until then."""
    from tongban.doors.shared.identity import keeping

    back = keeping.keep(request) or (request.get_full_path() if request.method == "GET" else "/")
    return redirect(f"{address}?{urlencode({'next': back})}")


def denied(
    request: HttpRequest,
    reason: Text | str,
    *,
    rule: Rule | None = None,
    asked: Text | str = "",
    **more: Any,
) -> HttpResponse:
    """Answer 403 in words: why this page is not theirs, by which rule, and whom to ask."""
    context = {
        "seat": None,
        "reason": words.said(reason),
        "needs": [words.said(DUTIES[each]) for each in rule.duties if each in DUTIES]
        if rule
        else [],
        "asked": words.said(asked or ASK_PERSON),
        "posts": (),
        "ways": (),
        "law": "",
    }
    answer = render(request, "shared/403.html", context | more, status=FORBIDDEN)
    answer.refused_by = rule  # type: ignore[attr-defined]
    return answer


def _private(response: HttpResponse) -> HttpResponse:
    response.setdefault("Cache-Control", "private, no-store")
    return response


DUTIES = {
    "clerk": Text("窗口人员", "Window clerk"),
    "reviewer": Text("审批人员", "Reviewer"),
    "supervisor": Text("监督人员", "Supervisor"),
    "head": Text("机关负责人", "Head of the agency"),
    "designer": Text("事项管理员", "Service designer"),
    "system": Text("系统管理员", "System administrator"),
    "security": Text("安全管理员", "Security administrator"),
    "audit": Text("审计管理员", "Audit administrator"),
}
OF_PERSONS = Text(
    "这一页是办事人自己的，工作人员的账号打不开。",
    "This page is a resident's own; an officer's account does not open it.",
)
OF_STAFF = Text(
    "这一页是工作人员用的，您现在是以办事人的身份登录的。",
    "This page is for staff; you are signed in as a resident.",
)
ASK_PERSON = Text(
    "只有本人和得到授权的人能看。要替别人办，请对方在“家人和授权”里授权给您；对方不方便的，到政务服务大厅的综合窗口办理。",
    "Only the person and whoever they authorised may see it. To act for somebody, ask them to "
    "authorise you under “Family and mandates”, or come to the service hall's window.",
)
ASK_STAFF = Text(
    "是工作人员的，请退出后用工作账号登录；没有账号的，找本单位的安全管理员。",
    "If you are staff, sign out and use your work account; without one, ask your security "
    "administrator.",
)
ASK_SECURITY = Text(
    "觉得应该有这个岗位的，找安全管理员，由机关负责人同意后任命。",
    "If you should have such a post, ask the security administrator; the head of your agency has "
    "to agree.",
)
