"""Saying what is wrong (说说问题): look whether somebody said it, file, follow, answer, judge.

Nobody has to sign in. Who does not, or wants to stay unknown, follows by number and code; the code is
kept in the session and never stands in an address.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.citizen.views import actor, handed_in, problem_words
from tongban.doors.shared import mapping, papers
from tongban.doors.shared.access import public, signed_in
from tongban.doors.shared.fields import Choice, Field
from tongban.doors.shared.officers import agency_name
from tongban.doors.shared.words import said
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.time import city_date, now
from tongban.people import api as people
from tongban.voice import api as voice
from tongban.voice.domain import telling
from tongban.voice.domain.ratings import LEVELS

CODES = "demand_codes"
NOBODY = Actor("person", 0)
TAGS = {"asked": "ask", "replied": "ask", "closed": "held", "returned": "info"}
CHANNEL = "web"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the person wrote so far (填写中的诉求)."""

    text: str = ""
    place: str = ""
    latitude: str = ""
    longitude: str = ""
    error: str = ""
    parts: tuple[str, ...] = field(default=())

    @property
    def point(self) -> voice.Point | None:
        """The point on the map, None where there is none that can be read."""
        try:
            return voice.Point(float(self.latitude), float(self.longitude))
        except (ValueError, Problem):
            return None

    @property
    def district(self) -> str:
        """The district the point lies in."""
        return mapping.district_of(self.point.latitude, self.point.longitude) if self.point else ""


@public
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """Ask what is wrong and where; then show what is like it before anything is filed."""
    if request.method != "POST":
        return render(request, "citizen/demand_say.html", {"draft": Draft()})
    draft = _draft(request)
    if len(draft.text) < voice.SHORTEST:
        said_ = _("请写清楚是什么事，至少 %(n)d 个字。") % {"n": voice.SHORTEST}
        wrong = Draft(draft.text, draft.place, draft.latitude, draft.longitude, said_)
        return render(request, "citizen/demand_say.html", {"draft": wrong}, status=400)
    return _look(request, draft)


@public
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """File it, in parts where the person agreed."""
    draft, post = _draft(request), request.POST
    who, party = _who(request)
    try:
        words = [
            voice.Words(
                text=one,
                place=draft.place,
                district=draft.district,
                point=draft.point,
                privacy=post.get("privacy", "named"),
                public=post.get("public") == "1",
                contact=post.get("contact", "").strip()[:100],
                photos=tuple(each.read() for _name, each in handed_in(request) if each.size),
            )
            for one in (draft.parts if post.get("split") == "1" and draft.parts else (draft.text,))
        ]
        filed = voice.file_all(words, channel=CHANNEL, actor=who, party=party)
    except Problem as problem:
        return _look(request, draft, problem_words(problem))
    for one in filed:
        _remember(request, one.number, one.code)
    context = {"filed": filed, "name": lambda code: said(agency_name(code)), "known": party}
    return render(request, "citizen/demand_filed.html", context)


@public
@require_POST
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Say that one has the same demand."""
    who, party = _who(request)
    try:
        state = voice.join(number, actor=who, party=party)
    except Problem as problem:
        raise Http404 from problem
    return render(request, "citizen/demand_joined.html", {"state": state, "known": party})


@public
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find a demand by number and code."""
    wrong, number = "", request.POST.get("number", "").strip()[:40]
    if request.method == "POST":
        code = request.POST.get("code", "").strip()[:20]
        try:
            voice.demand(number, actor=NOBODY, code=code or "-")
        except Problem as problem:
            wrong = problem_words(problem)
        else:
            _remember(request, number.upper(), code)
            return redirect("citizen:demand", number=number.upper())
    context = {"wrong": wrong, "number": number}
    return render(request, "citizen/demand_find.html", context, status=400 if wrong else 200)


@signed_in
@require_safe
def demands(request: HttpRequest) -> HttpResponse:
    """Show the person's demands."""
    who = actor(request)
    found = voice.mine(who.id, actor=who, after=request.GET.get("after") or None)
    return render(request, "citizen/demands.html", _words() | {"found": found})


@public
@require_safe
def demand(request: HttpRequest, number: str) -> HttpResponse:
    """Show a demand to whoever filed it: where it stands, the days, what is asked of them."""
    return _page(request, number)


@public
@require_safe
def photo(request: HttpRequest, number: str, photo: int) -> HttpResponse:
    """Hand out a photo to whoever filed it."""
    who, _party = _who(request)
    try:
        content = voice.photo(number, photo, actor=who, code=_code(request, number))
    except Problem as problem:
        raise Http404 from problem
    return papers.shown(content, "image/jpeg", name=f"{number}-{photo}")


@public
@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Answer, judge, open again or take back."""
    who, _party = _who(request)
    by: dict[str, Any] = {"actor": who, "code": _code(request, number)}
    words, level = request.POST.get("words", "").strip(), request.POST.get("level", "")
    try:
        match act:
            case "answer":
                voice.answer(number, words=words, **by)
            case "judge":
                solved = request.POST.get("solved", "")
                if solved not in ("0", "1"):
                    return _page(request, number, wrong=_("解决没有？请先选一个。"))
                given = int(level) if level in set("12345") else 0
                voice.judge(number, solved=solved == "1", level=given, words=words, **by)
            case "reopen":
                voice.reopen(number, words=words, **by)
            case "withdraw":
                voice.withdraw(number, **by)
            case _:
                raise Http404
    except voice.NoSuchDemand as problem:
        raise Http404 from problem
    except Problem as problem:
        return _page(request, number, wrong=problem_words(problem))
    return redirect("citizen:demand", number=number)


def _look(request: HttpRequest, draft: Draft, wrong: str = "") -> HttpResponse:
    """Show what is like it, what it would be split into, and what is still asked."""
    _proposed, proposal = voice.propose(f"{draft.place}　{draft.text}", district=draft.district)
    parts = voice.split(draft.text)
    context = _words() | {
        "draft": draft,
        "alike": voice.alike(f"{draft.place}　{draft.text}", district=draft.district),
        "parts": parts if len(parts) > 1 else (),
        "emergency": proposal.emergency,
        "unplaced": not (draft.place or proposal.places or draft.point),
        "wrong": wrong,
        "privacies": [
            Choice(key, said(words), key == request.POST.get("privacy", "named"))
            for key, words in telling.PRIVACIES.items()
        ],
        "contact": Field(
            "contact",
            _("怎么联系您"),
            "phone",
            hint=_("只用来问您、答复您。匿名的不用填。"),
            required=False,
        ),
    }
    return render(request, "citizen/demand_look.html", context, status=400 if wrong else 200)


def _page(request: HttpRequest, number: str, *, wrong: str = "") -> HttpResponse:
    who, _party = _who(request)
    try:
        page = voice.demand(number, actor=who, code=_code(request, number))
    except Problem as problem:
        raise Http404 from problem
    state, running = page.state, page.state.running
    context = _words() | {
        "d": page,
        "state": state,
        "wrong": wrong,
        "days": (city_date(now()) - city_date(page.filed_at)).days + 1,
        "due": running.due if running else None,
        "used": min(running.used(now()), 100) if running else 0,
        "moments": [
            (said(telling.title(one.event, _name)), one.said or telling.detail(one.event), one.at)
            for one in reversed(page.moments)
            if type(one.event).__name__ not in ("DemandProposed", "DemandEscalated")
        ],
        "levels": _levels(),
    }
    return render(request, "citizen/demand.html", context, status=400 if wrong else 200)


def _draft(request: HttpRequest) -> Draft:
    post = request.POST
    clean = {key: post.get(key, "").replace("\x00", "").strip() for key in ("words", "place")}
    return Draft(
        clean["words"][: voice.LONGEST],
        clean["place"][:200],
        post.get("latitude", "")[:20],
        post.get("longitude", "")[:20],
        parts=tuple(one.strip() for one in post.getlist("part") if one.strip()),
    )


def _who(request: HttpRequest) -> tuple[Actor, int]:
    """Return who acts, and whose demand it would be; nobody and nought without signing in."""
    user = request.user
    if isinstance(user, people.Account) and user.party_id:
        return actor(request), user.party_id
    return NOBODY, 0


def _remember(request: HttpRequest, number: str, code: str) -> None:
    request.session[CODES] = {**request.session.get(CODES, {}), number: code}


def _code(request: HttpRequest, number: str) -> str:
    return str(request.session.get(CODES, {}).get(number.upper(), ""))


def _levels() -> list[Choice]:
    return [Choice(str(level), said(words)) for level, words in LEVELS.items()]


def _name(code: str) -> str:
    return said(agency_name(code))


def _words() -> dict[str, Any]:
    return {
        "standings": telling.STANDINGS,
        "outcomes": telling.OUTCOMES,
        "tags": TAGS,
        "name": _name,
    }
