"""Writing an installation (写入): what differs is written, what people may have changed is kept."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from tongban.cli.installing import layout
from tongban.cli.installing.layout import File, Wishes

SELF_SIGNED_DAYS = 90
Deed = Literal["written", "same", "kept", "removed"]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to one path (写入结果)."""

    path: str
    done: Deed


def install(wishes: Wishes, *, root: Path, prefix: Path, dry: bool) -> list[Done]:
    """Write the installation below `root`; `prefix` is the environment the programs run from."""
    done = []
    for path, mode in layout.directories():
        done.append(_directory(_at(root, path), path, mode, dry=dry))
    done += [_file(root, one, dry=dry) for one in layout.files(wishes)]
    done.append(_link(root, wishes.prefix, prefix, dry=dry))
    token = File(
        layout.ETC / "secrets" / "metrics_token", secrets.token_urlsafe(32), 0o600, once=True
    )
    done.append(_file(root, token, dry=dry))
    if wishes.proxy == "nginx":
        done += _certificate(root, wishes, dry=dry)
    return done


def uninstall(wishes: Wishes, *, root: Path, dry: bool) -> list[Done]:
    """Take away what install wrote and people do not change; say what stays."""
    done = []
    ours = [one.path for one in layout.files(wishes) if not one.path.is_relative_to(layout.ETC)]
    for path in [*ours, wishes.prefix]:
        place = _at(root, path)
        if place.is_symlink() or place.exists():
            if not dry:
                place.unlink()
            done.append(Done(str(path), "removed"))
    return done


def replace(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    fresh.chmod(mode)
    fresh.rename(path)


def _at(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _directory(place: Path, path: Path, mode: int, *, dry: bool) -> Done:
    if place.is_dir() and place.stat().st_mode & 0o777 == mode:
        return Done(str(path), "same")
    if not dry:
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(mode)
    return Done(str(path), "written")


def _file(root: Path, file: File, *, dry: bool) -> Done:
    place = _at(root, file.path)
    if place.exists():
        if place.stat().st_mode & 0o777 == file.mode and (
            place.read_text(encoding="utf-8") == file.text
        ):
            return Done(str(file.path), "same")
        if file.once:
            return Done(str(file.path), "kept")
    if not dry:
        replace(place, file.text, file.mode)
    return Done(str(file.path), "written")


def _link(root: Path, link: Path, to: Path, *, dry: bool) -> Done:
    place = _at(root, link)
    if place.is_symlink():
        # Which release is current is changed by upgrade and by nothing else.
        return Done(str(link), "same" if place.readlink() == to else "kept")
    if not dry:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(to)
    return Done(str(link), "written")


def _certificate(root: Path, wishes: Wishes, *, dry: bool) -> list[Done]:
    """Begin with a certificate of our own where there is none, so that the proxy starts."""
    if _at(root, wishes.certificate).exists():
        return [Done(str(wishes.certificate), "kept")]
    if not dry:
        certificate, key = self_signed(wishes.hosts)
        replace(_at(root, wishes.key), key, 0o600)
        replace(_at(root, wishes.certificate), certificate, 0o644)
    return [Done(str(path), "written") for path in (wishes.certificate, wishes.key)]


def self_signed(hosts: tuple[str, ...]) -> tuple[str, str]:
    """Make a certificate for these names signed by itself, and its key, both in PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=SELF_SIGNED_DAYS))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in hosts]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    kept = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM).decode(), kept.decode()
