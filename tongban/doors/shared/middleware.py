"""What every request passes through before a view sees it."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import translation

from tongban.doors.shared import access, views, words
from tongban.doors.shared.identity.entering import again
from tongban.doors.shared.identity.keeping import NEVER_KEPT, read_back
from tongban.doors.shared.outage import AWAY
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.people import api as people

log = logging.getLogger(__name__)

NOT_FOUND = 404
NUL = "\x00"
LONGEST_LENGTH = 18  # digits of a length that anybody could mean


class KeepTheDraft:
    """Tell the person plainly when the database is away, and keep what they wrote (暂存).

    A page that cannot reach the database answers 503. After a POST it holds every typed value in
    a form with one button that sends it again to the same address; passwords and one-time codes
    are not kept, and files are named because a browser does not let a page choose them again.
    Nothing typed is logged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; sessions are read and written inside, so their failure is too."""
        if _is_too_big(request):
            return views.unreadable(request, RequestDataTooBig())
        try:
            return self.get_response(request)
        except AWAY:
            return away(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, given: Mapping[str, object]
    ) -> HttpResponse | None:
        """Refuse the one character that no text has and no database takes (U+0000)."""
        try:
            typed = request.POST
        except UnreadablePostError:
            return None  # the form's own check answers
        sent = (text for pair in _pairs(typed) for text in pair)
        unread = any(NUL in text for text in chain(map(str, given.values()), sent))
        return views.unreadable(request) if unread else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view that met the database's absence, or a problem a face told it.

        Neither counts as our mistake; anything else goes on to the page that says it is.
        """
        if isinstance(exception, AWAY):
            return away(request)
        return said(request, exception) if isinstance(exception, Problem) else None


def _is_too_big(request: HttpRequest) -> bool:
    """Whether more is announced than we would read; what announces no length is not read."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return length.isascii() and length.isdigit() and _number(length) > settings.LARGEST_REQUEST


def _number(digits: str) -> int:
    return int(digits[-LONGEST_LENGTH:]) if len(digits) <= LONGEST_LENGTH else sys.maxsize


def _pairs(data: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in data.lists():
        for value in values:
            yield name, str(value)


def away(request: HttpRequest) -> HttpResponse:
    """Answer 503 with what was typed kept in the page."""
    log.warning("the database is away: %s %s", request.method, request.path)
    posted = request.method == "POST"
    typed = list(_typed(request)) if posted else []
    context = {
        "posted": posted,
        "typed": typed,
        "kept": read_back(typed),
        "files": _files(request) if posted else [],
    }
    with translation.override(translation.get_language_from_request(request)):
        response = render(request, "shared/503.html", context, status=503)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


def said(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Say a problem of a face in a page of its own: what happened, what to do, and the law."""
    if problem.status == NOT_FOUND:
        return views.not_found(request)
    if isinstance(problem, people.MoreAssurance) and request.user.is_authenticated:
        return again(request, level=problem.level)
    if problem.status == access.FORBIDDEN:
        return _refused(request, problem)
    detail = problem.detail
    context = {
        "heading": words.said(problem.words).rstrip("。."),
        "detail": words.said(detail) if isinstance(detail, Text | str) else "",
        "advice": words.said(problem.advice),
        "law": problem.law,
        "back": request.path if request.method == "POST" else None,
    }
    return render(request, "shared/said.html", context, status=problem.status)


def _refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Say why a face refused, by which law, and whom to ask."""
    officer = bool(getattr(request.user, "is_staff", False))
    return access.denied(
        request,
        problem.words,
        asked=problem.advice or (access.ASK_SECURITY if officer else access.ASK_PERSON),
        law=problem.law,
    )


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    try:
        sent = request.POST.lists()
    except (UnreadablePostError, MultiPartParserError, RequestDataTooBig, TooManyFieldsSent):
        return
    for name, values in sent:
        if name not in NEVER_KEPT:
            yield from ((name, str(value)) for value in values)


def _files(request: HttpRequest) -> list[str]:
    return [str(file.name) for _, files in request.FILES.lists() for file in files]
