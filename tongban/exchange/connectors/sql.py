"""A database (库表): one prepared SELECT by key, through SQLAlchemy: PostgreSQL or MariaDB.

`at` is an SQLAlchemy URL without a password; the password is the secret. Only reading is asked
for, and the server is told to stop after the deadline.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tongban.exchange.connectors.connection import Connection
from tongban.exchange.connectors.sources import MOST_ROWS, Place, Raw

_CONNECT = 2  # seconds


class Sql:
    """A database that may be read."""

    def __init__(self, connection: Connection, password: str) -> None:
        """Make the pool; the server is first asked when somebody is looked up."""
        url = sqlalchemy.make_url(connection.at)
        if password:
            url = url.set(password=password)
        self._engine = sqlalchemy.create_engine(
            url, pool_size=2, max_overflow=4, pool_pre_ping=True, pool_recycle=300,
            connect_args={"connect_timeout": _CONNECT},
        )  # fmt: skip

    def find(self, place: str, column: str, value: str, *, seconds: float) -> Sequence[Raw]:
        """Return the rows where a column has this value."""
        by: Any = sqlalchemy.column(column)
        wanted = (
            sqlalchemy.select(sqlalchemy.text("*"))
            .select_from(_table(place))
            .where(by == value)
            .limit(MOST_ROWS)
        )
        return self._rows(wanted, seconds)

    def close(self) -> None:
        """Close the pool."""
        self._engine.dispose()

    def places(self, *, seconds: float) -> Sequence[Place]:
        """Read the tables and their columns."""
        del seconds
        try:
            inspector = sqlalchemy.inspect(self._engine)
            return [
                Place(name, tuple(str(one["name"]) for one in inspector.get_columns(name)))
                for name in sorted(inspector.get_table_names())
            ]
        except SQLAlchemyError as fault:
            raise ConnectionError(type(fault).__name__) from fault

    def sample(self, place: str, *, seconds: float) -> Sequence[Raw]:
        """Return a few rows."""
        wanted = sqlalchemy.select(sqlalchemy.text("*")).select_from(_table(place)).limit(5)
        return self._rows(wanted, seconds)

    def _rows(self, wanted: Any, seconds: float) -> Sequence[Raw]:
        try:
            with self._engine.connect() as connection:
                self._limit(connection, seconds)
                found = connection.execute(wanted).mappings().all()
                return [dict(row) for row in found]
        except DBAPIError as fault:
            said = str(fault.orig)
            if "timeout" in said or "max_statement_time" in said or "interrupted" in said:
                raise TimeoutError("the database did not answer in time") from None
            raise ConnectionError(type(fault.orig).__name__) from None
        except SQLAlchemyError as fault:
            raise ConnectionError(type(fault).__name__) from None

    def _limit(self, connection: Any, seconds: float) -> None:
        """Tell the server when to stop, and that we only read."""
        if self._engine.dialect.name == "postgresql":
            connection.execute(sqlalchemy.text("set transaction read only"))
            milliseconds = max(1, int(seconds * 1000))
            connection.execute(sqlalchemy.text(f"set local statement_timeout = {milliseconds}"))
        else:
            connection.execute(sqlalchemy.text(f"set max_statement_time = {max(0.001, seconds)}"))


def _table(place: str) -> Any:
    """Name a table, with its schema where one is written before a point."""
    schema, _, name = place.rpartition(".")
    return sqlalchemy.table(name, schema=schema or None)
