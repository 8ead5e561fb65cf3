"""What am I entitled to (政策能享吗): policies by life situation, a conversation, the answer and why."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, Policy
from tongban.doors.citizen import eligibility, policy_words
from tongban.doors.citizen.eligibility import Talk
from tongban.doors.citizen.stories import Same
from tongban.doors.shared.access import public
from tongban.doors.shared.words import listed, said, term
from tongban.kernel.time import city_date, now
from tongban.policy import api as policy

ALL = "all"
"""The topic of the conversation about every policy at once."""
BOTH = ["GET", "POST"]


@dataclass(frozen=True, slots=True)
class Line:
    """A policy in a list: its name, where it holds, what is said of it."""

    id: str
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact that decided, as the result shows it."""

    fact: str
    name: str
    value: str
    source: str
    law: str
    again: bool = False


@public
def policies(request: HttpRequest) -> HttpResponse:
    """List the policies by life situation."""
    book = catalogue.book()
    here = {one.id for one in policy.policies_here(book)}
    context = {"groups": _groups(book, here), "any": bool(here)}
    return render(request, "citizen/policies.html", context)


@public
@require_http_methods(BOTH)
def talk(request: HttpRequest, topic: str) -> HttpResponse:
    """Begin a conversation, go on with it, or show what came out."""
    book = catalogue.book()
    found = book.policies.get(topic)
    if found is None and topic != ALL:
        raise Http404
    about = _conversation(Same(book), topic, city_date(now()))
    title = said(found.name) if found else _("我能享受什么")
    kept = eligibility.read_talk(request, topic, about) if request.method == "POST" else None
    if kept is None and "begin" not in request.POST:
        return _start(request, about, found, title)
    if kept is None:
        kept = Talk(topic, held=eligibility.hold(request, about, title))
    response = _go_on(request, about, kept, title)
    # What a person says of themselves stays in their own browser, and not in its memory of pages.
    response["Cache-Control"] = "private, no-store"
    return response


@lru_cache(maxsize=128)
def _conversation(held: Same, topic: str, today: date) -> policy.Conversation:
    book = held.book
    if topic == ALL:
        return policy.Conversation(policy.policies_here(book), book, today)
    return policy.Conversation([book.policies[topic]], book, today)


def _start(
    request: HttpRequest, about: policy.Conversation, found: Policy | None, title: str
) -> HttpResponse:
    context = {
        "title": title,
        "note": said(found.note) if found else "",
        "laws": sorted({law for one in about.policies.values() for law in policy.laws_of(one)})
        if found
        else [],
        "checks": policy.checks_of(found, about.book) if found else (),
        "count": len(about.policies),
        "facts": len(about.facts),
        "single": found is not None,
        "again": request.method == "POST",
    }
    return render(request, "citizen/policy.html", context, status=200)


def _go_on(
    request: HttpRequest, about: policy.Conversation, kept: Talk, title: str
) -> HttpResponse:
    """Take what was answered, and ask the next thing or show the result."""
    errors: dict[str, str] = {}
    wanted: list[str] = []
    if "back" in request.POST:
        wanted = kept.back()
    elif (change := request.POST.get("change", "")) in {**kept.answers, **kept.held}:
        # What is held can be answered otherwise too, to see what would be then.
        kept.forget(change)
        wanted = [change]
    elif "asked" in request.POST:
        shown = _screen_of(about, request.POST.getlist("asked"))
        answers, errors = eligibility.read_answers(about, shown, request.POST)
        if answers:
            kept.take(answers)
        wanted = list(shown.facts) if errors else []
    screen = _screen_of(about, wanted) if wanted else about.next(kept.known())
    if screen is None:
        return _result(request, about, kept, title)
    fields = eligibility.fields_of(about, screen, errors, request.POST)
    context = _frame(request, about, kept, title) | {
        "fields": fields,
        "asked": screen.facts,
        "errors": [(f"#{one.id}", one.error) for one in fields if one.error],
        "kind": screen.kind,
        "can_skip": screen.kind == "one" and not fields[0].choices,
        "open": screen.open,
        "number": len(kept.order) + 1,
    }
    status = 400 if errors else 200
    return render(request, "citizen/policy_ask.html", context, status=status)


def _screen_of(about: policy.Conversation, facts: list[str]) -> policy.Screen:
    """Make a screen for facts that are to be asked whatever the order says."""
    known = [fact for fact in facts if fact in about.facts]
    if not known or (len(known) > 1 and not all(_is_ticked(about, fact) for fact in known)):
        raise Http404
    return about.screen(known)


def _is_ticked(about: policy.Conversation, fact: str) -> bool:
    return about.facts[fact].kind.type == "bool"


def _frame(
    request: HttpRequest, about: policy.Conversation, kept: Talk, title: str
) -> dict[str, Any]:
    known = kept.known()
    return {
        "title": title,
        "topic": kept.topic,
        "kept": kept.signed(request),
        "first": not kept.order,
        "held": [
            _row(about, fact, value, policy_words.source_words(source, about.book))
            for fact, (value, source) in kept.held.items()
            if source != "today" and fact not in kept.answers
        ],
        "answered": [_row(about, fact, known[fact], "") | {"id": fact} for fact in kept.answers],
        "single": about.is_single,
    }


def _row(about: policy.Conversation, fact: str, value: Any, source: str) -> dict[str, str]:
    asked = about.facts[fact]
    return {
        "name": policy_words.name_of(asked),
        "value": policy_words.value_words(asked, value),
        "source": source,
    }


# -- results


def _result(
    request: HttpRequest, about: policy.Conversation, kept: Talk, title: str
) -> HttpResponse:
    known, sources = kept.known(), kept.sources()
    found = {one: about.result(one, known, sources) for one in about.policies}
    context = _frame(request, about, kept, title)
    if about.is_single:
        (one,) = found.values()
        context |= _one(about, one)
        return render(request, "citizen/policy_result.html", context)
    lines: dict[bool | None, list[Line]] = defaultdict(list)
    for key, one in found.items():
        lines[one.eligible].append(_line(about, key, one))
    context |= {"yes": lines[True], "open": lines[None], "no": lines[False]}
    return render(request, "citizen/policy_results.html", context)


def _line(about: policy.Conversation, key: str, one: policy.Entitlement) -> Line:
    text = one.texts.get(policy.ELIGIBLE)
    if one.eligible is None:
        names = listed(_name(about, key, fact) for fact in one.missing)
        return Line(key, said(about.policies[key].name), names)
    reasons = _reasons(about, one)
    if one.eligible is False and reasons:
        words = f"{reasons[0].name}：{reasons[0].value}"
        return Line(key, said(about.policies[key].name), words)
    return Line(key, said(about.policies[key].name), said(text))


def _one(about: policy.Conversation, one: policy.Entitlement) -> dict[str, Any]:
    book, found = about.book, about.policies[one.policy]
    return {
        "eligible": one.eligible,
        "verdict": said(one.texts.get(policy.ELIGIBLE)),
        "amounts": _amounts(about, one),
        "reasons": _reasons(about, one),
        "missing": [
            {"name": _name(about, one.policy, key), "why": _cause(one.causes.get(key, ""))}
            for key in one.missing
        ],
        "left_open": [said(text) for text in one.left_open],
        "would_change": [
            {"id": fact.id, "name": policy_words.name_of(fact)}
            for key in one.would_change
            if (fact := about.fact_of(one.policy, key))
        ],
        "checks": [(said(each.what), said(each.with_)) for each in one.checks],
        "services": [
            (key, said(book.services[key].name)) for key in found.related if key in book.services
        ],
        "warnings": [said(each) for each in one.warnings],
    }


def _amounts(about: policy.Conversation, one: policy.Entitlement) -> list[dict[str, str]]:
    """List what the policy gives, each result with its clause; bounds where it is open."""
    if one.eligible is False:
        return []
    rows = []
    for result in about.results(one.policy):
        if result.key == policy.ELIGIBLE:
            continue
        words = ""
        if result.key in one.values:
            words = policy_words.result_words(one.values[result.key], result.unit)
        elif result.key in one.intervals:
            words = policy_words.band_words(one.intervals[result.key], result.unit)
        if words:
            text = said(one.texts.get(result.key))
            rows.append(
                {"name": said(result.name), "value": words, "law": result.law, "text": text}
            )
    return rows


def _reasons(about: policy.Conversation, one: policy.Entitlement) -> list[Reason]:
    """List the facts that decided, each once, with the article and the fact's source."""
    rows: dict[tuple[str, str], Reason] = {}
    for because in one.because:
        fact = about.fact_of(one.policy, because.fact) if because.fact else None
        law = " ".join(filter(None, (because.law, because.article)))
        if fact is None:
            words = said(because.said)
            rows.setdefault((words, law), Reason("", words, "", "", law))
            continue
        source = policy_words.source_words(because.source or "person", about.book)
        value = policy_words.value_words(fact, because.value)
        made = Reason(fact.id, policy_words.name_of(fact), value, source, law)
        rows.setdefault((fact.id, law), made)
    return list(rows.values())


def _name(about: policy.Conversation, found: str, key: str) -> str:
    """Name a fact of a policy; what an official finds is called as the clause calls it."""
    fact = about.fact_of(found, key)
    return policy_words.name_of(fact) if fact else key


def _cause(cause: str) -> str:
    return {
        "not_known": _("您说不清楚"),
        "awaits_official": _("由办理的部门认定"),
        "sources_disagree": _("各部门的信息对不上"),
        "not_applicable": _("与您无关"),
    }.get(cause, _("还没有问到"))


def _groups(book: Book, here: set[str]) -> list[tuple[str, list[Line]]]:
    """Group policies by the life events their services belong to; the rest stand together."""
    groups: dict[str, list[Line]] = defaultdict(list)
    events = {event.id: {item.service for item in event.items} for event in book.events.values()}
    for one in sorted(book.policies.values(), key=lambda each: (each.id not in here, each.id)):
        line = Line(one.id, said(one.name), term(str(one.region.get("name") or "")))
        homes = [key for key, services in events.items() if services & set(one.related)]
        names = [said(book.events[key].title or book.events[key].name) for key in homes]
        for name in names or [_("其他")]:
            groups[name].append(line)
    return sorted(groups.items(), key=lambda group: (group[0] == _("其他"), -len(group[1])))
