"""The manual of duties of an agency (职能手册): what it handles, decides, helps with, holds.

Gathered from the definitions alone, so it is never out of step with what the platform does: the
services an agency leads with their limits and law, those it helps with, the licences it issues,
the data it holds and what they state, the life events it leads.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tongban.catalogue.domain.guide import GuideLaw, GuideLimit, laws_of, limit_of
from tongban.catalogue.domain.model import Agency, Book, PublicService
from tongban.kernel.text import Text

ONCE = 1  # visits; the share of services within it is a yearly figure of every city


@dataclass(frozen=True, slots=True)
class ManualService:
    """A service the agency handles (主办事项)."""

    id: str
    version: str
    name: Text
    kind: str
    statutory: GuideLimit
    promised: GuideLimit
    visits: int
    result: Text
    laws: tuple[GuideLaw, ...]
    steps: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ManualHelp:
    """A service of another agency that this one helps with (协办事项), and how."""

    id: str
    name: Text
    agency: Text
    roles: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ManualHolding:
    """A licence it issues or data it holds (持有的证照和数据), what it states, who uses it."""

    id: str
    name: Text
    is_licence: bool
    validity: str | None
    states: tuple[Text, ...]
    used_by: int


@dataclass(frozen=True, slots=True)
class Manual:
    """Everything an agency is there for (职能手册)."""

    agency: Agency
    services: tuple[ManualService, ...]
    helps: tuple[ManualHelp, ...]
    holdings: tuple[ManualHolding, ...]
    leads: tuple[tuple[str, Text], ...]
    laws: tuple[GuideLaw, ...]
    unverified: int

    @property
    def name(self) -> Text:
        """Return the agency's own name in the city."""
        return self.agency.local or self.agency.name

    @property
    def within_one_visit(self) -> int:
        """Count the services that want one visit at most (到场至多一次的事项)."""
        return sum(each.visits <= ONCE for each in self.services)


def manual_of(agency: Agency, book: Book) -> Manual:
    """Gather the manual of an agency from the book."""
    own = [one for one in book.services.values() if one.agency == agency.id]
    services = tuple(_service(one, book) for one in own)
    return Manual(
        agency=agency,
        services=services,
        helps=tuple(_helps(agency, book)),
        holdings=tuple(_holdings(agency, book)),
        leads=tuple(
            (event.id, event.title or event.name)
            for event in book.events.values()
            if event.lead == agency.id
        ),
        laws=laws_of([law for one in own for law in one.law], book),
        unverified=sum(bool(one.unverified) for one in own),
    )


def _service(one: PublicService, book: Book) -> ManualService:
    return ManualService(
        id=one.id,
        version=one.version,
        name=one.name,
        kind=one.kind,
        statutory=limit_of(one.statutory),
        promised=limit_of(one.promised),
        visits=one.visits,
        result=one.output.name,
        laws=laws_of(one.law, book),
        steps=tuple(step.text for step in one.steps if step.agency in (None, one.agency)),
    )


def _helps(agency: Agency, book: Book) -> Iterator[ManualHelp]:
    """Yield the services of others in which this agency cooperates or takes a step."""
    for one in book.services.values():
        if one.agency == agency.id:
            continue
        roles = [Text(each.role) for each in one.cooperating if each.agency == agency.id]
        roles += [step.text for step in one.steps if step.agency == agency.id]
        if roles:
            said = tuple(each for each in roles if each.zh)
            yield ManualHelp(one.id, one.name, _name(one.agency, book), said)


def _name(code: str, book: Book) -> Text:
    known = book.agencies.get(code)
    return (known.local or known.name) if known else Text(code)


def _holdings(agency: Agency, book: Book) -> Iterator[ManualHolding]:
    users = Counter(licence for one in book.services.values() for licence in _used(one))
    for licence in book.licences.values():
        if licence.holder == agency.id:
            yield ManualHolding(
                licence.id,
                licence.name,
                licence.kind == "licence",
                licence.validity,
                tuple(book.kind(book.ref(key).kind).name for key in licence.states),
                users[licence.id],
            )


def _used(one: PublicService) -> set[str | None]:
    return {each.licence for each in one.materials} | {each.licence for each in one.needs}
