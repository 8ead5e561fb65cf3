"""Checking a licence at the window (扫码用证): the clerk scans what a phone shows, and it is kept why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import CLERK
from tongban.catalogue import api as catalogue
from tongban.doors.shared import words
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import said
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.licences.domain import library


@require_http_methods(["GET", "POST"])
@post(CLERK)
def scan(request: StaffRequest) -> HttpResponse:
    """Open what somebody at the window shows by a code."""
    typed = request.POST.get("code", "").strip()[:200]
    cause = request.POST.get("cause", "").strip()[:200] or _("窗口核对证照")
    found, error = None, ""
    if request.method == "POST":
        try:
            found = licences.open_(
                typed.rstrip("/").rpartition("/")[2],
                who=f"{said(request.seat.agency_name)} {request.seat.name}",
                cause=cause,
                actor=request.seat.actor(),
            )
        except Problem as problem:
            error = problem.said(words.language())
    hint = _("扫群众手机上的二维码，或者输入码下面的十二位。")
    field = Field(
        "code", _("出示码"), "string", value=typed if error else "", error=error, hint=hint
    )
    context = {"seat": request.seat, "field": field, "errors": errors_of([field]) if error else []}
    if found:
        context |= _seen(found)
    return render(request, "window/scan.html", context, status=400 if error else 200)


def _seen(found: licences.Opened) -> dict[str, object]:
    """Say what was shown by the names of its kind."""
    book = catalogue.book()
    one = found.verification
    kind = book.licences.get(one.kind)
    labels = licences.kind_labels(kind) if kind else {}
    values = [
        (said(labels.get(name, Text(name))), _value(book.kinds.get(name), value))
        for name, value in found.values.items()
    ]
    state = said(library.WORDS[one.state])
    return {"one": one, "state": state, "values": values, "valid": one.state == "valid"}


def _value(kind: object, value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("不是")
    return str(value) if kind is None else words.value(kind, value)  # type: ignore[arg-type]
