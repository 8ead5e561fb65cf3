"""Family and mandates (家人和授权): who may act for me, for whom I may, given and taken back.

A mandate names who, in which matter and until when (民法典 第一百六十五条); it is taken back at any
time, and whoever has it may lay it down (第一百七十三条). Guardianship and a company's representative
come from registers and are shown, not given here.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.catalogue import api as catalogue
from tongban.doors.shared import identity
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.client import address
from tongban.doors.shared.fields import Choice, Field, errors_of
from tongban.doors.shared.identity import telling
from tongban.doors.shared.identity.entering import assured, fresh
from tongban.doors.shared.identity.passkeys import problem_words
from tongban.doors.shared.identity.proving import choices, described
from tongban.doors.shared.keys import natural
from tongban.doors.shared.words import said
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now
from tongban.people import api as people

LONGEST_NUMBER, LONGEST_NAME = 40, 200
YEARS = 5
EVERYTHING = Text("所有事项", "everything")
RELATIONS = {"spouse": "配偶", "child": "子女", "parent": "父母", "company": "公司"}


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Show family as the registers have it, and every mandate given and held."""
    me = identity.actor(request).id
    given = people.granted_mandates(me)
    names = people.parties([one.holder for one in given])
    standing = [
        one for one in given if people.standing_mandate(one.id, holder=one.holder) is not None
    ]
    family = people.related(me)
    parties = people.parties([each for several in family.values() for each in several])
    context = {
        "given": [described(one, names[one.holder].name) for one in standing],
        "held": choices(request),
        "past": [described(one, names[one.holder].name) for one in given if one not in standing],
        "family": [
            (relation, parties[each].name)
            for relation, several in family.items()
            for each in several
            if each in parties and relation in RELATIONS
        ],
        "chosen": identity.acting(request),
    }
    return render(request, "shared/identity/mandates.html", context)


@signed_in
@fresh
@assured("mandate")
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """Let somebody act for me: who, in which matter, until when."""
    errors: dict[str, str] = {}
    post = request.POST
    if request.method == "POST":
        errors = _grant(request)
        if not errors:
            return redirect("shared:mandates")
    context = _form(post, errors)
    return render(
        request, "shared/identity/grant.html", context, status=400 if context["errors"] else 200
    )


@signed_in
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Take a mandate back, or lay down one that I have; nobody else can."""
    number = natural(request.POST.get("mandate", ""))
    if number is None:
        raise people.NotYourMandate
    people.give_back(number, actor=identity.actor(request))
    return redirect("shared:mandates")


def _grant(request: HttpRequest) -> dict[str, str]:
    post, me = request.POST, identity.actor(request)
    errors: dict[str, str] = {}
    try:
        until = date.fromisoformat(post.get("until", ""))
    except ValueError:
        until = None
    today = city_date(now())
    if until is None or not today <= until <= today.replace(year=today.year + YEARS):
        errors["until"] = _("请选一个五年以内的日子。")
    if post.get("scope") not in _scopes():
        errors["scope"] = _("请选委托哪件事。")
    holder, wrong = named(request, me.id)
    errors |= wrong
    if not errors and holder is not None and until is not None:
        with transaction.atomic():
            people.mandate(
                holder=holder.id, principal=me.id, scope=post["scope"], until=until, actor=me
            )
            telling.mandate_given(
                principal=me.id, holder=holder, matter=_matter(post["scope"]),
                until=until.isoformat(), actor=me,
            )  # fmt: skip
    return errors


def named(request: HttpRequest, me: int) -> tuple[people.Party | None, dict[str, str]]:
    """Find whom a form names by number and name, or say at which field it is wrong."""
    number = request.POST.get("number", "").strip()[:LONGEST_NUMBER]
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    try:
        found = people.find_named(number=number, name=name, by=me, address=address(request))
    except people.NobodyOfThatName as problem:
        return None, {"name": problem_words(problem)}
    except people.PeopleProblem as problem:
        return None, {"number": problem_words(problem)}
    if found.id == me:
        return None, {"number": _("这是您自己的号码，请填对方的。")}
    return found, {}


def _matter(scope: str) -> Text:
    """Name what a mandate is for, in both languages."""
    book = catalogue.book()
    if scope in book.services:
        return book.services[scope].name
    return book.events[scope].name if scope in book.events else EVERYTHING


def _scopes() -> dict[str, str]:
    book = catalogue.book()
    found = {"*": _("所有事项")}
    found |= {key: said(event.name) for key, event in book.events.items()}
    return found | {key: said(service.name) for key, service in book.services.items()}


def _form(post: Mapping[str, str], errors: dict[str, str]) -> dict[str, object]:
    scope = post.get("scope", "")
    fields = [
        Field(
            "number",
            _("委托给谁（身份证号）"),
            "idno",
            value=post.get("number", ""),
            error=errors.get("number", ""),
        ),
        Field(
            "name",
            _("对方的姓名"),
            "string",
            value=post.get("name", ""),
            error=errors.get("name", ""),
            hint=_("和号码一起核对，对得上才能办。"),
        ),
        Field(
            "scope",
            _("委托哪件事"),
            "enum",
            error=errors.get("scope", ""),
            choices=tuple(Choice(key, name, taken=key == scope) for key, name in _scopes().items()),
        ),
        Field(
            "until",
            _("到哪一天为止"),
            "date",
            value=post.get("until", ""),
            error=errors.get("until", ""),
            hint=_("最长五年，随时可以收回。"),
        ),
    ]
    return {"fields": fields, "errors": errors_of(fields)}
