"""Taking one's data along (带走我的数据): to read, to print and keep, and for another system.

个人信息保护法 第四十五条: whoever asks for their data gets it, and may have it moved elsewhere.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.citizen import leaflets
from tongban.doors.citizen.views import actor, own_purpose
from tongban.doors.citizen.views.data import household, kind_name, source_name, whose
from tongban.doors.shared import papers, words
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.identity.entering import assured
from tongban.doors.shared.veils import NUMBERS
from tongban.facts import api as facts
from tongban.kernel.time import now

MOST = 1000


@signed_in
@assured("export")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Hand out one's data as JSON (个人信息保护法 第四十五条第三款)."""
    of, name = whose(request)
    made = _export(request, of, name)
    text = json.dumps(made, ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@signed_in
@assured("export")
@require_safe
def export_page(request: HttpRequest) -> HttpResponse:
    """Show one's data as a sheet to read, print and keep."""
    of, name = whose(request)
    made = _export(request, of, name)
    context = household(request, of, name) | {"made": made, "rows": _rows(made), "at": now()}
    return render(request, "citizen/export.html", context)


@signed_in
@assured("export")
@require_safe
def export_pdf(request: HttpRequest) -> HttpResponse:
    """Hand out one's data as a sealed PDF, to print and to show."""
    of, name = whose(request)
    made = _export(request, of, name)
    content = leaflets.own_data(
        name, _rows(made), made, address=request.build_absolute_uri("/data")
    )
    return papers.shown(content, "application/pdf", name="my-data")


def _export(request: HttpRequest, of: int, name: str) -> dict[str, Any]:
    book, purpose, who = catalogue.book(), own_purpose("本人导出我的数据"), actor(request)
    found = facts.compared(of, facts.kinds_about(of), purpose=purpose, actor=who)
    return {
        "name": name,
        "made_at": now().isoformat(),
        "facts": [
            _exported(one, used=one is each.used, book=book)
            for each in found.values()
            for one in (each.used, *each.others)
        ],
        "consents": [
            {"to": each.words, "given_at": each.given_at, "withdrawn_at": each.withdrawn_at}
            for each in facts.consents(of)
        ],
        "readings": [
            {"at": each.at, "who": each.who, "agency": each.agency, "why": each.words,
             "kinds": list(each.kinds)}
            for each in facts.readers(of, limit=MOST)
        ],
        "acts": [{"at": each.at, "what": each.kind} for each in facts.acts_on(of, limit=MOST)],
    }  # fmt: skip


def _exported(one: facts.Statement, *, used: bool, book: Book) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": kind_name(one.kind, book),
        "value": one.value,
        "source": source_name(one, book),
        "used": used,
        "law": one.source.law,
        "recorded_at": one.recorded_at,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
    }


def _rows(made: dict[str, Any]) -> list[leaflets.OwnFact]:
    """Say each fact as a person reads it, whole: this is their own copy."""
    kinds, rows = catalogue.book().kinds, []
    for one in made["facts"]:
        kind = kinds.get(one["kind"])
        plain = kind is None or kind.type in NUMBERS
        value = str(one["value"]) if plain else words.value(kind, one["value"])
        why = "" if one["used"] else _("没有用这一条")
        day = words.day(one["recorded_at"], year=True)
        rows.append(leaflets.OwnFact(one["name"], value, one["source"], day, why))
    return rows
