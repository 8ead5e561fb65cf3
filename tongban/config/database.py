"""Which PostgreSQL server this installation uses, as Django and psycopg want to hear it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tongban.config import postgres
from tongban.config.home import home


class BadDatabaseUrl(ValueError):  # noqa: N818 - it reads as it is
    """The `DATABASE_URL` cannot be read."""


def is_embedded() -> bool:
    """Whether the embedded server is used, since no `DATABASE_URL` is set."""
    return not os.environ.get("DATABASE_URL")


def parts() -> dict[str, str]:
    """Return host, port, user, password and database name, empty where not given.

    On the embedded server the platform is a user with few rights; who makes and keeps the tables
    is `owner`.
    """
    if is_embedded():
        cluster = postgres.cluster(home())
        is_test = os.environ.get("TONGBAN_MODE") == "test"
        return {
            "HOST": str(cluster.socket),
            "PORT": "",
            "USER": postgres.USER if is_test else postgres.PLATFORM,
            "PASSWORD": "",
            "NAME": os.environ.get("TONGBAN_TEST_NAME", "tongban"),
        }
    return _read(os.environ["DATABASE_URL"])


def _read(given: str) -> dict[str, str]:
    url = urlsplit(given)
    if url.scheme not in ("postgres", "postgresql") or len(url.path) < 2:  # noqa: PLR2004
        raise BadDatabaseUrl(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name"
        )
    return {
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "NAME": unquote(url.path[1:]),
    }


def owner() -> dict[str, str]:
    """Return the same of whoever makes, saves and restores the tables."""
    return parts() | ({"USER": postgres.USER} if is_embedded() else {})


@contextmanager
def as_owner() -> Iterator[None]:
    """Have Django's connection be the owner's meanwhile, for migrations."""
    from django.db import connection

    platform = connection.settings_dict["USER"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["USER"] = owner()["USER"]
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict["USER"] = platform


def settings(*, pool: int) -> dict[str, Any]:
    """Return Django's settings of the one database, with a bounded pool in the process."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        **parts(),
        # The pool keeps connections; Django must not keep them too.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": pool, "timeout": 5},
            "server_side_binding": True,
            # What a connection says a third time is prepared. Behind a pooler that cannot keep
            # prepared statements, set TONGBAN_PREPARE=0.
            "prepare_threshold": None if os.environ.get("TONGBAN_PREPARE") == "0" else 2,
        },
        "TEST": {
            "NAME": f"test_run_{os.environ.get('TONGBAN_TEST_RUN', '0')}",
            "TEMPLATE": os.environ.get("TONGBAN_TEST_TEMPLATE", "template0"),
        },
    }


def replica(url: str) -> dict[str, Any]:
    """Return Django's settings of the replica of reports: a URL, or `home:DIR` of an embedded one."""
    found = settings(pool=2)
    if url.startswith("home:"):
        place = postgres.cluster(Path(url.removeprefix("home:")))
        return found | {"HOST": str(place.socket), "TEST": {"MIRROR": "default"}}
    return found | _read(url) | {"TEST": {"MIRROR": "default"}}


def conninfo(*, owners: bool = False, **more: str) -> str:
    """Return the connection string of psycopg for code that runs without Django."""
    from psycopg.conninfo import make_conninfo

    found = (owner() if owners else parts()) | {key.upper(): value for key, value in more.items()}
    names = {"NAME": "dbname"}
    return make_conninfo(
        "", **{names.get(key, key.lower()): value for key, value in found.items() if value}
    )
