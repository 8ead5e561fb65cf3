"""What happened in a story (故事所述), and how long an officer may take in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tongban.cases import api as cases
from tongban.catalogue.domain.model import PublicService
from tongban.policy import api as policy


@dataclass(slots=True)
class Told:
    """What happened in a story, to be printed."""

    goal: tuple[str, ...]
    person: str
    started: date
    plan: policy.Plan
    application: cases.Application
    typed: int
    uploaded: int
    durations: dict[str, int] = field(default_factory=dict)
    statutory: dict[str, int] = field(default_factory=dict)
    demo: list[str] = field(default_factory=list)
    opened: dict[str, date] = field(default_factory=dict)
    closed: dict[str, date] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    calls: int = 0

    @property
    def unpublished(self) -> list[str]:
        """The services decided here for which no source publishes a limit."""
        return sorted(set(self.durations) - set(self.statutory))

    def longest(self, each: Mapping[str, int]) -> int:
        """Return the days along the longest path of the plan with these days for each service."""
        ready: dict[str, int] = {}
        for planned in self.plan.services:
            before = [ready.get(edge.from_, 0) for edge in self.plan.waits_for(planned.key)]
            ready[planned.key] = max(before, default=0) + each.get(planned.service, 0)
        return max(ready.values(), default=0)


def service_days(service: PublicService) -> tuple[int, str, bool]:
    """Return how long the officer may take: days, unit, and whether it is only the simulation's."""
    for limit in (service.promised, service.statutory):
        if limit.days is not None:
            return limit.days, limit.unit, False
    return service.demo_days or 1, "working_day", True
