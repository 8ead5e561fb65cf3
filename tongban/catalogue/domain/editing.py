r"""Changing a definition's text and nothing else (改写定义): comments and order stay as they are.

>>> print(changed("a: 1  # why\nb: [x]\n", {("a",): 2, ("b", 0): "z"}), end="")
a: 2  # why
b: [z]
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.yamlread import read
from tongban.catalogue.domain.yamltext import scalar

if TYPE_CHECKING:
    from ruamel.yaml import YAML

REMOVE = object()
"""In place of a value: take this entry away."""


@dataclass(frozen=True, slots=True)
class Insert:
    """In place of a value: put it into a list before what stands there (插入)."""

    value: Any


def changed(source: str, changes: Mapping[Path, Any]) -> str:
    """Return the text with the values at these paths changed, added or (REMOVE) taken away.

    A number behind the end of a list adds to it. Raises BadYaml where the text cannot be read,
    KeyError where a path leads nowhere.
    """
    read(source)
    yaml = _round_trip()
    document = yaml.load(source)
    for path, value in changes.items():
        _set(document, path, value)
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _round_trip() -> "YAML":
    # Slow to load, and needed only where somebody edits.
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import RoundTripRepresenter

    class Representer(RoundTripRepresenter):
        """Writes a null that somebody wrote as null again."""

    Representer.add_representer(
        type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    yaml = YAML(typ="rt")
    yaml.Representer = Representer
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _set(document: Any, path: Path, value: Any) -> None:
    for no, part in enumerate(path[:-1], 2):
        if isinstance(document, dict) and document.get(part) is None:
            document[part] = [] if isinstance(path[no - 1], int) else {}
        document = document[part]
    last = path[-1]
    if value is REMOVE:
        del document[last]
    elif isinstance(value, Insert):
        document.insert(last, _quoted(value.value))
    elif isinstance(last, int) and last >= len(document):
        document.append(_quoted(value))
    else:
        document[last] = _quoted(value)


def _quoted(value: Any) -> Any:
    """Quote the texts that plain YAML would read as something else, as `yamltext` does."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, Mapping):
        return {key: _quoted(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_quoted(item) for item in value]
    if isinstance(value, str) and scalar(value).startswith('"'):
        return DoubleQuotedScalarString(value)
    return value
