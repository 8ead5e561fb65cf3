"""Officers at their posts (岗位): signing in by account, and which page belongs to which duty.

A page says the duty it is for, `@post("reviewer")`; whoever has no such post is told so with
403 and shown the way to their own pages. What may be done there is judged again by the faces
(`agencies.may`), with the actor that a `Seat` makes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from tongban.agencies import api as agencies
from tongban.agencies.domain.duties import CLERK, DESIGNER, HEAD, REVIEWER, SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.shared.access import View, public
from tongban.doors.shared.client import address
from tongban.doors.shared.views import safe_next
from tongban.kernel.actors import Actor, Assurance
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.people import api as people

CHOSEN = "staff_post"
HOMES = {
    CLERK: "window:start",
    REVIEWER: "desk:inbox",
    SUPERVISOR: "supervisor:today",
    HEAD: "desk:inbox",
    DESIGNER: "designer:start",
}
WAYS = {
    CLERK: Text("去综合窗口", "To the window"),
    REVIEWER: Text("去审批", "To the desk"),
    SUPERVISOR: Text("去监督", "To supervision"),
    HEAD: Text("去审批", "To the desk"),
    DESIGNER: Text("去事项管理", "To the designer's pages"),
}
NAMES = {
    CLERK: Text("窗口人员", "Window clerk"),
    REVIEWER: Text("审批人员", "Reviewer"),
    SUPERVISOR: Text("监督人员", "Supervisor"),
    HEAD: Text("机关负责人", "Head of the agency"),
    DESIGNER: Text("事项管理员", "Service designer"),
}
CITY = Text("全市", "All agencies")


@dataclass(frozen=True, slots=True)
class Seat:
    """An officer at one of their posts (在岗): who, which duty, in which agency ("" is every).

    `unit` is the agency itself, or its unit in the district the post is in.
    """

    account: people.Account
    name: str
    duty: str
    agency: str
    agency_name: Text
    place: str = ""
    others: tuple[agencies.Post, ...] = ()
    unit: str = ""

    def actor(self, *, acting_for: int | None = None) -> Actor:
        """Return the officer as the actor of a write, or of a read."""
        return people.actor_of(
            self.account,
            capacity=self.duty,
            agency=self.agency or None,
            acting_for=acting_for,
            assurance=Assurance.NUMBER,
        )


class StaffRequest(HttpRequest):
    """A request whose officer is known (在岗请求)."""

    seat: Seat
    user: people.Account


def agency_name(code: str, book: Book | None = None) -> Text:
    """Say the name of an agency as the definitions have it; "" is the whole city."""
    return (book or catalogue.book()).agency_name(code) if code else CITY


def seat(account: people.Account, duty: str, *, chosen: str = "") -> Seat | None:
    """Return the officer's seat for a duty, in the agency chosen where there are several."""
    mine = [each for each in agencies.posts(account.pk) if each.duty == duty]
    if not mine:
        return None
    post = next((each for each in mine if each.agency == chosen), mine[0])
    others = tuple(each for each in mine if each is not post)
    unit = unit_of(post)
    place = "" if unit != post.agency else post.place
    return Seat(account, account.name, duty, post.agency, agency_name(unit), place, others, unit)


def unit_of(post: agencies.Post) -> str:
    """Return the code of the unit a post is in: of its district, or its agency itself."""
    code = f"{post.agency}-{post.place}"
    return code if catalogue.book().unit_name(code) else post.agency


def post(*duties: str) -> Callable[[View], View]:
    """Let in an officer whose post has one of the duties; `request.seat` is then their seat."""

    def mark(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                back = request.get_full_path() if request.method == "GET" else request.path
                return redirect(f"{reverse('shared:staff-sign-in')}?{urlencode({'next': back})}")
            found = _first_seat(request, duties)
            if found is None:
                return refused(request)
            request.seat = found  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            response.setdefault("Cache-Control", "private, no-store")
            return response

        inner.access = "staff"  # type: ignore[attr-defined]
        return inner

    return mark


def _first_seat(request: HttpRequest, duties: tuple[str, ...]) -> Seat | None:
    account = request.user
    if not isinstance(account, people.Account) or not account.is_staff:
        return None
    chosen = request.session.get(CHOSEN, "")
    seats = (seat(account, duty, chosen=chosen) for duty in duties)
    return next((each for each in seats if each), None)


def refused(request: HttpRequest, reason: Text | str = "") -> HttpResponse:
    """Answer 403 in words: why this page is not theirs, and which pages are."""
    account = request.user
    mine: tuple[agencies.Post, ...] = ()
    if isinstance(account, people.Account) and account.is_staff:
        mine = agencies.posts(account.pk)
        reason = reason or Text(
            "这里是另一个岗位的工作页，您的岗位打不开。",
            "This page belongs to another duty; your post does not open it.",
        )
    else:
        reason = Text(
            "您现在是以办事人的身份登录的，工作人员的页面打不开。",
            "You are signed in as a resident; pages for staff stay closed.",
        )
    duties = list(dict.fromkeys(each.duty for each in mine if each.duty in HOMES))
    ways = [(reverse(HOMES[duty]), WAYS[duty]) for duty in duties]
    context = {
        "seat": None,
        "reason": reason,
        "posts": [
            NAMES[each].in_(_language(request)) for each in dict.fromkeys(p.duty for p in mine)
        ],
        "ways": ways or ([] if mine else [(reverse("citizen:home"), Text("回到办事首页", "Home"))]),
    }
    return render(request, "shared/staff-refused.html", context, status=403)


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign an officer in by account and password, then on to the page they wanted."""
    wrong: Text | None = None
    if request.method == "POST":
        try:
            account = people.staff_sign_in(
                username=request.POST.get("username", "").strip()[:150],
                password=request.POST.get("password", "")[:200],
                address=address(request),
            )
        except Problem as problem:
            wrong = Text(problem.said("zh"), problem.said("en"))
        else:
            login(request, account)
            return redirect(safe_next(request, home(account)))
    elif isinstance(request.user, people.Account) and request.user.is_staff:
        return redirect(safe_next(request, home(request.user)))
    context = {
        "seat": None,
        "wrong": wrong,
        "username": request.POST.get("username", ""),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "shared/staff-sign-in.html", context, status=400 if wrong else 200)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign the officer out; whatever the session held about a person ends with it."""
    logout(request)
    return redirect("shared:staff-sign-in")


@require_POST
@post(CLERK, REVIEWER, SUPERVISOR, HEAD, DESIGNER)
def change_post(request: StaffRequest) -> HttpResponse:
    """Choose the agency to work for, where the officer has posts in several."""
    wanted = request.POST.get("agency", "")
    if wanted in {each.agency for each in agencies.posts(request.user.pk)}:
        request.session[CHOSEN] = wanted
    return redirect(safe_next(request, "/"))


def home(account: people.Account) -> str:
    """Return where an officer's work begins: the page of their first duty."""
    for each in agencies.posts(account.pk):
        if each.duty in HOMES:
            return reverse(HOMES[each.duty])
    return reverse("desk:inbox")


def _language(request: HttpRequest) -> str:
    return getattr(request, "LANGUAGE_CODE", "zh")
