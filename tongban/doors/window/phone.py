"""The telephone as a mode of the window (电话坐席): who calls is made sure of, then served as at the counter.

A caller shows no card. Either the code we send to their registered telephone is read back, or they
answer questions only they can: two right of three, then somebody else may not go on guessing. What
the law wants in person, a signature, a photo, a paper in the hand, is not done by telephone, and the
page says why.
"""

import secrets
import unicodedata
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import CLERK
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, PublicService
from tongban.doors.shared.client import address
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language, said
from tongban.doors.window import bound
from tongban.facts import api as facts
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.people import api as people

CALL = "window_call"
ASKED, RIGHT, TRIES = 3, 2, 2
LAST = 4
SHORTEST = 4
QUESTIONS = {
    "phone": Text("手机号后四位是多少？", "The last four digits of their mobile number?"),
    "address": Text("住在哪条路、门牌几号？", "Street and house number where they live?"),
    "date": Text("{kind}是哪一天？", "{kind}: which day?"),
    "idno": Text("{kind}的最后四位？", "{kind}: the last four characters?"),
}
NEEDS_SIGN = Text("这件事要本人签名，电话里签不了。", "It needs the person's own signature.")
NEEDS_FILE = Text("这件事要交照片或文件，电话里交不了。", "It needs a photo or a file.")
NEEDS_VISIT = Text("按规定这件事要本人到场。", "The rules want the person to come in person.")
NOT_SURE = Text("对不上，不能往下办。请对方再想想，或者到窗口来。", "This does not match.")


class NotTheCaller(Problem):
    """The answers are not those of the person (来电人核对不上)."""

    code = "window.not-the-caller"
    words = NOT_SURE


class NotByPhone(Problem):
    """The act needs the person at the counter (电话里不能办)."""

    code = "window.not-by-phone"
    words = Text("这一步电话里不能办。", "This cannot be done by telephone.")
    advice = Text("可以替他约个时间到大厅办。", "You can book a time at the hall for them.")
    status = 409


@require_http_methods(["GET", "POST"])
@post(CLERK)
def phone(request: StaffRequest) -> HttpResponse:
    """Make sure who is on the line; then the page of the person opens as at the counter."""
    call = request.session.get(CALL) or {}
    doing, problem = request.POST.get("do", ""), ""
    if request.method == "POST":
        try:
            call = _heard(request, call, doing)
        except Problem as wrong:
            problem = wrong.said(language())
        if call.get("sure"):
            request.session.pop(CALL, None)
            bound.bind(request, call["party"], remote=call["sure"])
            return redirect("window:person")
        request.session[CALL] = call
    context = {
        "seat": request.seat,
        "call": call,
        "problem": problem or (said(NOT_SURE) if call.get("wrong") else ""),
        "questions": [_worded(one) for one in call.get("asked", ())],
    }
    return render(request, "window/phone.html", context, status=400 if context["problem"] else 200)


def why_not(service: PublicService, book: Book) -> Text | None:
    """Say why a service cannot be handed in by telephone, None where it can (电话能不能办)."""
    types = {book.kind(need.ref.kind).type for need in service.needs if need.required}
    if service.visits:
        return NEEDS_VISIT
    if "sign" in types:
        return NEEDS_SIGN
    return NEEDS_FILE if "file" in types else None


def ensure_by_phone(request: bound.WindowRequest, goals: tuple[str, ...], book: Book) -> None:
    """Let through what may be done by telephone, or anything at the counter. Raises NotByPhone."""
    if not request.at.remote:
        return
    for goal in goals:
        event = book.events.get(goal)
        wanted = [item.service for item in event.items if item.required] if event else [goal]
        for one in wanted:
            reason = why_not(book.services[one], book) if one in book.services else None
            if reason is not None:
                raise NotByPhone(reason)


def _heard(request: StaffRequest, call: dict[str, Any], doing: str) -> dict[str, Any]:
    """Take one step of making sure; returns the call as it is then."""
    match doing:
        case "code":
            number = people.check_number(request.POST.get("number", ""))
            people.send_code(number=number, address=address(request), use="call")
            return {"way": "code", "number": number}
        case "read" if call.get("way") == "code":
            account = people.sign_in(
                number=call["number"],
                code=request.POST.get("code", "").strip(),
                address=address(request),
                use="call",
            )
            return {"party": account.party_id, "sure": "code"}
        case "ask":
            return _asked(people.check_number(request.POST.get("number", "")))
        case "answer" if call.get("way") == "questions" and call["tries"] < TRIES:
            try:
                return _answered(request, call)
            except NotTheCaller:
                return {**call, "tries": call["tries"] + 1, "wrong": True}
        case _:
            return {}


def _asked(number: str) -> dict[str, Any]:
    """Choose what to ask: of what stands about them, three kinds drawn at random."""
    party = people.find(number)
    book = catalogue.book()
    kinds = [
        kind
        for kind in (facts.kinds_about(party.id) if party else ())
        # What is derived from the number, like the day of birth, everybody reads off the number.
        if book.kind(kind).type in QUESTIONS and "idno" not in kind and not book.kind(kind).derive
    ]
    secrets.SystemRandom().shuffle(kinds)
    return {
        "way": "questions",
        "party": party.id if party else 0,
        "asked": kinds[:ASKED],
        "tries": 0,
        "number": number,
    }


def _answered(request: StaffRequest, call: dict[str, Any]) -> dict[str, Any]:
    with people.counted_guess("call", of=call["number"], address=address(request)):
        if not _is_right(request, call):
            raise NotTheCaller
    return {"party": call["party"], "sure": "questions"}


def _is_right(request: StaffRequest, call: dict[str, Any]) -> bool:
    """Judge the answers; two that say the same thing, like the same address twice, are one."""
    book, kinds = catalogue.book(), call["asked"]
    actor = request.seat.actor(acting_for=call["party"] or None)
    known = (
        facts.known(call["party"], kinds, purpose=bound.by_phone(request.seat.name), actor=actor)
        if call["party"]
        else {}
    )
    birth = call["number"][6:14]
    right = {
        _plain(str(known[kind].value))
        for kind in kinds
        if kind in known
        and _fits(book.kind(kind).type, str(known[kind].value), request.POST.get(f"a:{kind}", ""))
    }
    return len({one for one in right if one[:8] != birth}) >= RIGHT


def _fits(type_: str, held: str, told: str) -> bool:
    held, told = _plain(held), _plain(told)
    if type_ in ("phone", "idno"):
        return len(told) >= LAST and held.endswith(told[-LAST:])
    if type_ == "date":
        return bool(told) and told == held[:8]
    # Province, city and district stand in the number; street and house number do not.
    return len(told) >= SHORTEST and any(one.isdigit() for one in told) and told in held


def _plain(words: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", words) if one.isalnum()).upper()


def _worded(kind: str) -> tuple[str, str]:
    found = catalogue.book().kind(kind)
    return kind, said(QUESTIONS[found.type]).format(kind=said(found.name))
