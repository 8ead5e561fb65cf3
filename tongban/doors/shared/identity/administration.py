"""The three administrators' pages (三员管理): each sees and does their own part, and all is logged."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tongban.agencies import api as agencies
from tongban.agencies.administration import api as administration
from tongban.agencies.administration import deeds
from tongban.agencies.domain.duties import ADMINISTRATORS, AUDIT, SECURITY, SYSTEM_ADMIN
from tongban.doors.shared.access import DUTIES
from tongban.doors.shared.identity.entering import fresh
from tongban.doors.shared.identity.passkeys import problem_words
from tongban.doors.shared.identity.telling import CHANGES
from tongban.doors.shared.keys import natural
from tongban.doors.shared.officers import StaffRequest, agency_name, post
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.people import api as people
from tongban.people.factors import api as factors
from tongban.people.provider import api as provider

BOTH = ["GET", "POST"]
WORDS = {
    deeds.OPEN: Text("开立账号", "Open an account"),
    deeds.DISABLE: Text("停用账号", "Close an account"),
    deeds.ENABLE: Text("恢复账号", "Open an account again"),
    deeds.RESET: Text("重置登录要素", "Reset how somebody signs in"),
    deeds.APPOINT: Text("任命岗位", "Appoint to a post"),
    deeds.DISMISS: Text("免去岗位", "End a post"),
    deeds.NAME: Text("任命管理员", "Appoint an administrator"),
    deeds.REGISTER: Text("登记接入系统", "Register a system"),
    deeds.END: Text("停用接入系统", "End a system"),
    deeds.ROTATE: Text("更换签名密钥", "Renew the signing key"),
    **CHANGES,
}
STATES = {
    deeds.ASKED: Text("等另一位管理员确认", "waits for another administrator"),
    deeds.DONE: Text("已办", "done"),
    deeds.REFUSED: Text("没有同意", "refused"),
}


@post(SYSTEM_ADMIN, SECURITY, AUDIT)
def start(request: StaffRequest) -> HttpResponse:
    """Show an administrator what waits for them: accounts, or the log of what was done."""
    duty = request.seat.duty
    context = _frame(request)
    if duty == AUDIT:
        found = administration.log(actor=request.seat.actor())
        names = people.officer_names({one.account for one in found})
        context["rows"] = [(one, WORDS[one.what], names.get(one.account, "")) for one in found]
        return render(request, "shared/identity/admin-log.html", context)
    waiting = administration.asked()
    names = people.officer_names({one.account for one in waiting})
    act = {SYSTEM_ADMIN: "agree_appointment", SECURITY: "agree_reset"}[duty]
    context |= {
        "waiting": [
            (
                one,
                WORDS[one.what],
                names.get(one.account, ""),
                deeds.BY_TWO[one.what][1] == act and deeds.may_agree(one, request.user.pk),
            )
            for one in waiting
        ],
        "accounts": [
            (each, [DUTIES[one.duty] for one in agencies.posts(each.pk) if one.duty in DUTIES])
            for each in people.officers()
        ],
    }
    return render(request, "shared/identity/admin.html", context)


@post(SYSTEM_ADMIN)
@fresh
@require_http_methods(BOTH)
def open_account(request: StaffRequest) -> HttpResponse:
    """Open an officer's account and show its first password once."""
    context, wrong = _frame(request), ""
    if request.method == "POST":
        try:
            account, password = administration.open_account(
                username=request.POST.get("username", "").strip()[:64],
                name=request.POST.get("name", "").strip(),
                actor=request.seat.actor(),
            )
        except Problem as problem:
            wrong = problem.said("en" if request.LANGUAGE_CODE == "en" else "zh")
        else:
            context |= {"account": account, "password": password}
            return render(request, "shared/identity/admin-password.html", context)
    context |= {"wrong": wrong, "post": request.POST}
    return render(request, "shared/identity/admin-open.html", context, status=400 if wrong else 200)


@post(SYSTEM_ADMIN, SECURITY)
@require_http_methods(BOTH)
def account(request: StaffRequest, account: int) -> HttpResponse:
    """Show an officer's account, and do with it what this administrator may."""
    found = next((one for one in people.officers() if one.pk == account), None)
    if found is None:
        raise Http404
    wrong = ""
    if request.method == "POST":
        try:
            return _do(request, found)
        except Problem as problem:
            wrong = problem_words(problem)  # type: ignore[arg-type]
    posts = [
        (one, DUTIES[one.duty], agency_name(one.agency))
        for one in agencies.posts(found.pk)
        if one.duty in DUTIES
    ]
    context = _frame(request) | {
        "account": found,
        "posts": posts,
        "factors": factors.factors(found),
        "wrong": wrong,
        "duties": [(key, words) for key, words in DUTIES.items() if key not in ADMINISTRATORS],
        "administrators": [(key, DUTIES[key]) for key in (SYSTEM_ADMIN, SECURITY, AUDIT)],
        "agencies": agencies.all_(),
    }
    page = "shared/identity/admin-account.html"
    return render(request, page, context, status=400 if wrong else 200)


@fresh
def _do(request: HttpRequest, found: people.Account) -> HttpResponse:
    """Carry out the button that was pressed; the face asks whether this administrator may."""
    given, actor = request.POST, request.seat.actor()  # type: ignore[attr-defined]
    match given.get("do"):
        case "disable":
            administration.disable(found.pk, reason=given.get("reason", ""), actor=actor)
        case "enable":
            administration.ask(deeds.ENABLE, account=found.pk, actor=actor)
        case "reset":
            administration.ask(deeds.RESET, account=found.pk, actor=actor)
        case "appoint":
            agency, duty = given.get("agency") or None, given.get("duty", "")
            administration.appoint(account=found.pk, agency=agency, duty=duty, actor=actor)
        case "name":
            said = {"duty": given.get("duty", "")}
            administration.ask(deeds.NAME, account=found.pk, said=said, actor=actor)
        case "dismiss":
            chosen = natural(given.get("post", "")) or 0
            administration.dismiss(account=found.pk, post=chosen, actor=actor)
        case _:
            pass
    return redirect("shared:admin-account", account=found.pk)


@post(SYSTEM_ADMIN, SECURITY)
@fresh
@require_POST
def answer(request: StaffRequest, deed: int) -> HttpResponse:
    """Agree to, or refuse, what another administrator asked for."""
    actor = request.seat.actor()
    if request.POST.get("do") == "refuse":
        administration.refuse(deed, actor=actor)
        return redirect("shared:admin")
    password = administration.agree(deed, actor=actor)
    if not password:
        return redirect("shared:admin")
    context = _frame(request) | {"account": None, "password": password}
    return render(request, "shared/identity/admin-password.html", context)


@post(SECURITY)
@require_http_methods(BOTH)
def systems(request: StaffRequest) -> HttpResponse:
    """List the systems that people sign in to here, and register one more."""
    if request.method == "POST":
        return _register(request)
    return _systems(request)


@fresh
def _register(request: HttpRequest) -> HttpResponse:
    given = request.POST
    try:
        with transaction.atomic():
            made, secret = provider.register_system(
                name=given.get("name", ""),
                agency=given.get("agency", ""),
                purpose=given.get("purpose", ""),
                basis=given.get("basis", ""),
                scopes=given.getlist("scope"),
                back=given.get("back", "").split(),
                after=given.get("after", "").split(),
                level=int(given["level"]) if given.get("level") in ("1", "2", "3") else 1,
            )
            said = {"system": made.id, "agency": made.agency, "handed": list(made.scopes)}
            actor = request.seat.actor()  # type: ignore[attr-defined]
            administration.record(deeds.REGISTER, said=said, actor=actor)
    except people.BadClient as problem:
        return _systems(request, wrong=problem_words(problem))
    return _systems(request, made=made, secret=secret)


@post(SECURITY)
@fresh
@require_POST
def end_system(request: StaffRequest) -> HttpResponse:
    """Let nobody sign in to a system any more."""
    system = provider.find_system(request.POST.get("system", ""))
    if system is None:
        raise Http404
    with transaction.atomic():
        provider.end_system(system.id)
        actor = request.seat.actor()
        administration.record(deeds.END, said={"system": system.id}, actor=actor)
    return redirect("shared:admin-systems")


def _systems(request: HttpRequest, *, wrong: str = "", **more: Any) -> HttpResponse:
    context = _frame(request) | {
        "systems": [(one, agency_name(one.agency)) for one in provider.systems()],
        "agencies": agencies.all_(),
        "handed": provider.HANDED,
        "wrong": wrong,
        "post": request.POST,
        "made": None,
        "secret": "",
    }
    page = "shared/identity/admin-systems.html"
    return render(request, page, context | more, status=400 if wrong else 200)


def _frame(request: HttpRequest) -> dict[str, Any]:
    seat = request.seat  # type: ignore[attr-defined]
    return {
        "seat": seat,
        "duty": seat.duty,
        "duty_name": DUTIES[seat.duty],
        "states": STATES,
        "agency_name": agency_name,
    }
