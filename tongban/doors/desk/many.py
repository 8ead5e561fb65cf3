"""Alike cases at once (批量办理): chosen, shown, then each judged by itself, in clock order.

Nothing is decided for many that would not be decided for one: every case goes through the deed that
its own page offers, on the version that was shown, in a transaction of its own. What cannot be done
is left as it is, with the reason. No case is touched that was not chosen, and none twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.doors.desk import deeds, views
from tongban.doors.desk.deed import Deed
from tongban.doors.desk.sight import Sight
from tongban.doors.desk.steps import GAPS
from tongban.doors.desk.table import DEEDS, FOR_MANY
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.given import NOTHING, Given, typed, wrong
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language, said
from tongban.kernel.problems import Problem

MOST = 50
ALIKE = ("supplement", "grant", "refuse")
"""Deeds whose words only fit cases of one service."""
EARLY = "early"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one of the cases (逐件结果): `why` is empty where it went through."""

    number: str
    why: str = ""


@require_POST
@post(REVIEWER, HEAD)
def many(request: StaffRequest) -> HttpResponse:
    """Show the chosen cases and what is asked for the deed, once for all."""
    deed = _deed(request.POST.get("deed", ""))
    chosen = list(_chosen(request))
    if not chosen:
        return redirect("desk:inbox")
    return _asked(request, deed, chosen, NOTHING)


@require_POST
@post(REVIEWER, HEAD)
def do(request: StaffRequest, deed: str) -> HttpResponse:
    """Do it for each of them, and say which went through and which did not, and why."""
    wanted, given, chosen = _deed(deed), Given(request.POST), list(_chosen(request))
    if not chosen:
        return redirect("desk:inbox")
    sights, gone = _sights(request, chosen)
    if bad := _unlike(wanted, sights) or _unanswered(wanted, sights, given):
        return _asked(request, wanted, chosen, given, bad=bad)
    found = [*gone, *_each(request, wanted, chosen, given)]
    context = {
        "seat": request.seat,
        "total": None,
        "deed": wanted,
        "done": [one for one in found if not one.why],
        "left": [one for one in found if one.why],
        "names": {one.case.number: (one.page.applicant_name, one.case.service.name) for one in sights},
        "keep": request.POST.get("keep", ""),
    }  # fmt: skip
    return render(request, "desk/many_done.html", context)


def _deed(name: str) -> Deed:
    if name not in FOR_MANY:
        raise Http404
    return DEEDS[name]


def _chosen(request: StaffRequest) -> Iterator[tuple[str, int | None]]:
    """Yield each chosen case once, with the version of it that was shown."""
    for number in list(dict.fromkeys(request.POST.getlist("case")))[:MOST]:
        seen = request.POST.get(f"seq.{number}", "")
        ok = seen.isascii() and seen.isdigit() and len(seen) <= deeds.LONGEST
        yield number, int(seen) if ok else None


def _sights(
    request: StaffRequest, chosen: Sequence[tuple[str, int | None]]
) -> tuple[list[Sight], list[Outcome]]:
    """Look at every chosen case as its own page does; those that cannot be seen are left out."""
    sights, gone = [], []
    for number, seen in chosen:
        try:
            sights.append(views.sight(request, number, seen=seen))
        except Problem as problem:
            gone.append(Outcome(number, problem.said(language())))
    return sights, gone


def _each(
    request: StaffRequest, deed: Deed, chosen: Sequence[tuple[str, int | None]], given: Given
) -> Iterator[Outcome]:
    """Do it for one after the other; each is looked at anew, since the one before may matter to it."""
    for number, seen in chosen:
        try:
            sight = views.sight(request, number, seen=seen)
        except Problem:
            continue  # said among those that cannot be seen
        yield Outcome(number, _one(request, deed, sight, given))


def _one(request: StaffRequest, deed: Deed, sight: Sight, given: Given) -> str:
    """Do it for one case; "" where it is done, else why it is not."""
    number = sight.case.number
    if deeds.stands(sight.seen, deed, number, request):
        return ""
    if not deed.offered(sight):
        return _("这一步现在做不了。")
    lacking = [
        one.label or one.error for one in wrong(deed.fields(sight, given), given) if one.error
    ]
    if lacking:
        return _("这一件还要单独填：%(what)s") % {"what": "、".join(lacking)}
    try:
        deed.do(sight, given)
    except Problem as problem:
        return problem.said(language())
    return ""


def _unlike(deed: Deed, sights: Sequence[Sight]) -> str:
    """Say that the words would not fit: the cases are of different services."""
    if deed.name in ALIKE and len({one.case.service.id for one in sights}) > 1:
        return _("只有同一事项的办件才能一起办这一步。请只留下同一事项的。")
    return ""


def _unanswered(deed: Deed, sights: Sequence[Sight], given: Given) -> str:
    """Say that what is asked for all of them was not filled in."""
    fields = wrong(typed(_fields(deed, sights, given), given), given)
    return _("有没填的。") if any(one.error for one in fields) else ""


def _fields(deed: Deed, sights: Sequence[Sight], given: Given) -> list[Field]:
    """Put together what the cases ask: every field once; of gaps only what all of them can lack.

    Why a case goes before its turn is asked where the first of them does; the others then follow.
    """
    found: dict[str, Field] = {}
    for place, sight in enumerate(sights):
        if not deed.offered(sight):
            continue
        for one in deed.fields(sight, given):
            if one.name == EARLY and place:
                continue
            before = found.get(one.name)
            found[one.name] = _common(before, one) if before and one.type == GAPS else before or one
    return list(found.values())


def _common(one: Field, other: Field) -> Field:
    """Keep the gaps that both cases can have, without what only one of them says."""
    keys = {row["key"] for row in other.value}
    return replace(one, value=[{**row, "now": ""} for row in one.value if row["key"] in keys])


def _asked(
    request: StaffRequest,
    deed: Deed,
    chosen: Sequence[tuple[str, int | None]],
    given: Given,
    *,
    bad: str = "",
) -> HttpResponse:
    """Show the chosen cases with the deed's fields."""
    sights, gone = _sights(request, chosen)
    bad = bad or _unlike(deed, sights)
    fields = [] if _unlike(deed, sights) else typed(_fields(deed, sights, given), given)
    fields = wrong(fields, given) if given.post else fields
    context = {
        "seat": request.seat,
        "total": None,
        "deed": deed,
        "sights": sights,
        "can": {one.case.number for one in sights if deed.offered(one)},
        "gone": gone,
        "fields": fields,
        "errors": errors_of(fields),
        "bad": bad,
        "hint": said(deed.hint),
        "keep": request.POST.get("keep", ""),
    }
    return render(request, "desk/many.html", context, status=400 if bad else 200)
