"""Officers at their posts (岗位): which page belongs to which duty, and the post they act in.

A page says the duty it is for, `@post("reviewer")`; whoever has no such post is told so with
403 and shown the way to their own pages. What may be done there is judged again by the faces
(`agencies.may`), with the actor that a `Seat` makes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongban.agencies import api as agencies
from tongban.agencies.domain.duties import (
    AUDIT,
    CLERK,
    DESIGNER,
    HEAD,
    REVIEWER,
    SECURITY,
    SUPERVISOR,
    SYSTEM_ADMIN,
)
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.shared import identity
from tongban.doors.shared.access import (
    ASK_SECURITY,
    ASK_STAFF,
    DUTIES,
    OF_STAFF,
    STAFF,
    Rule,
    View,
    denied,
    ruled,
    staff,
    to_sign_in,
)
from tongban.doors.shared.views import safe_next
from tongban.kernel.actors import Actor, Assurance
from tongban.kernel.text import Text
from tongban.people import api as people

CHOSEN = "staff_post"
HOMES = {
    CLERK: "window:start",
    REVIEWER: "desk:inbox",
    SUPERVISOR: "supervisor:today",
    HEAD: "desk:inbox",
    DESIGNER: "designer:start",
    SYSTEM_ADMIN: "shared:admin",
    SECURITY: "shared:admin",
    AUDIT: "shared:admin",
}
WAYS = {
    CLERK: Text("去综合窗口", "To the window"),
    REVIEWER: Text("去审批", "To the desk"),
    SUPERVISOR: Text("去监督", "To supervision"),
    HEAD: Text("去审批", "To the desk"),
    DESIGNER: Text("去事项管理", "To the designer's pages"),
    SYSTEM_ADMIN: Text("去系统管理", "To system administration"),
    SECURITY: Text("去安全管理", "To security administration"),
    AUDIT: Text("去审计", "To the audit"),
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
    assurance: Assurance = Assurance.NUMBER

    def actor(self, *, acting_for: int | None = None) -> Actor:
        """Return the officer as the actor of a write, or of a read."""
        return people.actor_of(
            self.account,
            capacity=self.duty,
            agency=self.agency or None,
            acting_for=acting_for,
            assurance=self.assurance,
        )


class StaffRequest(HttpRequest):
    """A request whose officer is known (在岗请求)."""

    seat: Seat
    user: people.Account


def agency_name(code: str, book: Book | None = None) -> Text:
    """Say the name of an agency as the definitions have it; "" is the whole city."""
    if not code:
        return CITY
    return book.agency_name(code) if book else catalogue.agency_name(code)


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
                return to_sign_in(reverse("shared:staff-sign-in"), request)
            if request.session.get(identity.MUST_CHANGE):
                return redirect("shared:password")
            found = _first_seat(request, duties)
            if found is None:
                return refused(request, duties=duties)
            request.seat = replace(found, assurance=identity.assurance(request))  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            response.setdefault("Cache-Control", "private, no-store")
            return response

        return ruled(inner, Rule(STAFF, duties))

    return mark


def _first_seat(request: HttpRequest, duties: tuple[str, ...]) -> Seat | None:
    account = request.user
    if not isinstance(account, people.Account) or not account.is_staff:
        return None
    chosen = request.session.get(CHOSEN, "")
    seats = (seat(account, duty, chosen=chosen) for duty in duties)
    return next((each for each in seats if each), None)


def refused(
    request: HttpRequest, reason: Text | str = "", *, duties: tuple[str, ...] = ()
) -> HttpResponse:
    """Answer 403 in words: why this page is not theirs, which post opens it, and whom to ask."""
    account = request.user
    if not isinstance(account, people.Account) or not account.is_staff:
        home_way = (reverse("citizen:home"), Text("回到办事首页", "Home"))
        return denied(request, OF_STAFF, rule=Rule(STAFF, duties), asked=ASK_STAFF, ways=[home_way])
    mine = agencies.posts(account.pk)
    had = list(dict.fromkeys(each.duty for each in mine))
    return denied(
        request,
        reason or OTHER_DUTY,
        rule=Rule(STAFF, duties) if duties else None,
        asked=ASK_SECURITY,
        holders=_holders(mine, duties),
        posts=[DUTIES[each] for each in had if each in DUTIES],
        ways=[(reverse(HOMES[duty]), WAYS[duty]) for duty in had if duty in HOMES],
        staff=True,
    )


def _holders(mine: tuple[agencies.Post, ...], duties: tuple[str, ...]) -> list[str]:
    """Name who has such a post in the officer's own agencies: they can do it, or say who can."""
    own = {each.agency for each in mine if each.agency}
    found = [
        each.account for code in own for duty in duties for each in agencies.staff(code, duty=duty)
    ]
    return sorted(people.officer_names(found).values())[:HOLDERS_NAMED]


OTHER_DUTY = Text(
    "这里是另一个岗位的工作页，您的岗位打不开。",
    "This page belongs to another duty; your post does not open it.",
)
HOLDERS_NAMED = 5


@staff
def posts(request: HttpRequest) -> HttpResponse:
    """Show an officer's posts, each with the way to its pages, where they have several."""
    account = request.user
    mine = agencies.posts(account.pk) if isinstance(account, people.Account) else ()
    rows = [
        (DUTIES[each.duty], agency_name(unit_of(each)), reverse(HOMES[each.duty]), each)
        for each in mine
        if each.duty in HOMES
    ]
    return render(request, "shared/identity/posts.html", {"rows": rows, "seat": None})


@require_POST
@post(CLERK, REVIEWER, SUPERVISOR, HEAD, DESIGNER, SYSTEM_ADMIN, SECURITY, AUDIT)
def change_post(request: StaffRequest) -> HttpResponse:
    """Choose the agency to work for, where the officer has posts in several."""
    wanted = request.POST.get("agency", "")
    if wanted in {each.agency for each in agencies.posts(request.user.pk)}:
        request.session[CHOSEN] = wanted
    return redirect(safe_next(request, "/"))


def home(account: people.Account) -> str:
    """Return where an officer's work begins: the page of their duty, or the choice of several."""
    had = [each.duty for each in agencies.posts(account.pk) if each.duty in HOMES]
    if len(set(had)) > 1:
        return reverse("shared:posts")
    return reverse(HOMES[had[0]]) if had else reverse("shared:posts")
