"""What a record refers to (引用): services, licences and agencies, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongban.catalogue.domain import directory as source
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.shapes import Record


@dataclass(frozen=True, slots=True)
class Known:
    """The ids somebody knows (已知代码): the input itself, or the published catalogue."""

    services: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()

    def of(self, kind: str) -> frozenset[str]:
        """Return the ids of one kind: service, licence or agency."""
        match kind:
            case "service":
                return self.services
            case "licence":
                return self.licences
            case _:
                return self.agencies


Reference = tuple[Path, str, str]


def references(record: Record) -> Iterator[Reference]:
    """Yield (path, kind, id) for everything a record refers to."""
    match record.file:
        case source.SERVICES:
            yield from _of_service(record)
        case source.LICENCES:
            yield ("holder",), "agency", record.value["holder"]
        case source.EVENTS:
            yield from _of_event(record)
        case _:
            yield from _of_policy(record)


def _of_service(record: Record) -> Iterator[Reference]:
    value = record.value
    yield ("department", "code"), "agency", value["department"]["code"]
    for no, item in enumerate(value.get("cooperating") or ()):
        yield ("cooperating", no, "code"), "agency", item["code"]
    for no, item in enumerate(value.get("materials") or ()):
        if item.get("licence_id"):
            yield ("materials", no, "licence_id"), "licence", item["licence_id"]
        if item.get("held_by"):
            yield ("materials", no, "held_by"), "agency", item["held_by"]
    for no, item in enumerate(value.get("form_fields") or ()):
        if known := item.get("known_from"):
            path: Path = ("form_fields", no, "known_from")
            yield (*path, "licence"), "licence", known["licence"]
            if known.get("held_by"):
                yield (*path, "held_by"), "agency", known["held_by"]
    if licence := (value.get("result") or {}).get("licence_id"):
        yield ("result", "licence_id"), "licence", licence
    for no, service in enumerate(value.get("downstream_items") or ()):
        yield ("downstream_items", no), "service", service


def _of_event(record: Record) -> Iterator[Reference]:
    value = record.value
    if lead := value.get("lead_department"):
        yield ("lead_department", "code"), "agency", lead["code"]
    for no, item in enumerate(value.get("items") or ()):
        yield ("items", no, "item_id"), "service", item["item_id"]
    for no, item in enumerate(value.get("dependencies") or ()):
        yield ("dependencies", no, "from_item"), "service", item["from_item"]
        yield ("dependencies", no, "to_item"), "service", item["to_item"]
        if item.get("via_licence"):
            yield ("dependencies", no, "via_licence"), "licence", item["via_licence"]


def _of_policy(record: Record) -> Iterator[Reference]:
    for no, item in enumerate(record.value.get("facts") or ()):
        if item.get("known_from"):
            yield ("facts", no, "known_from"), "licence", item["known_from"]
    for no, service in enumerate(record.value.get("related_items") or ()):
        yield ("related_items", no), "service", service
