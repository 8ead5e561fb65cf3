"""What publishing would do (发布的准备), decided before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongban.catalogue.domain.compile import compile_book, in_force, service
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Findings
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.linters.context import FOREVER
from tongban.catalogue.domain.loader import Loaded
from tongban.catalogue.domain.model import PublicService

Digests = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The definitions that are new or corrected, and the services compiled (发布方案)."""

    new: tuple[Definition, ...]
    corrected: tuple[Definition, ...]
    compiled: Mapping[str, PublicService]

    @property
    def changed(self) -> tuple[Definition, ...]:
        """Return everything to be written."""
        return (*self.new, *self.corrected)


def examine_loaded(loaded: Loaded, published: Iterable[Definition] = ()) -> Findings:
    """Check definitions already loaded against what is published; tells everything at once.

    While a file cannot be read, what others say of its content is not held against them: only
    the file itself is told of.
    """
    found = list(loaded.errors)
    unread = any(one.rule.startswith(("yaml", "schema")) for one in loaded.errors)
    found += [
        finding
        for finding in lint(loaded.definitions, published)
        if not (unread and finding.rule.startswith("references."))
    ]
    return Findings.of(len(loaded.definitions), found)


def prepare(
    definitions: Iterable[Definition], digests: Digests, published: Iterable[Definition]
) -> Plan:
    """Tell which definitions a publication changes, given the digests of what is published."""
    given = tuple(definitions)
    new, corrected = [], []
    for one in given:
        known = digests.get((one.kind, one.id, one.version))
        if known is None:
            new.append(one)
        elif known != one.digest:
            corrected.append(one)
    merged = {**in_force(published, FOREVER), **in_force(given, FOREVER)}
    book = compile_book(merged.values())
    services = {
        one.id: service(one.value, book) for one in (*new, *corrected) if one.kind == "service"
    }
    return Plan(tuple(new), tuple(corrected), services)
