"""Witnesses (见证方): carrying a checkpoint to whoever cosigns it (C2SP tlog-witness).

Only carries: what is asked and what the answer means is the log's affair.
"""

from dataclasses import dataclass

import httpx2

PATIENCE = 3.0  # seconds; a witness that is away is asked again with the next checkpoint
_LARGEST = 16 * 1024


@dataclass(frozen=True, slots=True)
class WitnessReply:
    """What a witness answered (见证答复): the status of the protocol and the text."""

    status: int
    text: str


def add_checkpoint(address: str, body: str, *, patience: float = PATIENCE) -> WitnessReply | None:
    """Submit a checkpoint to the witness at this address; None where nobody answers."""
    try:
        answered = httpx2.post(
            f"{address.rstrip('/')}/add-checkpoint",
            content=body.encode(),
            headers={"Content-Type": "text/plain; charset=utf-8"},
            timeout=patience,
        )
    except httpx2.HTTPError:
        return None
    return WitnessReply(answered.status_code, answered.text[:_LARGEST])
