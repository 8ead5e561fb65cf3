"""What routing proposes, as a demand's own words have it (派单建议).

Routing speaks of functions and districts and of urgency as people say it; a demand goes to an
agency that is there, under a clock of its grade.
"""

from datetime import datetime, timedelta

from tongban.agencies import api as agencies
from tongban.agencies.domain.duties import split_unit
from tongban.catalogue import api as catalogue
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
    return own if catalogue.book().unit_name(own) else function


def ensure_there(code: str) -> None:
    """Let through an agency, or a unit of one in a district. Raises UnknownAgency."""
    if catalogue.book().unit_name(code) is None:
        agencies.find(code)


def unit_for(code: str, district: str) -> str:
    """Return whose a demand is when a person names an agency and a district (派到哪个单位)."""
    return there(split_unit(code)[0], district) if district else code


def settled(sent: DemandDispatched, agency: str) -> Settled:
    """Say how people settled a demand, as routing learns it."""
    return Settled(
        type=sent.type,
        category_l1=sent.category,
        category_l2=sent.topic,
        function=split_unit(agency)[0],
        district=sent.district,
        co_functions=tuple(split_unit(one)[0] for one in sent.helpers),
        urgency=URGENCY_OF.get(sent.grade, URGENCY_OF[GENERAL]),
    )
