"""One theme (专题): what it is made of, and the change that is proposed because of it.

The coordinator takes the definition that makes people ask, says in its text what should hold, and
the draft goes with its evidence to whoever approves and publishes it.
"""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import SUPERVISOR, split_unit
from tongban.catalogue import api as catalogue
from tongban.doors.desk.demands.views import words as shared_words
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language, said
from tongban.kernel.problems import Problem
from tongban.kernel.time import city_date, now
from tongban.oversight import api as oversight
from tongban.voice import api as voice

KINDS = ("service", "policy")
_VERSION = re.compile(r"(?m)^version:.*$")
LONGEST = 200_000
FINDINGS = 8


@require_http_methods(["GET", "POST"])
@post(SUPERVISOR)
def theme(request: StaffRequest, theme: int) -> HttpResponse:
    """Show a theme with its demands, and make a draft of the change it calls for."""
    actor = request.seat.actor()
    try:
        found = voice.theme(theme)
    except Problem as unknown:
        raise Http404 from unknown
    wanted = (request.POST.get("of") or request.GET.get("of", "")).partition(":")
    kind, ident = wanted[0], wanted[2]
    source = _source(kind, ident) if ident else ""
    problem, findings = "", list[str]()
    if request.method == "POST":
        source = request.POST.get("source", "").replace("\r\n", "\n").replace("\x00", "")[:LONGEST]
        try:
            made = oversight.propose_change(theme, {f"{ident}.yaml": source}, actor=actor)
        except catalogue.DefinitionsWrong as wrong:
            problem, findings = wrong.said(language()), _findings(wrong)
        except Problem as refusal:
            problem = refusal.said(language())
        else:
            return redirect("supervisor:replay", draft=made.draft)
    context = shared_words(request) | {
        "section": "themes",
        "t": found,
        "lines": voice.of_theme(theme, actor=actor),
        "drafts": oversight.drafts_of(found),
        "repeats": oversight.repeats(theme) if found.told else None,
        "choices": _choices(found),
        "of": f"{kind}:{ident}" if ident else "",
        "source": source,
        "problem": problem,
        "findings": findings,
    }
    return render(request, "desk/theme.html", context, status=400 if problem else 200)


def _choices(found: voice.Theme) -> list[tuple[str, str, bool]]:
    """List the definitions that can be changed, those of the theme's agency first."""
    book, owner = catalogue.book(), split_unit(found.agency)[0]
    services = [
        (f"service:{one.id}", said(one.name), one.agency == owner) for one in book.services.values()
    ]
    policies = [(f"policy:{one.id}", said(one.name), False) for one in book.policies.values()]
    return sorted(services + policies, key=lambda one: (not one[2], one[1]))


def _source(kind: str, ident: str) -> str:
    """Return a definition as it stands, dated today: so it is the next version of itself."""
    if kind not in KINDS:
        raise Http404
    try:
        text = catalogue.source(kind, ident)
    except Problem as problem:
        raise Http404 from problem
    return _VERSION.sub(f'version: "{city_date(now())}"', text, count=1)


def _findings(wrong: catalogue.DefinitionsWrong) -> list[str]:
    found = wrong.detail if isinstance(wrong.detail, tuple) else ()
    return [str(one) for one in found[:FINDINGS]]
