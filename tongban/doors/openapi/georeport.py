"""What GeoReport v2 says of a demand (Open311 字段): services, definitions, requests, as plain values.

Names of fields and their order are the standard's; what is not known is null and never invented.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.doors.shared.officers import agency_name
from tongban.kernel.time import CITY
from tongban.voice import api as voice
from tongban.voice.domain.telling import OUTCOMES, STANDINGS

OTHER = "other"
"""The service of what is of no known kind: a person decides first, so it answers with a token."""
OTHER_NAME, OTHER_GROUP = "其他", "其他"
PRIVACY, PUBLIC = "PRIVACY", "PUBLIC"
PRIVACIES = {"named": "实名", "private": "保密", "anonymous": "匿名"}
PUBLICS = {"no": "不公开", "yes": "公开内容"}


def jurisdiction() -> str:
    """Return the code of this city, which is its jurisdiction_id."""
    return str(catalogue.book().city.get("city_code", ""))


def services() -> list[dict[str, Any]]:
    """List what can be reported."""
    known = [
        {
            "service_code": one.code,
            "service_name": one.name,
            "description": "、".join(one.keywords),
            "metadata": True,
            "type": "realtime",
            "keywords": ",".join(one.keywords),
            "group": one.group,
        }
        for one in voice.service_kinds()
    ]
    other = {
        "service_code": OTHER,
        "service_name": OTHER_NAME,
        "description": "不清楚归哪一类，由人工派单",
        "metadata": True,
        "type": "batch",
        "keywords": "",
        "group": OTHER_GROUP,
    }
    return [*known, other]


def service(code: str) -> dict[str, Any] | None:
    """Return one service by its code, None for a code that is none."""
    return next((one for one in services() if one["service_code"] == code), None)


def definition(code: str) -> dict[str, Any] | None:
    """Say what is asked beside the words: how openly, and whether all may read it."""
    if service(code) is None:
        return None
    return {
        "service_code": code,
        "attributes": [
            _attribute(PRIVACY, 1, "怎样署名", PRIVACIES),
            _attribute(PUBLIC, 2, "内容可以公开吗", PUBLICS),
        ],
    }


def _attribute(code: str, order: int, words: str, values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": "",
        "order": order,
        "description": words,
        "values": [{"key": key, "name": name} for key, name in values.items()],
    }


def request(one: voice.Published) -> dict[str, Any]:
    """Return a demand in the words of the standard."""
    said = OUTCOMES[one.outcome] if one.outcome else STANDINGS[one.standing]
    return {
        "service_request_id": one.number,
        "status": "open" if one.open else "closed",
        "status_notes": "　".join(part for part in (said.zh, one.reply) if part),
        "service_name": one.kind.name or OTHER_NAME,
        "service_code": one.kind.code if one.kind.name else OTHER,
        "description": one.words or None,
        "agency_responsible": agency_name(one.agency).zh if one.agency else None,
        "service_notice": None,
        "requested_datetime": instant(one.filed_at),
        "updated_datetime": instant(one.changed_at),
        "expected_datetime": instant(one.expected_at),
        "address": one.place or None,
        "address_id": None,
        "zipcode": None,
        "lat": one.latitude,
        "long": one.longitude,
        "media_url": None,
    }


def instant(at: datetime | None) -> str | None:
    """Write an instant as the standard does, in the city's time; None stays none."""
    return None if at is None else at.astimezone(CITY).isoformat(timespec="seconds")
