"""What lies at hand when deciding (手边): phrases, the law, what the applicant changed, notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.cases import api as cases
from tongban.catalogue.domain.model import LegalBasis
from tongban.catalogue.domain.phrases import for_deed
from tongban.doors.desk.sight import Sight
from tongban.doors.shared import words
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language, said
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now

GENERAL = {
    "grant": "第三十八条", "partly": "第三十八条", "refuse": "第三十八条",
    "supplement": "第三十二条", "turn-away": "第三十二条", "accept": "第三十二条",
}  # fmt: skip
"""The articles of the Licensing Law (行政许可法) that the deeds of the desk rest on."""
LICENSING = "行政许可法"
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百]+条(?:之[一二三四五六七八九十])?")


@dataclass(frozen=True, slots=True)
class Article:
    """An article at hand (条文): its words where they are registered, and how sure they are."""

    law: str
    article: str
    words: tuple[tuple[str, str], ...]
    verified: bool
    url: str | None = None


def articles(sight: Sight, deed: str = "") -> list[Article]:
    """List the articles of the service, and before them the one the deed rests on."""
    found = [LegalBasis(LICENSING, GENERAL[deed], "text_read")] if deed in GENERAL else []
    return [_article(sight, one) for one in (*found, *sight.case.service.law)]


def _article(sight: Sight, basis: LegalBasis) -> Article:
    law = sight.book.laws.get(basis.law)
    known = law.articles if law else {}
    texts = tuple((no, known[no]) for no in _ARTICLE.findall(basis.article) if no in known)
    sure = basis.status != "unverified"
    return Article(basis.law, basis.article, texts, sure, law.url if law else None)


def phrases(sight: Sight, deed: str, applicant: str) -> list[tuple[str, str]]:
    """Return the phrases for a deed on this case, their variables filled in."""
    case, tongue = sight.case, language()
    law = case.service.law
    values = {
        "applicant": applicant,
        "service": said(case.service.name),
        "number": case.number,
        "agency": said(case.agency_name),
        "today": words.day(city_date(now()), year=True),
        "law": f"{law[0].law}{law[0].article}" if law else "",
    }
    found = for_deed(
        sight.book.phrases.values(), service=case.service.id, agency=case.agency, deed=deed
    )
    return [(said(one.name), one.said(values, tongue)) for one in found]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing the last return asked for (补正对照): `state` is changed, files or same."""

    name: Text | str
    why: str
    state: str
    fact: cases.CaseFact | None = None
    files: tuple[cases.Attachment, ...] = ()


def changes(sight: Sight) -> list[Changed]:
    """Compare what the applicant gave back last with what stood there before, field by field."""
    answered = [one for one in sight.case.rounds if one.answered_on]
    return list(_compared(sight, answered[-1])) if answered else []


def _compared(sight: Sight, round_: cases.Round) -> Iterator[Changed]:
    facts = {one.ref: one for one in sight.page.facts}
    for key, why in round_.gaps.items():
        name = round_.names.get(key, key)
        files = tuple(
            one
            for one in sight.case.attachments
            if key == one.ref or (not one.ref and key == f"material:{one.material_no}")
        )
        if key not in round_.changed:
            yield Changed(name, why, "same")
        elif files:
            yield Changed(name, why, "files", files=files)
        else:
            yield Changed(name, why, "changed", fact=facts.get(key))


@require_POST
@post(REVIEWER, HEAD)
def note(request: StaffRequest, number: str) -> HttpResponse:
    """Write an internal note into the file of a case."""
    from tongban.doors.desk import views

    written = request.POST.get("words", "")
    try:
        cases.note_in_file(number, words=written, actor=request.seat.actor())
    except cases.NotYours as problem:
        return views.no(request, problem)
    except Problem as problem:
        seen = views.sight(request, number)
        return views.case_page(request, seen, problem=problem, status=400, noted=written)
    return redirect(f"{reverse('desk:case', args=[number])}#notes")
