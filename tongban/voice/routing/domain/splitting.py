"""Several matters in one message (一信多诉): where one ends and the next begins.

A message is cut only where each part speaks surely of its own function: splitting is offered to
the person, and a wrong offer costs them more than none.
"""

import re
from collections.abc import Callable

from tongban.voice.routing.domain.proposals import Proposal

_JOINTS = re.compile(
    r"(?:另外|还有就是|还有一件事|还有|其次|再就是|再者|此外|同时|顺便|再一个|第[一二三四五]个?[,,、是:]|[(（]?[1-5一二三四五][)）、.．](?!\d))"
)
_STOPS = re.compile(r"[。;；!！\n]+")
SURE = 0.55  # how sure each part must be of its function
SHORTEST = 5  # characters of a part
MOST = 5


def parts(text: str, propose: Callable[[str], Proposal]) -> tuple[str, ...]:
    """Return the parts of a message, the whole where it is one matter."""
    for cut in (_JOINTS, _STOPS):
        pieces = [piece.strip(" ,，。;；、:：") for piece in cut.split(text)]
        found = _merged([piece for piece in pieces if len(piece) >= SHORTEST], propose)
        if 1 < len(found) <= MOST:
            return tuple(found)
    return (text.strip(),)


def _merged(pieces: list[str], propose: Callable[[str], Proposal]) -> list[str]:
    """Put pieces together that speak of one matter, or of none surely."""
    found: list[tuple[str, str]] = []
    for piece in pieces:
        said = propose(piece)
        sure = said.function.confidence >= SURE
        matter = f"{said.function.value}/{said.category_l2.value}" if sure else ""
        if found and (not matter or any(matter == known for _, known in found)):
            before, known = found[-1]
            found[-1] = (f"{before}。{piece}", known)
        elif found and not found[-1][1]:
            found[-1] = (f"{found[-1][0]}。{piece}", matter)
        else:
            found.append((piece, matter))
    return [piece for piece, _ in found]
