"""Views of the citizen's surface: read the form, name the actor, show what the face answers."""

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from tongban.doors.shared import identity
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.problems import Problem
from tongban.people import api as people


def me(request: HttpRequest) -> int:
    """Return the party whose matters these are: who signed in, or for whom they act in everything.

    A mandate for one matter opens nothing beside it: raises OneMatterOnly, so that a page shows
    somebody's life only where it asks for it, and the steps of a matter name `for_whom`.
    """
    if is_narrow(request):
        raise people.OneMatterOnly
    return for_whom(request)


def for_whom(request: HttpRequest) -> int:
    """Return for whom a step is taken, where the face judges whether the mandate is for its matter."""
    here = identity.acting(request)
    return here.for_whom if here else actor(request).id


def is_narrow(request: HttpRequest) -> bool:
    """Whether they act by a mandate that is for one matter alone."""
    here = identity.acting(request)
    return bool(here and here.mandate and here.mandate.scope != "*")


def actor(request: HttpRequest) -> Actor:
    """Name the person as an actor: for whom they act, and how surely we know them."""
    return identity.actor(request)


def wards(request: HttpRequest) -> dict[str, tuple[int, ...]]:
    """Return whom the person may act for (a child, a company), by relation.

    Whoever acts for somebody else sees that one's matters alone.
    """
    own = actor(request).id
    return people.wards(own) if own == for_whom(request) else {}


def own_purpose(words: str) -> Purpose:
    """Make the purpose of a person who looks at their own data."""
    return Purpose("own", "", "个人信息保护法 第四十五条", words)


def problem_words(problem: Problem) -> str:
    """Say a problem in the reader's language; a detail that is a word of programs is left out."""
    from tongban.doors.shared.words import language

    tongue, detail = language(), str(problem.detail)
    if detail.isidentifier() and detail.isascii():
        gap = " " if tongue == "en" else ""
        return gap.join(text.in_(tongue) for text in (problem.words, problem.advice)).strip()
    return problem.said(tongue)


def handed_in(request: HttpRequest) -> "Iterator[tuple[str, UploadedFile[Any]]]":
    """Yield the files of a form, each with the name of its field."""
    for name, files in request.FILES.lists():
        for file in files:
            if isinstance(file, UploadedFile):
                yield name, file
