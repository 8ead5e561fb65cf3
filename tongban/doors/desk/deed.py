"""A deed of an officer (办理动作): its words, when it is possible, what it asks, which face it calls.

The table in `deeds` is a list of these; one view and one template serve them all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tongban.doors.desk.sight import Sight
from tongban.doors.shared.fields import Field
from tongban.doors.shared.given import Given
from tongban.kernel.text import Text

DAYS = Text("天", "days")
FOUND = Text("核查到的情况", "What was found")


def _no_fields(_sight: Sight, _given: Given) -> Sequence[Field]:
    return ()


@dataclass(frozen=True, slots=True)
class Deed:
    """Something an officer can do with a case (办理动作).

    `act` is the power it needs ("" where `possible` looks itself); `do` calls the face and may
    return the number of the case to show next. `leaves` is the event it leaves behind and
    `outcome` the step it leads to: by these a double click is known.
    """

    name: str
    label: Text
    group: str
    act: str
    possible: Callable[[Sight], bool]
    do: Callable[[Sight, Given], str | None]
    done: Text
    leaves: str
    fields: Callable[[Sight, Given], Sequence[Field]] = _no_fields
    button: Text | None = None
    hint: Text | None = None
    outcome: str = ""
    key: str = ""
    no: bool = False

    def offered(self, sight: Sight) -> bool:
        """Whether the law and the post allow it now."""
        return (not self.act or sight.may(self.act)) and self.possible(sight)

    @property
    def asks(self) -> bool:
        """Whether it has a form of its own; else its button does it."""
        return self.fields is not _no_fields


def agencies(sight: Sight) -> list[tuple[str, Text]]:
    """List the agencies other than the case's own."""
    found = sight.book.agencies.values()
    return [(each.id, each.name) for each in found if each.id != sight.case.agency]


def is_accepted(sight: Sight) -> bool:
    """Say whether the case has been taken in and not yet decided."""
    return sight.is_("accepted")
