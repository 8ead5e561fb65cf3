"""What an installation consists of (安装清单): every file with its place, mode and words.

Nothing here touches the machine: a plan is made of the wishes, shown by `--dry-run`, and written
by `writing`. Paths are those of the running system; an image puts them below another root.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tongban.cli.installing import proxies, units
from tongban.config import options

ETC = Path("/etc/tongban")
OPT = Path("/opt/tongban")
USER = "tongban"
Proxy = Literal["nginx", "caddy", "none"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the administrator wants (安装意愿)."""

    hosts: tuple[str, ...]
    home: Path = Path("/var/lib/tongban")
    servers: tuple[int, ...] = (8001, 8002)
    workers: int = 2
    proxy: Proxy = "nginx"
    certificate: Path = ETC / "tls" / "certificate.pem"
    key: Path = ETC / "tls" / "key.pem"
    embedded: bool = True
    prefix: Path = OPT / "current"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written (文件); `once` is never written over, since people change it."""

    path: Path
    text: str
    mode: int = 0o644
    once: bool = False


def files(wishes: Wishes) -> list[File]:
    """Return every file of an installation."""
    unit = Path("/etc/systemd/system")
    made = [File(unit / name, text) for name, text in units.all_units(wishes).items()]
    made += [
        File(Path("/etc/sysusers.d/tongban.conf"), _sysusers(wishes)),
        File(Path("/etc/tmpfiles.d/tongban.conf"), _tmpfiles(wishes)),
        File(ETC / "settings.toml", _settings(wishes), 0o644, once=True),
    ]
    if wishes.proxy == "nginx":
        made += [
            File(Path("/etc/nginx/conf.d/tongban.conf"), proxies.nginx(wishes)),
            File(ETC / "upstream.conf", proxies.upstream(wishes.servers)),
        ]
    if wishes.proxy == "caddy":
        made.append(File(Path("/etc/caddy/Caddyfile.d/tongban.caddy"), proxies.caddy(wishes)))
    return made


def directories() -> list[tuple[Path, int]]:
    """Return the directories that hold them, with their modes; the home's are made by tmpfiles."""
    return [(ETC, 0o755), (ETC / "secrets", 0o700), (ETC / "tls", 0o700), (OPT, 0o755)]


def stays(wishes: Wishes) -> list[Path]:
    """Return what uninstalling leaves where it is: data, keys, settings, certificates, releases."""
    return [wishes.home, ETC, OPT]


def _settings(wishes: Wishes) -> str:
    return options.template(
        {
            "home": str(wishes.home),
            "hosts": list(wishes.hosts),
            "https": wishes.proxy != "none",
            "servers": [str(port) for port in wishes.servers],
            "workers": wishes.workers,
        }
    )


def _sysusers(wishes: Wishes) -> str:
    return f'u {USER} - "Tongban" {wishes.home} /usr/sbin/nologin\n'


def _tmpfiles(wishes: Wishes) -> str:
    below = ("", "/backups", "/run")
    return "".join(f"d {wishes.home}{name} 0700 {USER} {USER} -\n" for name in below)
