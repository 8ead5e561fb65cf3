"""My data (我的数据): what is known and where from, made right, consented to, erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.cases import api as cases
from tongban.cases.domain.answers import Bad, check
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactKind
from tongban.doors.citizen.views import actor, me, own_purpose, problem_words, wards
from tongban.doors.shared import words
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import errors_of, field_of, read
from tongban.doors.shared.identity.entering import assured
from tongban.doors.shared.keys import natural
from tongban.doors.shared.words import said
from tongban.facts import api as facts
from tongban.facts.domain.retaining import BY_DUTY
from tongban.kernel.problems import Problem
from tongban.people import api as people


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of fact as the page shows it: the value used, its source, what others say."""

    name: str
    value: str
    masked: bool
    source: str
    said_by_oneself: bool
    statement: int
    disputed: bool
    why: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What becomes of items for one reason: gone at once, or kept by a law until a day."""

    law: str
    until: date | None
    names: tuple[str, ...]


@signed_in
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show all that is known about oneself, or a child; a POST shows one value whole."""
    of, name = whose(request)
    whole: dict[int, str] = {}
    if request.method == "POST":
        whole = _whole(request, of)
    book = catalogue.book()
    context = household(request, of, name) | {
        "items": _items(request, of, book, whole),
        "open": [(each, kind_name(each.kind, book)) for each in facts.disputes(of)],
    }
    return render(request, "citizen/data.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, statement: int) -> HttpResponse:
    """Say anew what one has said oneself; what an agency stated is disputed instead."""
    own = [me(request), *_wards(request)]
    found = facts.statements(
        [statement], purpose=own_purpose("本人更正"), actor=actor(request), subjects=own
    ).get(statement)
    book = catalogue.book()
    if found is None or found.source.kind != "person" or found.kind not in book.kinds:
        raise Http404
    kind, error = book.kinds[found.kind], ""
    value = found.value
    if request.method == "POST":
        value = read(kind, request.POST, "value")
        judged = check(kind, value) if value not in (None, "") else None
        if judged is None:
            error = _("请写上对的内容。")
        elif isinstance(judged, Bad):
            error = said(judged.error)
        else:
            try:
                facts.correct(statement, value=judged.value, actor=actor(request))
                return redirect(_address("citizen:data", found.subject, request))
            except Problem as problem:
                error = problem_words(problem)
    field = field_of(kind, name="value", label=kind.name, value=value, error=error)
    context = {"field": field, "errors": errors_of([field]), "kind": kind}
    return render(request, "citizen/correct.html", context, status=400 if error else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """Show what is asked for and what was consented to; each is given and withdrawn by itself."""
    of, name = whose(request)
    error = ""
    if request.method == "POST":
        try:
            _consent(request, of)
            return redirect(_address("citizen:consents", of, request))
        except Problem as problem:
            error = problem_words(problem)
    given = facts.consents(of)
    standing = {each.scope for each in given if each.stands}
    book = catalogue.book()
    asked = [each for each in facts.data.about(of) if each.scope not in standing]
    context = household(request, of, name) | {
        "asked": [(each, _company(each, book), _names(each, book)) for each in asked],
        "given": given,
        "error": error,
    }
    return render(request, "citizen/consents.html", context, status=400 if error else 200)


@signed_in
@assured("erase")
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what can be erased at once and what the law keeps until when; a POST erases."""
    of, name = whose(request)
    files = _files(request, of)
    done, error = False, ""
    if request.method == "POST" and not request.POST.get("sure"):
        error = _("请先勾选确认，删掉就找不回来了。")
    if request.method == "POST" and not error:
        found = facts.erase(of, matters=files, actor=actor(request))
        done = True
    else:
        found = facts.fates(of, matters=files)
    book = catalogue.book()
    context = household(request, of, name) | {
        "gone": sorted({kind_name(each.kind, book) for each in found if each.erased}),
        "kept": _kept(found, book),
        "done": done,
        "error": error,
    }
    return render(request, "citizen/erase.html", context, status=400 if error else 200)


def whose(request: HttpRequest) -> tuple[int, str]:
    """Return whose data the page is about: oneself, or a child in one's care by `?of=`."""
    asked = request.GET.get("of", "")
    if not asked:
        own = me(request)
        return own, people.party(own).name
    found = next((one for one in _wards(request) if int_to_base36(one) == asked), None)
    if found is None:
        raise Http404
    return found, people.party(found).name


def _wards(request: HttpRequest) -> list[int]:
    return [party for several in wards(request).values() for party in several]


def household(request: HttpRequest, of: int, name: str) -> dict[str, Any]:
    """Say whose the page is, and whose else may be looked at from it."""
    own = me(request)
    others = people.parties([*_wards(request)])
    return {
        "of": of,
        "name": name,
        "own": of == own,
        "query": "" if of == own else f"?of={int_to_base36(of)}",
        "others": [
            (int_to_base36(each.id), each.name) for each in others.values() if each.id != of
        ],
    }


def _address(name: str, of: int, request: HttpRequest) -> str:
    return reverse(name) + ("" if of == me(request) else f"?of={int_to_base36(of)}")


def _items(request: HttpRequest, of: int, book: Book, whole: dict[int, str]) -> list[Item]:
    purpose, who = own_purpose("本人查看我的数据"), actor(request)
    found = facts.compared(of, facts.kinds_about(of), purpose=purpose, actor=who)
    return [_item(each, book, purpose, who, whole) for each in found.values()]


def _item(each: facts.Compared, book: Book, purpose: Any, who: Any, whole: dict[int, str]) -> Item:
    every = facts.shown([each.used, *each.others], purpose=purpose, actor=who)
    used = every[0]
    starred = used.masked and not _is_file(book.kinds.get(each.kind))
    differing = [one for one in every[1:] if one.statement.value != each.used.value]
    return Item(
        name=kind_name(each.kind, book),
        value=whole.get(each.used.id) or _value(used, book),
        masked=starred and each.used.id not in whole,
        source=source_name(each.used, book),
        said_by_oneself=each.used.source.kind == "person",
        statement=each.used.id,
        disputed=each.used.disputed,
        why=said(each.why),
        others=tuple((source_name(one.statement, book), _value(one, book)) for one in differing),
    )


def _whole(request: HttpRequest, of: int) -> dict[int, str]:
    """Show one value whole, since the person asked for it; the act is written down."""
    asked = natural(request.POST.get("statement", ""))
    if asked is None:
        raise Http404
    try:
        found = facts.unmask(
            asked,
            reason="本人查看",
            purpose=own_purpose("本人查看完整内容"),
            actor=actor(request),
            subjects=[of],
        )
    except Problem:
        raise Http404 from None
    kind = catalogue.book().kinds.get(found.kind)
    plain = found.value if isinstance(found.value, str) else words.value(kind, found.value)
    return {found.id: plain}


def _consent(request: HttpRequest, of: int) -> None:
    withdrawn, given = natural(request.POST.get("withdraw", "")), request.POST.get("give", "")
    if withdrawn is not None and withdrawn in {each.id for each in facts.consents(of)}:
        facts.withdraw_consent(withdrawn, actor=actor(request))
        return
    dataset = next((each for each in facts.data.about(of) if each.scope == given), None)
    if dataset is None:
        raise Http404
    said_ = f"{dataset.name}:{dataset.terms.purpose}"
    facts.consent(of, scope=dataset.scope, words=said_, actor=actor(request))


def _files(request: HttpRequest, of: int) -> dict[int, str]:
    """Say of each application why what was said in it stays: under way, or on file."""
    every = cases.applications(of, actor=actor(request)) if of == me(request) else ()
    return {
        each.id: _("正在办的事项要用，办完再说") if each.finished_on is None
        else _("办过的事项要归档（档案法 第十四条）")
        for each in every
    }  # fmt: skip


def _kept(found: Iterable[facts.Fate], book: Book) -> list[Group]:
    groups: dict[tuple[str, date | None], set[str]] = {}
    for each in found:
        if not each.erased:
            law = _("法定职责期间保存") if each.law == BY_DUTY else each.law
            groups.setdefault((law, each.until), set()).add(kind_name(each.kind, book))
    return [Group(law, until, tuple(sorted(names))) for (law, until), names in groups.items()]


def _value(shown: facts.Shown, book: Book) -> str:
    kind = book.kinds.get(shown.statement.kind)
    if shown.masked and not _is_file(kind):
        return str(shown.value)
    return words.value(kind, shown.value)


def _is_file(kind: FactKind | None) -> bool:
    """Whether a value stands for a handed-in file: it says nothing that could be starred."""
    return kind is not None and kind.type == "file"


def kind_name(kind: str, book: Book) -> str:
    """Name a kind; a column that nobody knows is named as such."""
    found = book.kinds.get(kind)
    return said(found.name) if found else _("数据集里的其他内容")


def source_name(statement: facts.Statement, book: Book) -> str:
    """Name who stated it: a licence, an agency, the person."""
    source = statement.source
    if source.licence_kind and source.licence_kind in book.licences:
        return said(book.licences[source.licence_kind].name)
    if source.holder and source.holder in book.agencies:
        return said(book.agencies[source.holder].name)
    return {
        "person": _("您自己填的"), "account": _("登录时核对的"), "company": _("企业提供"),
        "derived": _("由其他信息推算"), "other": _("别人填的"),
    }.get(source.kind, _("政府登记"))  # fmt: skip


def _company(dataset: facts.Dataset, book: Book) -> str:
    found = book.agencies.get(dataset.terms.owner)
    return said(found.name) if found else dataset.terms.owner


def _names(dataset: facts.Dataset, book: Book) -> list[str]:
    return [
        said(book.kinds[kind].name) if kind in book.kinds else column
        for column, kind in dataset.columns.items()
    ]
