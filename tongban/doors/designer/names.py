"""What may be referred to (可引用的名称): agencies, licences, facts, services, roles, situations."""

from collections.abc import Mapping
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.doors.shared.words import said
from tongban.kernel.text import Text


def known(value: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return names by id of what a definition can refer to; its own situations among them."""
    book = catalogue.book()
    return {
        "agencies": {one.id: said(one.local or one.name) for one in book.agencies.values()},
        "licences": {one.id: said(one.name) for one in book.licences.values()},
        "kinds": {one.id: said(one.question or one.name) for one in book.kinds.values()},
        "services": {one.id: said(one.name) for one in book.services.values()},
        "roles": {one.id: said(one.name) for one in book.roles.values()},
        "situations": {
            str(one.get("id")): _said(one.get("name")) for one in value.get("situations") or ()
        },
    }


def _said(name: Any) -> str:
    if isinstance(name, Mapping):
        return said(Text(str(name.get("zh") or ""), name.get("en")))
    return str(name or "")
