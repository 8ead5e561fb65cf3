"""What one agency's system is (部门系统说明): its shape, its registers, where it listens.

It stands in `system.json` at the place where the system lives; its password for others is the
file `password` beside it, its process writes `running.json` while it runs.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

SHAPES = ("rest", "database", "files", "stream")


@dataclass(frozen=True, slots=True)
class Register:
    """A register of an agency (登记册): its name, the column it is found by, its columns."""

    name: str
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class System:
    """One agency's system (部门系统).

    `port` is where it listens on this machine (0: nowhere); `url` is the server a database shape
    writes to; `format` is csv or xlsx, `via` folder or sftp; `every` are the seconds between two
    drops; `delay_ms` is how slow it is. `reports` says where and how it tells changes of its own
    accord (`agency_systems.reporting`); empty, it tells nobody.
    """

    name: str
    title: str
    shape: str
    registers: tuple[Register, ...]
    port: int = 0
    url: str = ""
    format: str = "csv"
    via: str = "folder"
    every: float = 86_400.0
    delay_ms: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)
    reports: Mapping[str, Any] = field(default_factory=dict)

    def register(self, name: str) -> Register:
        """Return a register by its name; raises KeyError."""
        return {one.name: one for one in self.registers}[name]


def read(place: Path) -> System:
    """Read the system that lives at a place."""
    said = json.loads((place / "system.json").read_text("utf-8"))
    registers = tuple(
        Register(one["name"], one["key"], tuple(one["columns"])) for one in said.pop("registers")
    )
    return System(registers=registers, **said)


def write(place: Path, system: System) -> None:
    """Write a system's description to its place, and draw its password once."""
    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(system), ensure_ascii=False, indent=1)
    fresh = place / f".system.{os.getpid()}"
    fresh.write_text(text, "utf-8")
    fresh.replace(place / "system.json")
    password(place)


def password(place: Path) -> str:
    """Return the password of the system at a place, drawn at its first use."""
    path = place / "password"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()
