"""The telephone (热线接听): a clerk writes while the person speaks, sees what is proposed, and sends on.

One form, keyboard first. "Look" shows what is like it, what it would be split into and where it would
go, with the reasons; "file" takes it in, as the person agreed.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import CLERK
from tongban.catalogue import api as catalogue
from tongban.doors.shared.fields import Choice
from tongban.doors.shared.officers import StaffRequest, agency_name, post
from tongban.doors.shared.words import language, said
from tongban.kernel.problems import Problem
from tongban.voice import api as voice
from tongban.voice.domain import telling

CHANNELS = ("phone", "window")


@require_http_methods(["GET", "POST"])
@post(CLERK)
def call(request: StaffRequest) -> HttpResponse:
    """Take a demand from a caller, or from somebody at the window."""
    given = request.POST
    context = _words(request)
    if request.method != "POST":
        return render(request, "window/call.html", context)
    text = given.get("words", "").replace("\x00", "").strip()
    if given.get("do") == "join":
        return _joined(request, context, given.get("number", "")[:40])
    if len(text) < voice.SHORTEST:
        context["problem"] = voice.BadDemand(f"{voice.SHORTEST}—{voice.LONGEST}").said(language())
        return render(request, "window/call.html", context, status=400)
    if given.get("do") == "file":
        return _filed(request, context, text)
    return render(request, "window/call.html", context | _looked(text, given.get("place", "")))


def _looked(text: str, place: str) -> dict[str, Any]:
    """Read what routing says while the person is still on the line."""
    about = f"{place}　{text}"
    proposed, found = voice.propose(about)
    parts = voice.split(text)
    return {
        "proposed": proposed,
        "sure": not found.decide_by_person,
        "emergency": found.emergency,
        "parts": parts if len(parts) > 1 else (),
        "alike": voice.alike(about),
        "unplaced": not (place or found.places),
    }


def _filed(request: StaffRequest, context: dict[str, Any], text: str) -> HttpResponse:
    given = request.POST
    parts = [one.strip() for one in given.getlist("part") if one.strip()]
    texts = parts if given.get("split") == "1" and parts else [text]
    try:
        words = [
            voice.Words(
                text=one,
                place=given.get("place", "").strip()[:200],
                privacy=given.get("privacy", "named"),
                contact=given.get("contact", "").strip()[:100],
                caller=given.get("caller", "").strip()[:100],
            )
            for one in texts
        ]
        channel = given.get("channel", "phone")
        filed = voice.file_all(words, channel=channel, actor=request.seat.actor())
    except Problem as problem:
        context = context | _looked(text, given.get("place", ""))
        context["problem"] = problem.said(language())
        return render(request, "window/call.html", context, status=problem.status)
    # The next call begins with an empty form.
    return render(request, "window/call.html", context | {"filed": filed, "given": {}})


def _joined(request: StaffRequest, context: dict[str, Any], number: str) -> HttpResponse:
    try:
        state = voice.join(number, actor=request.seat.actor())
    except Problem as problem:
        context["problem"] = problem.said(language())
        return render(request, "window/call.html", context, status=problem.status)
    return render(request, "window/call.html", context | {"joined": state, "given": {}})


def _words(request: StaffRequest) -> dict[str, Any]:
    book, taken = catalogue.book(), request.POST.get("privacy", "named")
    return {
        "seat": request.seat,
        "given": request.POST,
        "problem": "",
        "filed": (),
        "joined": None,
        "proposed": None,
        "parts": (),
        "alike": (),
        "emergency": "",
        "name": lambda code: said(agency_name(code, book)) if code else "",
        "privacies": [
            Choice(key, said(words), key == taken) for key, words in telling.PRIVACIES.items()
        ],
        "channels": [
            Choice(key, said(telling.CHANNELS[key]), key == request.POST.get("channel", "phone"))
            for key in CHANNELS
        ],
        "grades": telling.GRADES,
        "standings": telling.STANDINGS,
    }
