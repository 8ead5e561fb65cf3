"""What routing proposes, as a demand's own words have it (派单建议).

Routing speaks of functions and districts and of urgency as people say it; a demand goes to an
agency that is there, under a clock of its grade.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from tongban.agencies import api as agencies
from tongban.voice.demands.standards import GRADE_OF
from tongban.voice.domain.clocks import COMPLEX, GENERAL
from tongban.voice.domain.demands import DemandDispatched, DemandProposed
from tongban.voice.routing import api as routing
from tongban.voice.routing.domain.proposals import Proposal, Settled, unit

_WEEK = timedelta(days=7)
URGENCY_OF = {grade: words for words, grade in GRADE_OF.items()}


def propose(
    words: str, *, district: str = "", at: datetime | None = None
) -> tuple[DemandProposed, Proposal]:
    """Ask routing about a text: as the demand keeps it, and all that routing said."""
    found = routing.propose(words, district=district, at=at)
    return proposed(found), found


def proposed(found: Proposal) -> DemandProposed:
    """Turn what routing says into what a demand keeps."""
    district, helpers = found.district.value, tuple(one.value for one in found.co_functions)
    grade = GRADE_OF.get(found.urgency.value, GENERAL)
    if grade == GENERAL and found.clocks.feedback > _WEEK:
        grade = COMPLEX
    return DemandProposed(
        agency=there(found.function.value, district),
        type=found.type.value,
        category=found.category_l1.value,
        topic=found.category_l2.value,
        district=district,
        grade=grade,
        confidence=round(found.confidence, 3),
        helpers=tuple(dict.fromkeys(there(one, district) for one in helpers)),
        why=found.why,
    )


def there(function: str, district: str) -> str:
    """Return the agency of a function in a district, the city's where the district has none."""
    own = unit(function, district)
    if own != function:
        with suppress(agencies.UnknownAgency):
            return agencies.find(own).code
    return function


def settled(sent: DemandDispatched, agency: str) -> Settled:
    """Say how people settled a demand, as routing learns it."""
    return Settled(
        type=sent.type,
        category_l1=sent.category,
        category_l2=sent.topic,
        function=_function(agency, sent.district),
        district=sent.district,
        co_functions=tuple(_function(one, sent.district) for one in sent.helpers),
        urgency=URGENCY_OF.get(sent.grade, URGENCY_OF[GENERAL]),
    )


def _function(agency: str, district: str) -> str:
    return agency.removesuffix(f"-{district}") if district else agency
