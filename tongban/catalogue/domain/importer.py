"""Turning an item directory into definitions (导入): services, licences, facts, events, policies.

Nothing is added that the source does not say and nothing it says is lost: a limit that is null
stays null, marks of doubt stay, unknown keys go under `extra`. Sameness, roles, conditions of
triggers and stated facts are completed by hand afterwards.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain import directory as source
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Path, field_name
from tongban.catalogue.domain.references import Known, references
from tongban.catalogue.domain.rewriting import (
    agencies_of,
    event_definition,
    licence_definition,
    policy_definition,
    service_definition,
)
from tongban.catalogue.domain.shapes import Record
from tongban.catalogue.domain.vocabulary import Vocabulary, gather


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of an import (导入结果): definitions by path, counts, and what was noticed.

    `definitions` is empty when there are errors: an import is whole or not at all.
    """

    definitions: Mapping[str, Mapping[str, Any]]
    counts: Mapping[str, int]
    unknown: tuple[Finding, ...] = ()
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return what `tongban import --json` prints."""
        keys = dict.fromkeys(finding.field for finding in self.unknown)
        return {
            **self.counts,
            "unknown_keys": list(keys),
            "errors": [_place(finding) for finding in self.errors],
            "warnings": [_place(finding) for finding in self.warnings],
            "unknown_places": [_place(finding) for finding in self.unknown],
        }


def _place(finding: Finding) -> dict[str, Any]:
    return {key: getattr(finding, key) for key in ("file", "line", "field", "message")}


def import_directory(
    sources: Mapping[str, bytes],
    *,
    version: str,
    published: Callable[[], Known | None] = lambda: None,
) -> Imported:
    """Turn the files of an item directory, given by name, into definitions of one version.

    `published` is asked only when the input refers to something it does not hold itself.
    """
    read = source.read(sources)
    counts = {
        "services": len(read.records[source.SERVICES]),
        "life_events": len(read.records[source.EVENTS]),
        "licences": len(read.records[source.LICENCES]),
        "policies": len(read.records[source.POLICIES]),
    }
    errors = list(read.errors)
    if not any(name in sources for name in source.FILES):
        said = f"none of {', '.join(source.FILES)} is here"
        errors.append(Finding("", 0, "", "import.nothing", said))
    agencies, renamed = agencies_of(record for all_ in read.records.values() for record in all_)
    errors += _unresolved(read, agencies, published)
    words = gather(read.records[source.SERVICES], read.records[source.POLICIES])
    warnings = [*renamed, *_conflicts(words)]
    made = {} if errors else _definitions(read, words, agencies, version)
    return Imported(made, counts, tuple(read.unknown), tuple(errors), tuple(warnings))


def _conflicts(words: Vocabulary) -> Iterable[Finding]:
    for key, message in words.conflicts():
        yield Finding(f"shared/facts/{key}.yaml", 1, "type", "import.conflict", message, "warning")


@dataclass(slots=True)
class _Missing:
    """The references nobody knows yet, with their places."""

    places: list[tuple[Record, Path, str, str]] = field(default_factory=list)

    def findings(self, known: Known | None) -> Iterable[Finding]:
        for record, path, kind, identifier in self.places:
            if known and identifier in known.of(kind):
                continue
            said = (
                f"the {kind} {identifier} is neither in the input nor published; "
                "add it to the input, publish it first, or correct the code"
            )
            yield Finding(
                record.file, record.line_of(path), field_name(path), "import.unknown", said
            )


def _unresolved(
    read: source.Directory,
    agencies: Mapping[str, Any],
    published: Callable[[], Known | None],
) -> list[Finding]:
    meant = read.meant
    own = Known(
        services=frozenset(read.named[source.SERVICES]) | meant.get(source.SERVICES, set()),
        licences=frozenset(read.named[source.LICENCES]) | meant.get(source.LICENCES, set()),
        agencies=frozenset(agencies) | read.agencies,
    )
    missing = _Missing()
    for records in read.records.values():
        for record in records:
            missing.places += [
                (record, path, kind, identifier)
                for path, kind, identifier in references(record)
                if identifier not in own.of(kind)
            ]
    return list(missing.findings(published())) if missing.places else []


def _definitions(
    read: source.Directory, words: Vocabulary, agencies: Mapping[str, Any], version: str
) -> dict[str, Mapping[str, Any]]:
    made: dict[str, Mapping[str, Any]] = {}
    if agencies:
        made["shared/agencies.yaml"] = {"agencies": dict(sorted(agencies.items()))}
    for record in read.records[source.SERVICES]:
        definition = service_definition(record, words, agencies, version)
        made[_path(made, definition["agency"], definition["service"])] = definition
    for record in read.records[source.LICENCES]:
        definition = licence_definition(record, words, agencies, version)
        made[_path(made, definition["holder"], definition["licence"])] = definition
    for key, definition in words.definitions(version):
        made[f"shared/facts/{key}.yaml"] = definition
    for record in read.records[source.EVENTS]:
        definition = event_definition(record, agencies, version)
        made[f"shared/events/{definition['life_event']}.yaml"] = definition
    for record in read.records[source.POLICIES]:
        definition = policy_definition(record, version)
        made[f"shared/policies/{definition['policy']}.yaml"] = definition
    return made


def _path(made: Mapping[str, Any], folder: str, name: str) -> str:
    """Name a file that is not there yet, on disks too that take A and a for one."""
    taken = {path.lower() for path in made}
    path, no = f"{folder}/{name}.yaml", 2
    while path.lower() in taken:
        path, no = f"{folder}/{name}.{no}.yaml", no + 1
    return path
