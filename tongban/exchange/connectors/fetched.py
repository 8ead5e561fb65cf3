"""A file fetched once from an address (取回文件), as an operator names it; bounded in size and time."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

import httpx2

PATIENCE = 30.0  # seconds
_ENDINGS = {"json": ".json", "csv": ".csv", "sheet": ".xlsx"}


class NotFetchedError(Exception):
    """The address did not answer with a file; the message says how."""


def fetch(address: str, *, largest: int) -> tuple[bytes, str]:
    """Fetch a file and tell its name; raises NotFetchedError.

    For operators on their own machine: whoever comes by a page names no address.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotFetchedError("the address must begin with http:// or https://")
    content = bytearray()
    try:
        with httpx2.stream("GET", address, timeout=PATIENCE, trust_env=False) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                content += part
                if len(content) > largest:
                    raise NotFetchedError(f"it is larger than {largest // 1_000_000} MB")
            kind = answer.headers.get("content-type", "")
    except httpx2.HTTPError as fault:
        raise NotFetchedError(type(fault).__name__) from fault
    name = PurePosixPath(parts.path).name or "data"
    if not PurePosixPath(name).suffix:
        name += next((ending for word, ending in _ENDINGS.items() if word in kind), ".csv")
    return bytes(content), name
