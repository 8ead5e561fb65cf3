"""The machine (机器): clock, certificates, modes of secrets, connections, settings."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

Finding = dict[str, str]
ETC = Path("/etc/tongban")
_SKEW = timedelta(seconds=2)
_EXPIRES = timedelta(days=21)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def secrets_modes(etc: Path = ETC) -> Iterator[Finding]:
    """Look whether anybody else can read a secret or a key of this machine."""
    for path in sorted([*etc.glob("secrets/*"), *etc.glob("tls/*key*")]):
        if path.is_file() and path.stat().st_mode & _OTHERS:
            yield {
                "what": f"{path} can be read by others",
                "why": "Whoever has it can read the database or speak in the city's name.",
                "mend": f"Run: chmod 600 {path}",
            }


def certificates(etc: Path = ETC, *, at: datetime | None = None) -> Iterator[Finding]:
    """Look whether a certificate of the proxy ends soon, or is still the one install made."""
    from cryptography import x509

    for path in sorted(etc.glob("tls/*certificate*")):
        if not os.access(path, os.R_OK):
            continue
        found = x509.load_pem_x509_certificate(path.read_bytes())
        left = found.not_valid_after_utc - (at or datetime.now(UTC))
        if left < _EXPIRES:
            yield {
                "what": f"The certificate {path} ends in {max(0, left.days)} days",
                "why": "From then on browsers refuse the city's pages.",
                "mend": "Renew it and reload the proxy.",
            }
        elif found.issuer == found.subject:
            yield {
                "what": f"The certificate {path} is signed by itself",
                "why": "Browsers warn everybody who opens the city's pages.",
                "mend": "Put one of an authority there, and reload the proxy.",
            }


def clock() -> Iterator[Finding]:
    """Look whether this machine's clock and the database's agree."""
    from django.db import connection

    with connection.cursor() as cursor:
        before = datetime.now(UTC)
        cursor.execute("select clock_timestamp()")
        theirs = cursor.fetchone()[0]
        between = before + (datetime.now(UTC) - before) / 2
    if abs(theirs - between) > _SKEW:
        yield {
            "what": f"The clock differs from the database's by {abs(theirs - between).total_seconds():.0f} s",
            "why": "Limits, stamps and signed requests are judged by clocks; other cities refuse ours.",
            "mend": "Have both machines follow one time server (chrony or systemd-timesyncd).",
        }


def connections() -> Iterator[Finding]:
    """Look whether the database takes as many connections as servers and workers may open."""
    from django.db import connection

    servers = len(os.environ.get("TONGBAN_SERVERS", "8001,8002").split(","))
    workers = int(os.environ.get("TONGBAN_WORKERS", "2"))
    wanted = servers * min(2, os.cpu_count() or 1) * 4 + workers * 4 + 10
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('max_connections')::int")
        most = cursor.fetchone()[0]
    if wanted > most:
        yield {
            "what": f"Servers and workers may open {wanted} connections, the database takes {most}",
            "why": "At the busiest hour some requests would find no connection.",
            "mend": "Raise max_connections, or run fewer servers on this machine.",
        }
