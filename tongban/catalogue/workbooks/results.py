"""What comes back from a workbook (读回结果), apart from what reads it: Excel is loaded when needed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class Unreadable(ValueError):  # noqa: N818 - the word of our field
    """The file is no workbook that may be opened (工作簿打不开); the message says why."""


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that cannot be right (写错的格子): its sheet, its address, and why in plain words."""

    sheet: str
    cell: str
    message: str

    def to_json(self) -> dict[str, str]:
        """Return what the command line prints."""
        return {"sheet": self.sheet, "cell": self.cell, "message": self.message}

    def __str__(self) -> str:
        return f"“{self.sheet}”表 {self.cell}:{self.message}"


@dataclass(frozen=True, slots=True)
class Edition:
    """A service in a new wording (新版本): its file's text, and the changes in sentences."""

    id: str
    version: str
    file: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back from a workbook (读回结果): new editions, or every wrong cell and nothing else."""

    editions: tuple[Edition, ...] = ()
    unchanged: int = 0
    wrong: tuple[WrongCell, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
