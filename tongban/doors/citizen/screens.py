"""The form of a draft page by page (一页一件事): one subject at a time, few questions on a page.

A short form stands on one page. A longer one is cut where its subjects change, and a long subject
into pages of a few questions; with large letters every question has its own page.
"""

from itertools import pairwise

from django.utils.translation import gettext as _

from tongban.cases.views import Form, Question
from tongban.catalogue import api as catalogue
from tongban.doors.citizen import asking
from tongban.doors.citizen.asking import Set, Typed, Upload
from tongban.doors.shared.fields import Field
from tongban.doors.shared.words import said

FEW = 4  # questions on a page
SHORT = 6  # a form of so many stands on one page

Screen = tuple[Set, ...]


def sets_of(form: Form, typed: Typed | None = None) -> list[Set]:
    """Return what a form asks, as sets of fields under their titles, the files last."""
    book = catalogue.book(form.draft.on)
    sets = [
        Set(
            said(group.title),
            tuple(asking.question_field(q, typed) for q in group.questions if not _is_file(q)),
            tuple(asking.question_upload(q, typed) for q in group.questions if _is_file(q)),
        )
        for group in form.groups
        if group.questions
    ]
    for state, title in (("asked", _("要交的材料")), ("optional", _("有就交的材料"))):
        uploads = tuple(
            asking.upload_field(m, said(book.services[m.service].name), typed)
            for m in form.materials
            if m.state == state
        )
        if uploads:
            sets.append(Set(title, uploads=uploads))
    return sets


def screens(sets: list[Set], *, large: bool = False) -> list[Screen]:
    """Lay the sets out on pages; there is always one, be it empty."""
    most = 1 if large else FEW
    if not large and sum(map(_size, sets)) <= SHORT:
        return [tuple(sets)]
    pages: list[Screen] = []
    room = 0
    for each in (part for one in sets for part in _parts(one, most)):
        if pages and _size(each) <= room:
            pages[-1] = (*pages[-1], each)
            room -= _size(each)
        else:
            pages.append((each,))
            room = most - _size(each)
    return pages or [()]


def fields_of(screen: Screen) -> list[Field]:
    """Return every field of a page, those that take files among them."""
    return [f for each in screen for f in (*each.fields, *(u.field for u in each.uploads))]


def page_of(ref: str, pages: list[Screen]) -> int:
    """Return on which page something is asked, counted from one."""
    found = (i for i, page in enumerate(pages, 1) if any(f.name == ref for f in fields_of(page)))
    return next(found, 1)


def _parts(one: Set, most: int) -> list[Set]:
    """Cut a set into parts of nearly the same size, none above `most`."""
    items: list[Field | Upload] = [*one.fields, *one.uploads]
    count = -(-len(items) // most)
    ends = [round(len(items) * i / count) for i in range(count + 1)]
    parts = [items[a:b] for a, b in pairwise(ends)]
    return [
        Set(
            one.title,
            tuple(each for each in part if isinstance(each, Field)),
            tuple(each for each in part if isinstance(each, Upload)),
        )
        for part in parts
    ]


def _size(one: Set) -> int:
    return len(one.fields) + len(one.uploads)


def _is_file(question: Question) -> bool:
    return question.kind.type == "file"
