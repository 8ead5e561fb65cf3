"""The person a story fits (人物): made by the wishes of the plan, with what the state holds.

Nothing is known of a goal but its plan: which licences it needs and does not issue, which roles
others play in it, what its conditions ask of them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tongban.catalogue.domain.model import Book, Output, Role
from tongban.cli.simulation.residents import REGISTRAR, Town
from tongban.cli.simulation.wishes import Wishes
from tongban.kernel.text import Text
from tongban.people import api as people
from tongban.policy import api as policy

CHILDHOOD = 9  # years of a child who must be there before and of whom nothing else is asked


class Persona:
    """The applicant of a story and everybody who takes part, by role."""

    def __init__(
        self, book: Book, goal: Sequence[str], plan: policy.Plan, wishes: Wishes, town: Town
    ) -> None:
        """Prepare to make the people of this plan in this town."""
        self.book = book
        self.goal = goal
        self.plan = plan
        self.wishes = wishes
        self.town = town
        self.start: date = town.today
        self.parties: dict[str, people.Party] = {}

    def make(self) -> people.Party:
        """Make a resident whom this story fits, with everything the state would hold."""
        self.parties = {"applicant": self.town.person(**self._traits("applicant"))}
        self._endow()
        return self.parties["applicant"]

    def introduce(self, role: str, is_: str) -> None:
        """Make somebody the applicant names, with what the state would hold about them."""
        self.party_for(role)
        if role in self.parties:
            self._endow(role)
        else:
            self.parties[role] = self.town.party(is_)

    def _endow(self, only: str | None = None) -> None:
        """Give everybody, or one role alone, the papers this matter takes for granted."""
        for role, licence in sorted(self._needed()):
            for player in self._players(role):
                if only is not None and player != only:
                    continue
                self.party_for(player)
                if player in self.parties:
                    facts = {
                        ref.kind: value
                        for ref, value in self.wishes.facts.items()
                        if ref.role in (role, player)
                    }
                    self.town.give(self.parties[player], licence, facts)
        self.town.flush()

    def _players(self, role: str) -> list[str]:
        """Return the roles that may play this one in the event: the mother is one of the couple."""
        for each in self.goal:
            event = self.book.events.get(each)
            if event and "one_of" in event.roles.get(role, {}):
                return [str(player) for player in event.roles[role]["one_of"]]
        return [role]

    def party_for(self, role_id: str) -> None:
        """Make and relate the party of a role, unless the matter itself will bring it into being."""
        role = self.book.roles.get(role_id) or Role(role_id, Text(role_id))
        if role_id in self.parties or (role.new and not self._lives_already(role_id)):
            return
        if role.default and role.default != role_id:
            self.party_for(role.default)
            self.parties[role_id] = self.parties[role.default]
            return
        is_person = role.is_ == "person"
        traits = self._traits(role_id) if is_person else {}
        party = self.town.person(**traits) if is_person else self.town.party(role.is_)
        self.parties[role_id] = party
        if role.relation == "spouse":
            self.town.couple(self.parties["applicant"], party)
        elif role.relation:
            applicant = self.parties["applicant"]
            people.relate(applicant.id, role.relation, party.id, actor=REGISTRAR, at=self.town.at)

    def _outputs(self) -> list[tuple[str, Output]]:
        """Return what the services of the plan issue, each with the role it is issued to."""
        outputs = [(each, self.book.services[each.service].output) for each in self.plan.services]
        return [(each.bind.get(output.of, output.of), output) for each, output in outputs]

    def _lives_already(self, role: str) -> bool:
        """Whether no service of the plan brings this party into being, so it must exist before."""
        return not any(
            holder == role
            and output.licence is not None
            and any("issue" in source for source in output.states.values())
            for holder, output in self._outputs()
        )

    def _traits(self, role: str) -> dict[str, Any]:
        """Return sex and birthday that the wishes about derived facts ask for."""
        traits: dict[str, Any] = {}
        if role == "spouse" and "applicant" in self.parties:
            mine = self.parties["applicant"].number or ""
            traits["gender"] = "男" if int(mine[16]) % 2 == 0 else "女"
        if role == "child":
            traits["born"] = self.start - timedelta(days=CHILDHOOD * 366)
        for ref, value in self.wishes.facts.items():
            derive = self.book.kinds[ref.kind].derive if ref.kind in self.book.kinds else None
            if ref.role != role or not derive:
                continue
            if derive.get("by") == "age":
                traits["born"] = self.start - timedelta(days=int(value) * 366 + 90)
            elif derive.get("by") == "gender":
                traits["gender"] = value
        return traits

    def _needed(self) -> set[tuple[str, str]]:
        """Return what must be held before: licences needed and not issued on the way."""
        needed, issued = set(self.wishes.held), set()
        for each, (holder, output) in zip(self.plan.services, self._outputs(), strict=True):
            service = self.book.services[each.service]
            materials = {
                (each.bind.get(role, role), material.licence): material.required
                for material in service.materials
                if material.licence
                for role in material.of
            }
            mine = {pair for pair, required in materials.items() if required} | {
                (each.bind.get(need.ref.role, need.ref.role), need.licence)
                for need in service.needs
                if need.licence and need.required
            }
            needed |= mine
            # Whoever uses the licence it issues, if only at times, changes one that is there.
            if (holder, output.licence) not in mine | materials.keys():
                issued.add((holder, output.licence))
        return {(role, kind) for role, kind in needed - issued - self.wishes.not_held if kind}
