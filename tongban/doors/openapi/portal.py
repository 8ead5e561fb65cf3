"""The open platform's own pages (开放平台): what is open, and the applications of one's companies.

Whoever acts for a company registers its applications here, opens them, changes their keys and says
where they are told; the data authority's part is on its own desk.
"""

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.catalogue import api as catalogue
from tongban.doors.openapi.opendata import DATASETS
from tongban.doors.shared.access import public, signed_in
from tongban.doors.shared.fields import Choice, Field
from tongban.doors.shared.keys import natural
from tongban.doors.shared.words import said
from tongban.exchange.society import api as society
from tongban.exchange.society import sandbox
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.people import api as people

COMPANY = "company"
LONGEST_KEY = 2000
STATUS = {
    society.Status.SANDBOX: ("", lambda: _("沙箱试用")),
    society.Status.ASKED: ("ask", lambda: _("等待审核")),
    society.Status.LIVE: ("held", lambda: _("已开通")),
    society.Status.SUSPENDED: ("late", lambda: _("已暂停")),
    society.Status.CLOSED: ("", lambda: _("已注销")),
}
HOOK_STATUS = {
    society.HookStatus.WAITING: ("ask", lambda: _("待送达")),
    society.HookStatus.DELIVERED: ("held", lambda: _("已送达")),
    society.HookStatus.GIVEN_UP: ("late", lambda: _("未能送达")),
}


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what is open, to read and to build on."""
    shared = sorted(catalogue.book().data_services.values(), key=lambda one: one.agency)
    context = {
        "datasets": [(one, said(one.title), said(one.words)) for one in DATASETS],
        "shared": [
            (said(one.name), said(catalogue.book().agency_name(one.agency)), _class(one))
            for one in shared
        ],
        "scopes": [(name, said(scope.words), scope) for name, scope in society.SCOPES.items()],
        "people": sandbox.people(),
    }
    return render(request, "openapi/open.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def applications(request: HttpRequest) -> HttpResponse:
    """List the applications of one's companies, and register another."""
    who = _actor(request)
    firms = _firms(who)
    fields, problem = _fields(request, firms), ""
    if request.method == "POST":
        try:
            made = society.register(
                owner=_owner(request, firms),
                name=request.POST.get("name", ""),
                words=request.POST.get("words", ""),
                scopes=request.POST.getlist("scopes"),
                jwk=_key(request),
                actor=who,
            )
            return redirect("openapi:app", made.id)
        except Problem as refused:
            problem = _problem(refused)
    context = {
        "firms": [(firm, [_shown(one) for one in society.of_owner(firm.id)]) for firm in firms],
        "fields": fields,
        "problem": problem,
    }
    return render(request, "openapi/apps.html", context, status=400 if problem else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, app_id: int) -> HttpResponse:
    """Show an application with what it was told, and do what its owner asks for."""
    who, problem = _actor(request), ""
    try:
        found = society.app(app_id, actor=who)
    except society.UnknownApplication as unknown:
        raise Http404 from unknown
    if request.method == "POST":
        try:
            act = ACTS[request.POST.get("act", "")]
            act(request, app_id, who)
            return redirect("openapi:app", app_id)
        except KeyError as unknown:
            raise Http404 from unknown
        except Problem as refused:
            problem = _problem(refused)
    context = {
        "app": found,
        "status": _shown(found),
        "firm": people.party(found.owner),
        "scopes": [(name, said(society.SCOPES[name].words)) for name in found.scopes],
        "kinds": [kind for kind, scope in society.HOOKS.items() if scope in found.scopes],
        "told": [
            (hook, *_words(HOOK_STATUS[hook.status])) for hook in society.told(app_id, actor=who)
        ],
        "problem": problem,
        "key": Field("jwk", _("公钥（JWK）"), "text", hint=_("只交公钥，私钥留在自己那里。")),
        "hook": Field("url", _("通知地址"), "string", hint="https://…", value=found.hook),
    }
    return render(request, "openapi/app.html", context, status=400 if problem else 200)


def _live(request: HttpRequest, app_id: int, who: Actor) -> None:
    society.ask_live(app_id, actor=who, note=request.POST.get("note", ""))


def _rekey(request: HttpRequest, app_id: int, who: Actor) -> None:
    society.change_key(app_id, jwk=_key(request), actor=who)


def _hook(request: HttpRequest, app_id: int, who: Actor) -> None:
    url = request.POST.get("url", "").strip()
    society.set_hook(app_id, url=url, kinds=request.POST.getlist("kinds"), actor=who)


def _again(request: HttpRequest, app_id: int, who: Actor) -> None:
    known = {hook.id for hook in society.told(app_id, actor=who)}
    wanted = natural(request.POST.get("hook", ""))
    if wanted is None or wanted not in known:
        raise society.UnknownApplication
    society.send_again(wanted, actor=who)


def _close(request: HttpRequest, app_id: int, who: Actor) -> None:  # noqa: ARG001
    society.close(app_id, actor=who)


ACTS: dict[str, Callable[[HttpRequest, int, Actor], None]] = {
    "live": _live, "key": _rekey, "hook": _hook, "again": _again, "close": _close,
}  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    return people.actor_of(request.user)


def _firms(who: Actor) -> list[people.Party]:
    """Return the companies somebody acts for today."""
    near = {each for others in people.related(who.id).values() for each in others}
    near |= {mandate.principal for mandate in people.mandates(who.id)}
    held = [each for each in sorted(near) if people.may_act_for(who.id, each)]
    return [one for one in people.parties(held).values() if one.kind == COMPANY]


def _owner(request: HttpRequest, firms: list[people.Party]) -> int:
    wanted = request.POST.get("owner", "")
    for firm in firms:
        if str(firm.id) == wanted or len(firms) == 1:
            return firm.id
    raise society.NotForApplicant


def _key(request: HttpRequest) -> dict[str, Any]:
    try:
        said_ = json.loads(request.POST.get("jwk", "")[:LONGEST_KEY])
    except ValueError as error:
        raise society.BadApplication("jwk") from error
    if not isinstance(said_, dict) or "d" in said_:
        # A private key that was pasted by mistake is not taken, and not kept anywhere.
        raise society.BadApplication("jwk")
    return said_


def _fields(request: HttpRequest, firms: list[people.Party]) -> list[Field]:
    typed, taken = request.POST, request.POST.getlist("scopes")
    scopes = tuple(
        Choice(name, said(scope.words) + (_("（要审核）") if scope.reviewed else ""), name in taken)
        for name, scope in society.SCOPES.items()
    )
    fields = [
        Field("name", _("应用名称"), "string", value=typed.get("name", "")),
        Field("words", _("用来做什么"), "text", value=typed.get("words", "")),
        Field("scopes", _("要用哪些接口"), "multi", choices=scopes),
        Field(
            "jwk", _("公钥（JWK）"), "text", value=typed.get("jwk", "")[:LONGEST_KEY],
            hint=_("Ed25519、P-256 或 SM2。只交公钥，私钥留在自己那里。"),
        ),
    ]  # fmt: skip
    if len(firms) > 1:
        owners = tuple(Choice(str(firm.id), firm.name) for firm in firms)
        fields.insert(0, Field("owner", _("哪个单位"), "enum", choices=owners))
    return fields


def _shown(app: society.App) -> tuple[society.App, str, str]:
    return (app, *_words(STATUS[app.status]))


def _words(row: tuple[str, Callable[[], str]]) -> tuple[str, str]:
    return row[0], row[1]()


def _class(one: Any) -> str:
    named = {"open": _("开放"), "conditional": _("有条件共享"), "closed": _("不予共享")}
    return str(named.get(one.sharing, one.sharing))


def _problem(problem: Problem) -> str:
    names = {
        "jwk": _("公钥读不出来，或者已经用在别的应用上。"),
        "name, words": _("请写上名称和用途。"),
        "scopes": _("请至少选一个接口。"),
        "https": _("通知地址要用 https 开头。"),
        "hook": _("通知地址和通知内容要一起填。"),
    }
    return names.get(str(problem.detail)) or said(problem.words)
