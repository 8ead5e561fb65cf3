"""The sandbox (沙箱): people of no place, whose papers stand in every way papers can stand.

Their numbers are well-formed and of a region that does not exist, so they are nobody's; their
licences are words that only the sandbox knows. What an application does here runs through the
real code and leaves nothing.
"""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.identifiers import make_citizen_number

REGION = "990101"
NAMES = ("沙一帆", "沙双喜", "沙三多", "沙思远", "沙䶮", "沙买买提·吐尔逊")
PREFIX = "sandbox-"
STATES = ("valid", "expired", "suspended", "revoked", "not-ours")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the sandbox (沙箱人物), with one licence in each state, by what is shown."""

    number: str
    name: str
    gender: str
    birth: date
    licences: dict[str, str]


def people() -> tuple[Person, ...]:
    """Return everybody of the sandbox; the same each time.

    >>> [person.name for person in people()][:2], people()[0].licences["expired"]
    (['沙一帆', '沙双喜'], 'sandbox-expired-1')
    """
    made = []
    for place, name in enumerate(NAMES, 1):
        born = date(1950 + 11 * place, place, 2 * place)
        shown = {state: f"{PREFIX}{state}-{place}" for state in STATES}
        number = make_citizen_number(REGION, born, place)
        made.append(Person(number, name, "男" if place % 2 else "女", born, shown))
    return tuple(made)


def shown(token: str) -> tuple[str, Person] | None:
    """Return the state and holder of a sandbox licence, None for anything else."""
    for person in people():
        for state, said in person.licences.items():
            if said == token:
                return state, person
    return None
