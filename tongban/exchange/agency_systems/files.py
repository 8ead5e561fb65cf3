"""The file shape (文件交换型系统): each night one CSV or Excel file for every register.

The file is written whole under another name and then moved, so that nobody reads half of it. By
SFTP others see the folder `drop` and nothing else, and may only read.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tongban.exchange.agency_systems import plan
from tongban.exchange.agency_systems.book import RegisterBook


def drop(place: Path, system: plan.System, book: RegisterBook) -> int:
    """Write the files of this night; return the number of the last entry they hold."""
    last = book.last()
    rows: dict[str, list[Mapping[str, Any]]] = {one.name: [] for one in system.registers}
    for _, register, _, row in book.entries():
        rows.setdefault(register, []).append(row)
    folder = place / "drop"
    folder.mkdir(exist_ok=True)
    night = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    for one in system.registers:
        made = _xlsx(one, rows[one.name]) if system.format == "xlsx" else _csv(one, rows[one.name])
        target = folder / f"{one.name}-{night}.{system.format}"
        fresh = folder / f".{target.name}.part"
        fresh.write_bytes(made)
        fresh.replace(target)
        _keep_two(folder, one.name, system.format)
    return last


def _keep_two(folder: Path, name: str, format_: str) -> None:
    """Keep this night's file and the last one's."""
    for old in sorted(folder.glob(f"{name}-*.{format_}"))[:-2]:
        old.unlink(missing_ok=True)


def _csv(register: plan.Register, rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, register.columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(register: plan.Register, rows: Sequence[Mapping[str, Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(register.name[:31])
    sheet.append(list(register.columns))
    for row in rows:
        sheet.append([row.get(column) for column in register.columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def serve(place: Path, system: plan.System) -> Any:
    """Open the folder to others by SFTP, read-only; return what must be closed."""
    import asyncssh

    key = place / "host_key"
    if not key.exists():
        made = asyncssh.generate_private_key("ssh-ed25519")
        made.write_private_key(str(key))
        key.chmod(0o600)
        made.write_public_key(str(place / "host_key.pub"))
    drop_folder = place / "drop"
    drop_folder.mkdir(exist_ok=True)

    class _Files(asyncssh.SFTPServer):  # type: ignore[misc, name-defined, unused-ignore]
        def __init__(self, channel: Any) -> None:
            super().__init__(channel, chroot=str(drop_folder).encode())

        def open(self, path: bytes, pflags: int, attrs: Any) -> Any:
            if pflags & (asyncssh.FXF_WRITE | asyncssh.FXF_APPEND | asyncssh.FXF_CREAT):
                raise asyncssh.SFTPPermissionDenied("read only")
            return super().open(path, pflags, attrs)

        def remove(self, path: bytes) -> Any:
            del path
            raise asyncssh.SFTPPermissionDenied("read only")

    class _Door(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return username == system.name and password == plan.password(place)

    return await asyncssh.create_server(
        _Door, "127.0.0.1", system.port, server_host_keys=[str(key)], sftp_factory=_Files
    )
