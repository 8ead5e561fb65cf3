"""A connection (连接): how one agency's system is reached, and what its columns mean to us.

It is a YAML file of the home, `connections/NAME.yaml`, that a person can read and mend. No secret
stands in it: `secret` names a file below `secrets/` of the same home, which only its owner reads.
Beside it lie its contract tests, `NAME.tests.yaml`.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

KINDS = ("http", "feed", "sql", "files", "sftp", "s3", "nats")
SUFFIX, TESTS = ".yaml", ".tests.yaml"


class BadConnection(Problem):
    """The connection cannot be used as it is written (连接有误)."""

    code = "exchange.bad-connection"
    words = Text("连接写得不对。", "The connection is not right.")
    advice = Text(
        "请按提示改正，或者重新运行向导。", "Mend what is named, or run the wizard again."
    )


@dataclass(frozen=True, slots=True)
class Route:
    """Where one data service finds its rows (取数路径).

    `place` is the register, table, file pattern, prefix or subject in the source; `find_by` the
    column that holds the subject's number; `fields` maps columns to fact kinds.
    """

    place: str
    find_by: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Connection:
    """A source and the data services it serves (连接).

    `at` is its address: a URL, a folder, `sftp://user@host:port/folder`, `s3://bucket/prefix`,
    `nats://host:port`; `secret` the name of its password in the home; `options` what else a kind
    needs (an S3 endpoint, a host key).
    """

    name: str
    kind: str
    at: str
    services: Mapping[str, Route]
    agency: str = ""
    secret: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def folder(home: Path) -> Path:
    """Return where a home keeps its connections."""
    return home / "connections"


def every(home: Path) -> Iterator[Connection]:
    """Yield the connections of a home, by name; raises BadConnection."""
    for path in sorted(folder(home).glob(f"*{SUFFIX}")):
        if not path.name.endswith(TESTS):
            yield read(path)


def read(path: Path) -> Connection:
    """Read one connection; raises BadConnection with what is wrong."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        said = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        routes = {
            name: Route(str(one["from"]), str(one["find_by"]), dict(one["fields"]))
            for name, one in said["services"].items()
        }
        made = Connection(
            name=str(said["connection"]), kind=str(said["kind"]), at=str(said["at"]),
            services=routes, agency=str(said.get("agency", "")),
            secret=str(said.get("secret") or ""), options=dict(said.get("options") or {}),
        )  # fmt: skip
    except (YAMLError, KeyError, TypeError, AttributeError, ValueError) as fault:
        raise BadConnection(f"{path.name}: {type(fault).__name__} {fault}") from fault
    if made.kind not in KINDS:
        raise BadConnection(f"{path.name}: kind {made.kind} ({', '.join(KINDS)})")
    return made


def write(home: Path, made: Connection) -> Path:
    """Write a connection to its file, whole or not at all; return the file."""
    said: dict[str, Any] = {"connection": made.name, "agency": made.agency, "kind": made.kind}
    said |= {"at": made.at, "secret": made.secret, "options": dict(made.options)}
    said["services"] = {
        name: {"from": one.place, "find_by": one.find_by, "fields": dict(one.fields)}
        for name, one in made.services.items()
    }
    said = {key: value for key, value in said.items() if value not in ("", {}, None)}
    return dump(folder(home) / f"{made.name}{SUFFIX}", said)


def dump(path: Path, said: Mapping[str, Any]) -> Path:
    """Write a value as YAML, whole or not at all."""
    from ruamel.yaml import YAML

    path.parent.mkdir(parents=True, exist_ok=True)
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode = False, True
    yaml.sort_base_mapping_type_on_output, yaml.width = False, 200
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as file:
        yaml.dump(dict(said), file)
    fresh.replace(path)
    return path


def secret(home: Path, name: str) -> str:
    """Return a secret of the home; the empty text where none is named. Raises BadConnection."""
    if not name:
        return ""
    path = home / "secrets" / Path(name).name
    try:
        return path.read_text("utf-8").strip()
    except OSError as fault:
        raise BadConnection(f"secret {name}: {fault.strerror}") from fault


def keep_secret(home: Path, name: str, value: str) -> None:
    """Keep a secret in the home, readable by its owner alone."""
    path = home / "secrets" / Path(name).name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(value)


def as_json(made: Connection) -> dict[str, Any]:
    """Return a connection as JSON; it holds no secret to begin with."""
    return asdict(made)
