"""The settings of an installation (配置项): one documented file, secrets apart, nothing else.

`settings.toml` holds plain values under the names of `OPTIONS`; a name that is not there is refused
with the nearest one that is. Secrets never stand in it: each is a file of its own, readable by its
owner alone, in `secrets/` beside it or where systemd puts credentials ($CREDENTIALS_DIRECTORY).
What the environment says wins over both, so that one command can be tried with another value.
The file is the one named by `TONGBAN_SETTINGS`, else `settings.toml` in `TONGBAN_HOME`, else
`/etc/tongban/settings.toml`. The handbook's page of settings is written from this list.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FILE = "TONGBAN_SETTINGS"
"""The variable that names the file; empty for none."""
PLACE = Path("/etc/tongban/settings.toml")
_OPEN_TO_OTHERS = 0o077
Kind = Literal["text", "number", "switch", "list"]


class BadSettings(ValueError):  # noqa: N818 - it reads as it is
    """The settings cannot be used as they are; the sentence says which line and what to do."""


@dataclass(frozen=True, slots=True)
class Option:
    """One setting (配置项): its name in the file, its variable, what it is for."""

    name: str
    kind: Kind
    default: str
    says: str
    secret: bool = False
    variable: str = ""

    @property
    def read_as(self) -> str:
        """The variable of the environment it is read from."""
        return self.variable or f"TONGBAN_{self.name.upper()}"


OPTIONS: tuple[Option, ...] = (
    Option("home", "text", "/var/lib/tongban", "where the data of this city is: the embedded database, keys, files"),
    Option("database_url", "text", "", "a PostgreSQL server (postgresql://user:password@host:5432/name) instead of the embedded one", secret=True, variable="DATABASE_URL"),
    Option("reports_url", "text", "", "a streaming replica of the same database; reports are read from it", secret=True),
    Option("hosts", "list", "localhost,127.0.0.1,[::1]", "the host names that are answered for"),
    Option("https", "switch", "0", "a proxy in front speaks HTTPS: cookies, redirects and origins follow from it"),
    Option("proxies", "list", "127.0.0.0/8,::1 with https", "addresses of our own proxies, whose X-Forwarded-For is believed"),
    Option("pool", "number", "8", "the most database connections a process keeps (the server sets threads + 1)"),
    Option("prepare", "switch", "1", "keep prepared statements; 0 behind a pooler that cannot"),
    Option("servers", "list", "8001,8002", "the ports the application servers of this machine listen on"),
    Option("workers", "number", "2", "how many workers this machine runs"),
    Option("rush", "switch", "1", "whether there can be a queue before the doors; `tongban rush` turns it on, off or to auto"),
    Option("rush_rate", "number", "20", "people let in a second while there is a queue, to begin with"),
    Option("rush_share", "number", "60", "places in the queue one address draws a minute from each process; beyond it one looks again"),
    Option("backups", "text", "backups below the home", "where base backups and the archive of the log of the database go"),
    Option("backup_key", "text", "", "the public key (an X25519 key in PEM) that backups are encrypted to; its private half is kept elsewhere", variable="TONGBAN_BACKUP_KEY"),
    Option("log", "text", "WARNING", "the level of the program's log"),
    Option("metrics_token", "text", "", "what a scraper of /metrics must say; empty: there is no such page", secret=True),
    Option("cosignatures", "number", "1", "how many witnesses must have seen a checkpoint of the log before it is published"),
    Option("stamps", "list", "", "the time-stamp authorities (RFC 3161) documents and the log are stamped by"),
    Option("meaning", "switch", "1", "find services by meaning too, where the sentence model is installed"),
    Option("instance", "text", "CITY", "the name of this city among cities"),
    Option("search_cities", "switch", "0", "search also finds what the cities in accord offer, in lists the worker keeps here"),
    Option("gateway", "text", "where the portal is", "the address other cities reach the exchange gateway at"),
    Option("gateway_role", "text", "both", "what a gateway process serves: consumer, provider or both"),
    Option("exchange_algorithm", "text", "ES256", "by what members of the exchange sign: ES256, Ed25519, SM2"),
    Option("population_memory", "text", "a share of the machine's", "the most memory a run over the whole population takes"),
    Option("staff_factors", "text", "required", "whether officers sign in with a second factor: required or offered"),
    Option("assured_acts", "list", "", "what residents do with a surer sign-in (level 2) alone: export, erase, mandate, lend"),
    Option("payments", "text", "", "the address of the payment provider; empty: fees are paid at the window alone"),
    Option("payments_back", "text", "", "the portal's own address as the payment provider and the payer's browser reach it"),
    Option("stream", "list", "", "the servers of NATS JetStream (nats://host:4222) that are told of every event; empty: none"),
    Option("stream_token", "text", "", "the word that opens the stream", secret=True),
    Option("demo", "switch", "0", "show one-time codes; for demonstrations only"),
    Option("debug", "switch", "0", "show where an unexpected error of a command happened"),
)  # fmt: skip
"""Every setting there is."""

_BY_NAME = {one.name: one for one in OPTIONS}
_taken: dict[str, str] = {}


def path() -> Path | None:
    """Return the settings file of this process, None where there is none."""
    if (named := os.environ.get(FILE)) is not None:
        return Path(named).expanduser() if named else None
    if below := os.environ.get("TONGBAN_HOME"):
        found = Path(below).expanduser() / "settings.toml"
        return found if found.exists() else None
    return PLACE if PLACE.exists() and os.access(PLACE, os.R_OK) else None


def load() -> None:
    """Take the file and the secrets into the environment, where it does not say otherwise.

    Raises BadSettings; a second call does nothing, and tests read no file.
    """
    if _taken or os.environ.get("TONGBAN_MODE") == "test":
        return
    file = path()
    found = read(file) if file else {}
    for name, text in (found | secrets(file)).items():
        if os.environ.get(_BY_NAME[name].read_as) is None:
            os.environ[_BY_NAME[name].read_as] = text
            _taken[name] = text


def read(file: Path) -> dict[str, str]:
    """Read a settings file as texts by name; raises BadSettings for whatever is not as declared."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadSettings(f"{file}: there is no such file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file}: {error}.") from error
    return {name: _text(_known(name, file), value, file) for name, value in given.items()}


def secrets(file: Path | None) -> dict[str, str]:
    """Read the secrets: systemd's credentials, else `secrets/` beside the file."""
    found: dict[str, str] = {}
    beside = file.parent / "secrets" if file else None
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    for option in (one for one in OPTIONS if one.secret):
        if given and (one := Path(given) / f"tongban_{option.name}").exists():
            found[option.name] = one.read_text(encoding="utf-8").strip()
        elif beside and os.access(one := beside / option.name, os.R_OK):
            if one.stat().st_mode & _OPEN_TO_OTHERS:
                raise BadSettings(f"{one} can be read by others. Run: chmod 600 {one}")
            found[option.name] = one.read_text(encoding="utf-8").strip()
    return found


def effective() -> list[tuple[Option, str, str]]:
    """Return every setting with its value and where it is from; secrets say only whether they are."""
    rows = []
    for option in OPTIONS:
        value = os.environ.get(option.read_as)
        origin = (
            "default" if value is None else ("file" if option.name in _taken else "environment")
        )
        shown = option.default if value is None else value
        if option.secret:
            shown, origin = ("(set)" if value else "(not set)"), "secret" if value else "default"
        rows.append((option, shown, origin))
    return rows


def template(values: Mapping[str, Any]) -> str:
    """Write a settings file with these values; every other setting stands in it as a comment."""
    lines = [
        "# Settings of this city. `tongban settings` checks the file and shows what counts.",
        "",
    ]
    for option in OPTIONS:
        if option.secret:
            lines += [f"# {option.says}:\n#   a secret: secrets/{option.name}, mode 0600", ""]
            continue
        lines.append(f"# {option.says} (otherwise: {option.default or 'empty'})")
        given = option.name in values
        lines += [
            f"{option.name} = {_toml(values[option.name])}" if given else f"# {option.name} =",
            "",
        ]
    return "\n".join(lines)


def _known(name: str, file: Path) -> Option:
    option = _BY_NAME.get(name)
    if option is None:
        near = difflib.get_close_matches(name, _BY_NAME, 1)
        advice = f"Did you mean {near[0]}?" if near else "See docs/handbook/settings.md."
        raise BadSettings(f"{file}: there is no setting {name!r}. {advice}")
    if option.secret:
        raise BadSettings(
            f"{file}: {name} is a secret; put it into {file.parent}/secrets/{name}, mode 0600."
        )
    return option


def _text(option: Option, value: object, file: Path) -> str:
    kinds: dict[Kind, type] = {"text": str, "number": int, "switch": bool, "list": list}
    if not isinstance(value, kinds[option.kind]) or (
        option.kind == "number" and isinstance(value, bool)
    ):
        raise BadSettings(f"{file}: {option.name} is a {option.kind}, not {value!r}.")
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(int(value)) if isinstance(value, bool) else str(value)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
