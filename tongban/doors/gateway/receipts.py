"""Receipts of the transparency log (回执): the proof of one row, the keys, and how to check it."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.gateway.tiles import MOMENT, TEXT
from tongban.doors.shared.access import public
from tongban.doors.shared.words import moment
from tongban.oversight.log import api as log
from tongban.oversight.log import offline


@public
@require_safe
def receipt(request: HttpRequest, source: str, row: int) -> HttpResponse:
    """Hand out the receipt of a row: a small text file that needs nobody to be checked."""
    del request
    try:
        found = log.receipt(source, row)
    except log.NotInLog as problem:
        raise Http404 from problem
    name = f"{source}-{row}{log.NAME}"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(str(found), content_type=TEXT, headers=headers)


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Hand out the public keys: of each year's log, and of this city as a witness."""
    del request
    made = [*(log.log_key(year) for year in log.years()), log.witness_key()]
    text = "".join(f"{one}\n" for one in made)
    return HttpResponse(text, content_type=TEXT, headers={"Cache-Control": MOMENT})


@public
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Hand out the program that checks a receipt, short enough to be read first."""
    del request
    text = Path(offline.__file__).read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/x-python; charset=utf-8")


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Tell anybody how the log stands: how many records, who has seen it, what went wrong."""
    logs = [_log(year) for year in log.years()]
    stamped = log.last_stamp()
    context = {
        "logs": [one for one in logs if one],
        "witnesses": [
            (one.name, moment(one.answered_at) if one.answered_at else _("还没有回应"))
            for one in log.witnesses()
        ],
        "stamped": moment(stamped) if stamped else "",
        "incidents": [(_incident(what), n) for what, n in log.incidents_counted().items()],
        "keys": [str(log.log_key(year)) for year in log.years()[:1]],
    }
    return render(request, "gateway/log.html", context)


def _log(year: int) -> dict[str, object] | None:
    note = log.checkpoint(year)
    if note is None:
        return None
    lines = note.split("\n")
    return {
        "year": year,
        "size": f"{int(lines[1]):,}",
        "root": lines[2],
        "note": note,
        "address": reverse("log:checkpoint", kwargs={"year": year}),
    }


def _incident(what: str) -> str:
    return {
        "witness-refused": _("见证方拒绝签名"),
        "parties-differ": _("双方记录不一致"),
        "city-silent": _("联系不上的城市"),
    }.get(what, what)
