"""The database shape (库表型系统): the registers as tables of a server that others may read.

PostgreSQL by its own driver, MariaDB by PyMySQL; names of tables and columns are the agency's,
so each is quoted. Entries are passed on in the order they were made, each at least once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from tongban.exchange.agency_systems.plan import Register, System


class Tables:
    """The tables of a system in its database server."""

    def __init__(self, system: System) -> None:
        self._mysql = system.url.startswith("mysql")
        self._connection: Any = _mysql(system.url) if self._mysql else _postgres(system.url)
        self._registers = {one.name: one for one in system.registers}
        for register in system.registers:
            self._run(self._create(register))

    def put(self, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Write entries, each the register's name and its row; a later one replaces an earlier."""
        for name, row in rows:
            register = self._registers.get(name)
            if register is not None:
                self._run(
                    self._upsert(register), [_text(row.get(each)) for each in register.columns]
                )
        if self._mysql:
            self._connection.commit()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _run(self, statement: str, values: Sequence[Any] = ()) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _named(self, name: str) -> str:
        mark = "`" if self._mysql else '"'
        return f"{mark}{name.replace(mark, '').replace('%', '')}{mark}"

    def _create(self, register: Register) -> str:
        key = self._named(register.key)
        rest = [self._named(each) for each in register.columns if each != register.key]
        columns = ", ".join([f"{key} varchar(40) primary key", *(f"{each} text" for each in rest)])
        return f"create table if not exists {self._named(register.name)} ({columns})"

    def _upsert(self, register: Register) -> str:
        names = [self._named(each) for each in register.columns]
        table, marks = self._named(register.name), ", ".join(["%s"] * len(names))
        if self._mysql:
            return f"replace into {table} ({', '.join(names)}) values ({marks})"  # noqa: S608 - names from the plan
        given = ", ".join(f"{each} = excluded.{each}" for each in names)
        return (
            f"insert into {table} ({', '.join(names)}) values ({marks}) "  # noqa: S608 - names from the plan
            f"on conflict ({self._named(register.key)}) do update set {given}"
        )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _postgres(url: str) -> Any:
    import psycopg

    return psycopg.connect(url, autocommit=True)


def _mysql(url: str) -> Any:
    import pymysql

    said = urlsplit(url)
    socket = dict(part.split("=", 1) for part in said.query.split("&") if "=" in part)
    return pymysql.connect(
        user=said.username or "", password=said.password or "", database=said.path.strip("/"),
        host=said.hostname or "127.0.0.1", port=said.port or 3306,
        unix_socket=socket.get("unix_socket"), charset="utf8mb4",
    )  # fmt: skip
