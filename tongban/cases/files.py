"""Files handed in (附件检查): judged by content, never by name or by what the browser says.

Only PDF, JPEG, PNG, and licences as OFD or as a credential of a wallet; a picture is opened to the end, so that what begins like one and is
another thing is refused; its name is kept as harmless text for people to recognise it by.
"""

import hashlib
import io
import re
import unicodedata
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from tongban.cases.problems import FileDamaged, FileTooLarge, FileTypeUnknown

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 100
PIXELS = 60_000_000  # a picture that unpacks to more is an attack or a mistake

PDF, OFD, CREDENTIAL = "application/pdf", "application/ofd", "application/dc+sd-jwt"
SEALED = (PDF, OFD, CREDENTIAL)
"""What may bear a seal or a key that says whose it is."""
_MAGIC = (
    (b"%PDF-", PDF, ".pdf"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"PK\x03\x04", OFD, ".ofd"),
    (b"eyJ", CREDENTIAL, ".sdjwt"),
)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*&\']')


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept (已核验的文件)."""

    name: str
    type: str
    digest: str
    content: bytes


def check(name: str, content: bytes) -> CheckedFile:
    """Say what a file is. Raises FileTooLarge, FileTypeUnknown, FileDamaged."""
    if len(content) > LARGEST:
        raise FileTooLarge
    for magic, type_, suffix in _MAGIC:
        if content.startswith(magic):
            _open(type_, content)
            digest = hashlib.sha256(content).hexdigest()
            return CheckedFile(harmless(name, suffix), type_, digest, content)
    raise FileTypeUnknown


def _open(type_: str, content: bytes) -> None:
    if type_ == PDF:
        if b"%%EOF" not in content[-2048:]:
            raise FileDamaged
        return
    if type_ in SEALED:
        if not (
            content.isascii() and b"~" in content if type_ == CREDENTIAL else b"OFD.xml" in content
        ):
            raise FileTypeUnknown
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > PIXELS:
                    raise FileDamaged
                picture.load()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ):
        raise FileDamaged from None


def harmless(name: str, suffix: str) -> str:
    """Return a name that is only text: no path, no markup, no control characters, its true type."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem = _FORBIDDEN.sub("", shown)
    stem = re.sub(r"\.(pdf|jpe?g|png|ofd|sdjwt)$", "", stem, flags=re.IGNORECASE).strip(" .")
    return f"{stem[: LONGEST_NAME - len(suffix)] or 'file'}{suffix}"
