"""The gateway's connection to its database (数据库连接): taken for one request, given back after it.

A connection whose server has hung up shows it at its socket, so that no question is spent on
asking whether it still answers.
"""

import select

from django.db import connection

_MOST = 16  # connections of a pool that may all have been hung up on


def take() -> None:
    """Have a connection whose server is still there; what was hung up on is thrown away.

    Raises DatabaseError where there is no server.
    """
    for _ in range(_MOST):
        connection.ensure_connection()
        if connection.in_atomic_block or not has_hung_up(connection.connection.fileno()):
            return
        connection.connection.close()
        connection.close()


def give_back() -> None:
    """Give the connection back for the next request, whatever thread answers it."""
    if not connection.in_atomic_block:
        connection.close()


def has_hung_up(number: int) -> bool:
    """Whether something lies at a socket that nobody asked for: its other end has closed it."""
    waiting = select.poll()
    waiting.register(number, select.POLLIN)
    return bool(waiting.poll(0))
