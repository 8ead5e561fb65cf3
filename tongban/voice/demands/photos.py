"""Photos of a demand (照片): opened, made smaller, and kept without where they were taken.

A telephone writes place, time and owner into a photo. The person put the point they wanted on the
map; nothing else of where they were is kept.
"""

import io
import warnings
from datetime import datetime

from PIL import Image, ImageOps, UnidentifiedImageError

from tongban.kernel import ids
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.voice.models import PhotoRow

LARGEST = 12 * 1024 * 1024
SIDE = 1600
PIXELS = 60_000_000
MOST = 4


class BadPhoto(Problem):
    """A file that is no photo, is damaged, or too large (照片有误)."""

    code = "voice.bad-photo"
    words = Text("这张照片打不开，或者太大。", "This photo cannot be opened, or is too large.")
    advice = Text(
        "请用 JPG 或 PNG，12 MB 以内，最多 4 张。", "JPG or PNG, up to 12 MB, four at most."
    )


def cleaned(content: bytes) -> bytes:
    """Return the photo as a smaller JPEG without anything written beside the picture."""
    if len(content) > LARGEST:
        raise BadPhoto
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
                if opened.width * opened.height > PIXELS:
                    raise BadPhoto
                picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ):
        raise BadPhoto from None
    picture.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def keep(demand: int, cleaned_: bytes, at: datetime) -> int:
    """Keep a photo with its demand."""
    shard = ids.shard_of(demand)
    row = PhotoRow(
        id=ids.new(shard),
        shard=shard,
        demand=demand,
        type="image/jpeg",
        size=len(cleaned_),
        content=cleaned_,
        at=at,
    )
    row.save(force_insert=True)
    return row.id


def of(demand: int) -> tuple[int, ...]:
    """List the photos of a demand by their ids."""
    found = PhotoRow.objects.filter(shard=ids.shard_of(demand), demand=demand).order_by("id")
    return tuple(found.values_list("id", flat=True))


def content(demand: int, photo: int) -> bytes | None:
    """Return a photo of this demand, None where it has none of that id."""
    row = PhotoRow.objects.filter(shard=ids.shard_of(photo), id=photo, demand=demand).first()
    return bytes(row.content) if row else None
