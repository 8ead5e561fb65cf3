"""Packing (打包归档): one file a case, whose manifest is signed and stamped, and which brings its verifier.

In it lie the metadata, the events, the papers as PDF/A, what was handed in, the manifest of digests
with its signature, the certificate it was made with, time stamps, and `verify.py`, which needs nothing
but Python and openssl. A key that was changed since takes nothing from what it signed before.
"""

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.cases import drafts, handling, notices, noting, store
from tongban.cases.archiving.domain import retention
from tongban.cases.archiving.models import ArchiveRow
from tongban.cases.domain.states import CaseState
from tongban.catalogue import api as catalogue
from tongban.exchange import api as exchange
from tongban.kernel import time
from tongban.kernel.signing import certificates, keyring
from tongban.ledger import api as ledger

FOLDER = "archive"
KEYS = "keys"
FIRST = "archive"
VERIFIER = Path(__file__).parent / "verify.py"


def pack(row: ArchiveRow, at: datetime) -> bool:
    """Write the package of a case; False where it is open again."""
    state = store.load(row.case)
    if state is None or state.status.is_open or (state.ended is None and not state.withdrawn):
        return False
    content = _content(row, state)
    manifest = _manifest(row, content, at)
    name, pem, signature = _signed(manifest)
    content |= {"manifest.json": manifest, "manifest.sig": signature, "signer.pem": pem}
    for no, token in enumerate(_stamps(manifest), 1):
        content[f"stamps/{no}.tst"] = token
    path = Path(FOLDER) / str(row.closed_on.year) / f"{row.number}.zip"
    _write(Path(settings.HOME) / path, content)
    row.path, row.digest = str(path), hashlib.sha256(manifest).hexdigest()
    row.signer, row.packed_at = name, at
    row.save()
    return True


def _content(row: ArchiveRow, state: CaseState) -> dict[str, bytes]:
    """Collect what the package holds, but for its manifest."""
    made = {"verify.py": VERIFIER.read_bytes(), "events.jsonl": _events(row.case)}
    for one in notices.listed(ledger.events(row.case)):
        made[f"papers/{one.no}-{one.kind}.pdf"] = notices.made(row.case, state, one.no)
    for identifier in state.attachments:
        kept = drafts.file(identifier)
        made[f"evidence/{identifier}-{_plain(kept.name)}"] = bytes(kept.content)
    if written := noting.of_case(row.case):
        said = [
            {"at": one.at.isoformat(), "by": one.by, "agency": one.agency, "words": one.words}
            for one in written
        ]
        made["notes.json"] = _said(said)
    made["metadata.json"] = _said(_metadata(row, state, len(made)))
    return made


def _plain(name: str) -> str:
    """Return a name that stays where it is unpacked, on any system: no way, no drive, no dots before."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r'[\x00-\x1f\x7f:*?"<>|]', "_", last).lstrip(".")[:120] or "file"


def _events(stream: int) -> bytes:
    lines = (
        {
            "seq": one.seq, "type": one.type, "at": one.at.isoformat(),
            "actor": one.actor.to_json(), "data": dict(one.data),
            "objects": [[ref.type, ref.id, ref.role] for ref in one.objects],
        }
        for one in ledger.events(stream)
    )  # fmt: skip
    return "\n".join(json.dumps(line, ensure_ascii=False, default=str) for line in lines).encode()


def _metadata(row: ArchiveRow, state: CaseState, files: int) -> Mapping[str, Any]:
    service, book = handling.service_of(state), catalogue.book(state.filed.book_on)
    term = retention.years(book, service.kind, row.closed_on)
    said = {
        "number": row.number, "title": service.name.zh, "service": service.id,
        "agency": book.agency_name(state.filed.agency).zh, "version": service.version,
        "opened": state.filed.on.isoformat(), "closed": row.closed_on.isoformat(),
        "kind": service.kind, "result": state.status.value, "secrecy": "无", "files": files,
        "term": "永久" if not term else f"{term} 年",
        "keep_until": row.keep_until.isoformat() if row.keep_until else None,
    }  # fmt: skip
    items = {item: said[name] for item, name in retention.METADATA.items()}
    return {"标准": "GB/T 42727-2023", "未核对": list(retention.UNVERIFIED), **items}


def _manifest(row: ArchiveRow, content: Mapping[str, bytes], at: datetime) -> bytes:
    files = {
        name: {"sha256": hashlib.sha256(one).hexdigest(), "bytes": len(one)}
        for name, one in sorted(content.items())
    }
    return _said({"number": row.number, "made": at.isoformat(), "files": files})


def _said(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _signed(manifest: bytes) -> tuple[str, bytes, bytes]:
    name = current()
    ring = keyring(Path(settings.HOME))
    signer = ring.signer(name)
    pem = certificates.certificate(ring, name, signer.algorithm, owner="Tongban archive")
    kept = Path(settings.HOME) / FOLDER / KEYS / f"{name}.pem"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pem)
    return name, pem, certificates.in_asn1(signer, manifest)


def _stamps(manifest: bytes) -> list[bytes]:
    return [one.token for one in exchange.TimeStamping().stamp(manifest)]


def current() -> str:
    """Name the key that signs now: the one that was begun last (现用归档密钥)."""
    path = Path(settings.HOME) / FOLDER / "current"
    return path.read_text("utf-8").strip() if path.exists() else FIRST


def rotate(at: datetime | None = None) -> str:
    """Begin a new key; what the old ones signed holds, since their certificates stay (密钥轮换)."""
    name = f"{FIRST}-{(at or time.now()):%Y%m%d%H%M%S}"
    path = Path(settings.HOME) / FOLDER / "current"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name, encoding="utf-8")
    return name


def _write(path: Path, content: Mapping[str, bytes]) -> None:
    """Write a package whole or not at all, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in content.items():
            archive.writestr(name, one)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(buffer.getvalue())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
