"""The agencies' own systems of the pilot city (部门业务系统): described, connected, filled.

Which there are, and in which shape, stands in the `city` definition; what their registers hold is
what their data services answer, in columns of their own words. The city's creation enters the
same residents into them that it registers; the platform learns of it by asking alone.
"""

import random
import socket
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tongban.catalogue.domain.data_services import DataService
from tongban.catalogue.domain.model import Book
from tongban.exchange.agency_systems import plan, stream
from tongban.exchange.agency_systems.book import RegisterBook
from tongban.exchange.agency_systems.watching import FOLDER
from tongban.exchange.connectors import connection
from tongban.exchange.connectors.connection import Connection, Route

EXTRA = ("登记编号", "经办日期")
"""Columns that every register has and that mean nothing to anybody else."""
_NIGHT = 1.0  # seconds a night lasts in the demo
_PORTS = (20_000, 20_000)  # the first, and over how many the homes are spread
_NAME = 20  # characters of a column: 63 bytes in PostgreSQL


def described(book: Book) -> Iterator[tuple[Mapping[str, Any], list[DataService]]]:
    """Yield the systems the city names, each with the data services of its agencies."""
    for one in book.city.get("systems") or ():
        mine = [
            each for _, each in sorted(book.data_services.items()) if each.agency in one["agencies"]
        ]
        if mine:
            yield one, mine


def prepare(book: Book, home: Path) -> list[str]:
    """Describe every system at its place and connect it; return their names."""
    names = []
    ports = _free_ports(home)
    for said, services in described(book):
        place = home / FOLDER / said["name"]
        system = _system(said, services, book)
        known = plan.read(place) if (place / "system.json").exists() else None
        system = replace(system, port=known.port if known else next(ports))
        if system.shape == "database":
            system = replace(system, url=_database(system.name))
        plan.write(place, system)
        _connect(home, place, system, services, said)
        names.append(system.name)
    return names


def forget(home: Path) -> None:
    """Empty the registers of this home's systems; the systems themselves stay."""
    for place in (home / FOLDER).glob("*/book.sqlite"):
        book = RegisterBook(place.parent)
        book.empty()
        book.close()


def move(place: Path, port: int) -> None:
    """Have a system listen on another port, and its connection know."""
    system = plan.read(place)
    known = connection.read(connection.folder(place.parents[1]) / f"{system.name}.yaml")
    at = known.at.replace(f":{system.port}", f":{port}")
    plan.write(place, replace(system, port=port))
    connection.write(place.parents[1], replace(known, at=at))


def _system(said: Mapping[str, Any], services: Sequence[DataService], book: Book) -> plan.System:
    shape, via = said.get("shape", "rest"), said.get("via", "folder")
    # A shape whose driver is not installed here is had as the nearest that is.
    if shape == "database" and not (_is_here("sqlalchemy") and _embedded()):
        shape = "rest"
    if via == "sftp" and not _is_here("asyncssh"):
        via = "folder"
    agency = book.agencies.get(said["agencies"][0])
    return plan.System(
        name=said["name"],
        title=str((agency.local or agency.name) if agency else said["name"]),
        shape=shape,
        registers=tuple(_register(one, book) for one in services),
        format=said.get("format", "csv"),
        via=via,
        every=_NIGHT,
        delay_ms=int(said.get("delay_ms", 0)),
    )


def _is_here(module: str) -> bool:
    return find_spec(module) is not None


def _embedded() -> bool:
    from tongban.config import database

    return database.is_embedded()


def _register(service: DataService, book: Book) -> plan.Register:
    columns = columns_of(service, book)
    key = columns[service.key]
    return plan.Register(register_name(service), key, (*columns.values(), *EXTRA))


def register_name(service: DataService) -> str:
    """Name a register as its agency does."""
    return _short(service.name.zh.removesuffix("查询"))


def columns_of(service: DataService, book: Book) -> dict[str, str]:
    """Return the column of each fact kind of a service, its key first."""
    made: dict[str, str] = {}
    for kind in (service.key, *service.yields):
        name = _short(book.kind(kind).name.zh)
        made[kind] = f"{name}{len(made)}" if name in made.values() else name
    return made


def _short(name: str) -> str:
    for mark in "(（":
        name = name.partition(mark)[0]
    return name[:_NAME]


def _free_ports(home: Path) -> Iterator[int]:
    """Yield free ports, others for another home."""
    first, spread = _PORTS
    start = zlib.crc32(str(home).encode()) % spread
    for at in range(spread):
        port = first + (start + at) % spread
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port


def _server() -> Any:
    from tongban.config import postgres
    from tongban.config.home import home

    return postgres.cluster(home())


def _database(name: str) -> str:
    """Return the address of an agency's own database in the embedded server."""
    return str(_server().conninfo(f"agency_{name}"))


def make_database(system: plan.System) -> None:
    """Make an agency's database where there is none."""
    from tongban.config import postgres

    postgres.database(_server(), f"agency_{system.name}")


def _connect(
    home: Path,
    place: Path,
    system: plan.System,
    services: Sequence[DataService],
    said: Mapping[str, Any],
) -> None:
    """Write the connection to a system, unless somebody has written one."""
    kind, at = _address(place, system)
    places = {
        one.id: str(no) if kind == "nats" else register.name
        for no, (one, register) in enumerate(zip(services, system.registers, strict=True))
    }
    routes = {
        one.id: Route(
            places[one.id],
            register.key,
            dict(zip(register.columns[1 : len(one.yields) + 1], one.yields, strict=True)),
        )
        for one, register in zip(services, system.registers, strict=True)
    }
    options: dict[str, Any] = {}
    if kind == "sftp":
        options["host_key"] = _host_key(place)
    secret = f"agency-{system.name}" if kind not in {"files", "sql"} else ""
    if secret:
        connection.keep_secret(home, secret, plan.password(place))
    made = Connection(system.name, kind, at, routes, str(said["agencies"][0]), secret, options)
    connection.write(home, made)


def _address(place: Path, system: plan.System) -> tuple[str, str]:
    here = f"127.0.0.1:{system.port}"
    match system.shape:
        case "database":
            socket_at = str(_server().socket)
            return "sql", f"postgresql+psycopg://tongban@/agency_{system.name}?host={socket_at}"
        case "files" if system.via == "sftp":
            return "sftp", f"sftp://{system.name}@{here}/"
        case "files":
            return "files", str(place / "drop")
        case "stream" if stream.program() and _is_here("nats"):
            return "nats", f"nats://{here}"
        case "stream":
            return "feed", f"http://{here}"
        case _:
            return "http", f"http://{here}"


def _host_key(place: Path) -> str:
    """Return the public key of a place's SFTP server, drawn at its first use."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = place / "host_key"
    place.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        raw = Ed25519PrivateKey.generate().private_bytes(
            form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption()
        )
        path.touch(0o600)
        path.write_bytes(raw)
    key: Any = form.load_ssh_private_key(path.read_bytes(), None)
    public: bytes = key.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    return public.decode()


class Clerks:
    """Those who enter what their agency knows into its register (部门登记员)."""

    def __init__(self, book: Book, home: Path) -> None:
        """Find the systems of this home; where none is prepared nothing is entered."""
        self.book = book
        self._home = home
        self._waiting: dict[str, dict[str, list[tuple[str, Mapping[str, Any]]]]] = {}
        self._of: dict[str, tuple[str, plan.Register, Mapping[str, str]]] = {}
        for said, services in described(book):
            if (home / FOLDER / said["name"] / "system.json").exists():
                for one in services:
                    columns = columns_of(one, book)
                    self._of[one.id] = (said["name"], _register(one, book), columns)

    def answered(self, names: Collection[str] | None = None) -> frozenset[str]:
        """Return the register entries (licence kinds) that the systems here, or some, answer for."""
        services = (
            self.book.data_services[one]
            for one, (name, _, _) in self._of.items()
            if names is None or name in names
        )
        return frozenset(one.register for one in services if one.register)

    def testify(self, number: str, known: Mapping[str, Any]) -> None:
        """Note single facts in the registers that keep them beside no paper."""
        for id_ in self._of:
            service = self.book.data_services[id_]
            mine = {kind: known[kind] for kind in service.yields if kind in known}
            if mine and not service.register:
                self.enter(id_, number, mine)

    def note(self, number: str, known: Mapping[str, Any], licence: str | None = None) -> None:
        """Note what is known about somebody in every register that holds just that.

        `licence` is the kind of paper it stands in, which may be what a register keeps.
        """
        for id_ in self._of:
            service = self.book.data_services[id_]
            if (
                service.register == licence
                if service.register
                else set(service.yields) <= known.keys()
            ):
                self.enter(
                    id_, number, {kind: known[kind] for kind in service.yields if kind in known}
                )

    def enter(self, service: str, number: str, known: Mapping[str, Any]) -> None:
        """Note one entry of one register; `flush` writes what was noted."""
        if service not in self._of:
            return
        name, register, columns = self._of[service]
        chance = random.Random(f"{service}{number}")  # noqa: S311 - numbers of invented entries
        row: dict[str, Any] = {register.key: number}
        row |= {columns[kind]: _written(value) for kind, value in known.items()}
        row |= {
            EXTRA[0]: f"{chance.randrange(10**8):08d}",
            EXTRA[1]: f"2026{chance.randrange(1, 10):02d}15",
        }
        self._waiting.setdefault(name, {}).setdefault(register.name, []).append((register.key, row))

    def flush(self) -> None:
        """Write everything that was noted."""
        for name, registers in self._waiting.items():
            book = RegisterBook(self._home / FOLDER / name)
            for register, rows in registers.items():
                book.enter(register, rows[0][0], [row for _, row in rows])
            book.close()
        self._waiting.clear()


def _written(value: Any) -> Any:
    """Write a value as agencies write it: 是 and 否, days without strokes, lists in one cell."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return value
