"""Answers (填报)."""
from dataclasses import dataclass
from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Note:
    """What was put right in an answer (已代为更正), so that the person is told."""

    words: Text
