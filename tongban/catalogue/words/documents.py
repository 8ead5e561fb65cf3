"""What can be asked for (可查之事): services, life events and policies with the words about them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongban.catalogue.domain.model import Book, LifeEvent, Policy, PublicService
from tongban.kernel.text import Text

SERVICE, LIFE_EVENT, POLICY = "service", "life_event", "policy"
NAMED = ("name", "alias")  # the fields that call the thing itself


@dataclass(frozen=True, slots=True)
class Document:
    """Something that can be found (可查之事): its texts, each with the field it stands in.

    `about` are the services that a life event or policy is about.
    """

    id: str
    kind: str
    name: Text
    texts: tuple[tuple[str, str], ...]
    about: frozenset[str] = frozenset()


def documents(book: Book) -> Iterator[Document]:
    """Yield everything in a book that somebody may ask for."""
    about = _about(book)
    for service in book.services.values():
        texts = [*_of_service(service, book), *about.get(service.id, ())]
        yield Document(service.id, SERVICE, service.name, tuple(texts))
    for event in book.events.values():
        name = event.title or event.name
        included = frozenset(item.service for item in event.items)
        yield Document(event.id, LIFE_EVENT, name, tuple(_of_event(event)), included)
    for policy in book.policies.values():
        related = frozenset(policy.related)
        yield Document(policy.id, POLICY, policy.name, tuple(_of_policy(policy)), related)


def _both(field: str, text: Text) -> Iterator[tuple[str, str]]:
    yield field, text.zh
    if text.en:
        yield field, text.en


def _about(book: Book) -> dict[str, list[tuple[str, str]]]:
    """Collect what policies and life events say of the services they name."""
    about: dict[str, list[tuple[str, str]]] = {}
    for policy in book.policies.values():
        for service in policy.related:
            about.setdefault(service, []).extend(_both("near", policy.name))
    for event in book.events.values():
        for item in event.items:
            about.setdefault(item.service, []).append(("near", item.trigger.zh))
    return about


def _of_service(service: PublicService, book: Book) -> Iterator[tuple[str, str]]:
    yield from _both("name", service.name)
    yield from (("alias", alias) for alias in service.aliases)
    yield from _both("result", service.output.name)
    if agency := book.agencies.get(service.agency):
        yield from _both("near", agency.name)
    yield from (("condition", one.text.zh) for one in service.requirements)
    yield from (("condition", material.name.zh) for material in service.materials)
    for one in service.faq:
        yield from (("condition", str(value)) for value in one.values())


def _of_event(event: LifeEvent) -> Iterator[tuple[str, str]]:
    yield "name", event.name.zh.removesuffix("一件事")
    if event.name.en:
        yield "name", event.name.en
    if event.title:
        yield from _both("alias", event.title)
    yield from (("alias", alias) for alias in event.aliases)
    yield from (("near", item.trigger.zh) for item in event.items)


def _of_policy(policy: Policy) -> Iterator[tuple[str, str]]:
    yield from _both("name", policy.name)
    for fact in policy.facts:
        yield "condition", str(fact.get("name_zh") or "")
    if isinstance(note := policy.benefit.get("text"), str):
        yield "condition", note
