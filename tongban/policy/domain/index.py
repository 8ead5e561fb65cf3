"""What the definitions say about each service, worked out once (定义索引).

Which licences a service uses and whose, who can issue which licence, what a service costs the
person. It depends on the book alone and is kept for the books used last.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tongban.catalogue.domain.model import Book, Need, PublicService, Test
from tongban.policy.domain.kept import PerBook

UNKNOWN_DAYS = 10_000
"""Stands for an unpublished limit where services are compared: any published one is better."""


@dataclass(frozen=True, slots=True)
class Use:
    """A licence a service uses (用证): as a material, or only for what it states."""

    role: str
    licence: str
    required: bool
    when: Test | None
    is_material: bool
    is_licence: bool


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """What something costs the person (负担): visits, then papers, questions, days."""

    visits: int = 0
    papers: int = 0
    questions: int = 0
    days: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.visits + other.visits,
            self.papers + other.papers,
            self.questions + other.questions,
            self.days + other.days,
        )


@dataclass(frozen=True, slots=True)
class Analysed:
    """A service, worked out (事项分析): `sources` says for each need whose licence states it."""

    service: PublicService
    uses: tuple[Use, ...]
    sources: tuple[str | None, ...]
    roles: tuple[str, ...]
    cost: Cost


class Index:
    """The index of one book (索引)."""

    __slots__ = ("_analysed", "_producers", "book")

    def __init__(self, book: Book) -> None:
        self.book = book
        self._analysed: dict[str, Analysed] = {}
        producers: dict[str, list[str]] = {}
        for service_id in sorted(book.services):
            licence = book.services[service_id].output.licence
            if licence is not None:
                producers.setdefault(licence, []).append(service_id)
        self._producers = producers

    def producers(self, licence: str) -> list[str]:
        """Return the services whose result is this licence, in the order of their ids."""
        return self._producers.get(licence, [])

    def of(self, service_id: str) -> Analysed:
        """Return a service as it has been worked out."""
        found = self._analysed.get(service_id)
        if found is None:
            found = _analyse(self.book.services[service_id], self.book)
            self._analysed[service_id] = found
        return found


_indexes = PerBook(Index)


def index_of(book: Book) -> Index:
    """Return the index of a book, made on first use."""
    return _indexes.of(book)


def working_days(service: PublicService) -> tuple[int | None, bool]:
    """Return the working days a service takes, and whether calendar days were converted.

    Promised before statutory; None where the sources publish no number. Calendar days count as
    five working days in seven, rounded up.
    """
    for limit in (service.promised, service.statutory):
        if limit.days is not None:
            if limit.unit == "calendar_day":
                return -(-limit.days * 5 // 7), True
            return limit.days, False
    return None, False


def _analyse(service: PublicService, book: Book) -> Analysed:
    sources = tuple(_stated_about(need, service, book) for need in service.needs)
    uses = [
        Use(
            role,
            one.licence,
            one.required,
            one.when,
            is_material=True,
            is_licence=one.kind == "licence",
        )
        for one in service.materials
        if one.is_held and one.licence
        for role in one.of
    ]
    uses += [
        Use(role, need.licence, need.required, need.when, is_material=False, is_licence=False)
        for need, role in zip(service.needs, sources, strict=True)
        if need.licence and role
    ]
    papers = sum(
        one.required and one.kind in ("applicant_prepared", "third_party_issued")
        for one in service.materials
    )
    questions = sum(need.licence is None for need in service.needs)
    days = working_days(service)[0]
    cost = Cost(service.visits, papers, questions, UNKNOWN_DAYS if days is None else days)
    roles = tuple(sorted(set(_roles(service, uses))))
    return Analysed(service, tuple(uses), sources, roles, cost)


def _roles(service: PublicService, uses: list[Use]) -> Iterator[str]:
    yield "applicant"
    yield service.output.of
    for need in service.needs:
        yield need.ref.role
    for use in uses:
        yield use.role


def _stated_about(need: Need, service: PublicService, book: Book) -> str | None:
    """Say whose licence states a need: the mother's name stands in the child's certificate.

    The material of the same licence says whose it is. Without one it is the licence of the very
    person the fact is about, unless that licence is about somebody in particular.
    """
    if need.licence is None:
        return None
    of = [role for one in service.materials if one.licence == need.licence for role in one.of]
    if need.ref.role in of or not of:
        kind = book.licences.get(need.licence)
        if need.ref.role in of or kind is None or kind.about == "applicant":
            return need.ref.role
        return kind.about
    if len(set(of)) == 1:
        return of[0]
    kind = book.licences.get(need.licence)
    return kind.about if kind and kind.about in of else need.ref.role
