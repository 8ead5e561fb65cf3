"""Who looked at my data (谁看过我的信息): every look in plain words, its proof, and asking why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.citizen.views import actor, me, problem_words
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.words import said
from tongban.facts import api as facts
from tongban.kernel.problems import Problem
from tongban.kernel.time import city_date
from tongban.oversight.log import api as log
from tongban.oversight.looks import api as looks
from tongban.oversight.looks.api import Look

MOST = 200
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """Looks of one reader for one purpose on one day, as the page shows them."""

    who: str
    words: str
    names: tuple[str, ...]
    at: datetime
    times: int
    result: str
    address: str
    there: bool = False


@signed_in
@require_safe
def readers(request: HttpRequest) -> HttpResponse:
    """Tell who looked at the person's data, when and what for; what they asked about it first."""
    book = catalogue.book()
    told = looks.everywhere(me(request), limit=MOST)
    context = {
        "others": _lines([one for one in told.looks if not one.own], book),
        "own": _lines([one for one in told.looks if one.own], book),
        "missing": told.missing,
        "whole": [
            (one.who.name, _agency(one.who.agency or "", book), _item(one.said, book), one)
            for one in facts.acts_on(me(request), limit=MOST)
            if one.kind == "unmask" and one.who.kind != "person"
        ],
        "asked": [(one, _agency(one.agency, book)) for one in looks.disputes(me(request))],
    }
    return render(request, "citizen/readers.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, source: str, row: int) -> HttpResponse:
    """Show one look with its law, its case, its proof; ask the agency why."""
    try:
        found = looks.look(me(request), source, row)
    except looks.NotYourLook as problem:
        raise Http404 from problem
    reason, error = request.POST.get("reason", "").strip()[:2000], ""
    if request.method == "POST" and not reason:
        error = _("请写一句您想问什么。")
    elif request.method == "POST":
        try:
            looks.dispute(source, row, reason=reason, actor=actor(request))
            return redirect("citizen:look", source, row)
        except Problem as problem:
            error = problem_words(problem)
    field = Field(
        "reason", _("您想问什么"), "text", value=reason, error=error,
        hint=_("比如：我没有在这里办过事，为什么要看？我们会转给他们，他们要在期限内答复您。"),
    )  # fmt: skip
    context = {**_told(found, request), "field": field, "errors": errors_of([field])}
    return render(request, "citizen/look.html", context, status=400 if error else 200)


def _told(found: Look, request: HttpRequest) -> dict[str, object]:
    book = catalogue.book()
    return {
        "one": found,
        "who": _who(found, book),
        "words": said(found.words),
        "names": _names(found.kinds, book),
        "laws": _laws(found.law, book),
        "basis": _basis(found.basis),
        "result": _result(found.result),
        "holder": _agency(found.holder, book) if found.holder else "",
        "case": _case(found.case, request),
        "receipt": _receipt(found),
        "asked": [
            each
            for each in looks.disputes(me(request))
            if (each.source, each.row) == (found.source, found.row)
        ],
    }


def _lines(found: Iterable[Look], book: Book) -> list[Line]:
    """Put looks of one reader for one purpose on one day into one line."""
    several: dict[tuple[object, ...], list[Look]] = {}
    for one in found:
        day = city_date(one.at)
        key = (one.source, one.who, one.city, one.agency, one.words, one.result, one.address, day)
        several.setdefault(key, []).append(one)
    return [_line(each, book) for each in several.values()]


def _line(several: list[Look], book: Book) -> Line:
    first = several[0]
    kinds = dict.fromkeys(kind for one in several for kind in one.kinds)
    return Line(
        who=_who(first, book),
        words=said(first.words),
        names=_names(kinds, book),
        at=first.at,
        times=len(several),
        result="" if first.result == "ok" else _result(first.result),
        address=_proof(first) or reverse("citizen:look", args=[first.source, first.row]),
        there=first.address != "",
    )


def _proof(one: Look) -> str:
    """Return where another city hands out the receipt of its row; nothing for one of this city."""
    if not one.address:
        return ""
    path = reverse("log:receipt", kwargs={"source": one.source, "row": one.leaf})
    return f"{one.address}{path}" if one.leaf else f"{one.address}{reverse('log:about')}"


def _who(one: Look, book: Book) -> str:
    if one.agency is None:
        return one.who or _("您自己")
    away = one.city and one.city != settings.EXCHANGE_INSTANCE
    return f"{one.city} {_agency(one.agency, book)}" if away else _agency(one.agency, book)


def _agency(code: str, book: Book) -> str:
    found = book.agencies.get(code)
    return said(found.name) if found else (code or _("办事平台"))


def _item(told: Mapping[str, Any], book: Book) -> str:
    found = book.kinds.get(str(told.get("kind", "")))
    return said(found.name) if found else _("数据集里的其他内容")


def _names(kinds: Iterable[str], book: Book) -> tuple[str, ...]:
    named = (book.kinds.get(kind) or book.licences.get(kind) for kind in kinds)
    return tuple(dict.fromkeys(said(one.name) for one in named if one is not None))


def _laws(cited: str, book: Book) -> list[tuple[str, str]]:
    """Part what was cited into articles, each with the address of its law where one is known."""
    found = []
    for part in cited.replace(";", "；").split("；"):
        article = part.strip()
        law = book.laws.get(article.partition(" ")[0])
        if article:
            found.append((article, (law.url or "") if law else ""))
    return found


def _basis(name: str) -> str:
    return {
        "duty": _("法定职责"),
        "request": _("您申请办的事"),
        "consent": _("您同意过"),
        "emergency": _("紧急情况，事后必须复核"),
        "sealed": _("依文书保密查阅，期满已公开"),
    }.get(name, name)


def _result(name: str) -> str:
    return {
        "ok": _("看到了"),
        "partial": _("只看到一部分，或没有看到"),
        "refused": _("没有给"),
        "failed": _("没有查成"),
        "unknown": _("结果不明，已列入核查"),
        "running": _("正在查"),
    }.get(name, name)


def _case(number: str, request: HttpRequest) -> tuple[str, str]:
    """Return the number of a case, with its address where it is the person's own."""
    try:
        cases.case(number, actor=actor(request))
    except Problem:
        return number, ""
    return number, reverse("citizen:case", kwargs={"number": number})


def _receipt(found: Look) -> dict[str, object] | None:
    """Return where the look's leaf stands in the log, None before it is in."""
    try:
        receipt = log.receipt(found.source, found.leaf)
    except log.NotInLog:
        return None
    address = reverse("log:receipt", kwargs={"source": found.source, "row": found.leaf})
    return {"place": receipt.index + 1, "size": receipt.note.checkpoint.size, "address": address}
