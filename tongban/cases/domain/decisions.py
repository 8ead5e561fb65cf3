"""Decisions (决定)."""
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where and until when a refusal can be contested (救济途径与期限; 许可法 第三十八条)."""

    words: str
    until: date
