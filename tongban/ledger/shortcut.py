"""The shortest way to the database (直达): one prepared statement, text in and text out.

Cursors, conversion and adaptation cost the client as much processor time as the work itself; a
statement that takes texts and gives one needs none of them. It is taken where the call is a
transaction of its own; within somebody's transaction, and where statements are logged or
wrapped, the ordinary way goes on serving.
"""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

_FORGOTTEN = b"26000"  # invalid_sql_statement_name
_GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_prepared: WeakKeyDictionary[psycopg.Connection[Any], set[bytes]] = WeakKeyDictionary()


def alone() -> psycopg.Connection[Any] | None:
    """Return the session where a call would be a transaction of its own, else None."""
    database = connections["default"]
    database.ensure_connection()
    session = database.connection
    is_alone = database.autocommit and session.prepare_threshold is not None
    if not is_alone or database.queries_logged or database.execute_wrappers:
        return None
    return session  # type: ignore[no-any-return]


def call(
    session: psycopg.Connection[Any],
    name: bytes,
    statement: bytes,
    types: Sequence[int],
    values: Sequence[bytes],
) -> PGresult:
    """Run a statement by its name, prepared once a session; raises what psycopg would."""
    with connections["default"].wrap_database_errors:
        known = _prepared.setdefault(session, set())
        if name in known:
            result = session.pgconn.exec_prepared(name, values)
            # psycopg forgets every prepared statement of a session after a rollback, ours too;
            # then nothing was done, and it is prepared anew.
            if result.error_field(DiagnosticField.SQLSTATE) != _FORGOTTEN:
                return _check(session, result)
            known.discard(name)
        _check(session, session.pgconn.prepare(name, statement, types))
        known.add(name)
        return _check(session, session.pgconn.exec_prepared(name, values))


def _check(session: psycopg.Connection[Any], result: PGresult) -> PGresult:
    """Return the result, or raise what went wrong, as psycopg would."""
    if result.status in _GOOD:
        return result
    if session.broken:
        raise psycopg.OperationalError("the connection was lost")
    raise psycopg.errors.error_from_result(result)
