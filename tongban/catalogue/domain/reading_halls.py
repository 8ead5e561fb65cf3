"""From a definition to its hall (大厅定义的编成): every default filled in."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from tongban.catalogue.domain.halls import Hall, Hours, Line, Precedence, Window
from tongban.catalogue.domain.services import maybe, text


def hall(value: Mapping[str, Any]) -> Hall:
    """Compile a hall (政务服务大厅)."""
    return Hall(
        id=value["hall"],
        name=text(value["name"]),
        address=text(value["address"]),
        district=str(value.get("district", "")),
        phone=value.get("phone", ""),
        hours=tuple(
            Hours(
                one["days"],
                time.fromisoformat(one["opens"]),
                time.fromisoformat(one["closes"]),
            )
            for one in value["hours"]
        ),
        lines=tuple(_line(one) for one in value["lines"]),
        windows=tuple(
            Window(one["no"], tuple(one["lines"]), maybe(one.get("name")))
            for one in value.get("windows") or ()
        ),
        precedence=Precedence(**(value.get("precedence") or {})),
        note=maybe(value.get("note")),
    )


def _line(value: Mapping[str, Any]) -> Line:
    sizes = {key: value[key] for key in ("minutes", "places", "every", "ahead") if key in value}
    return Line(
        letter=value["letter"],
        name=text(value["name"]),
        agencies=frozenset(value.get("agencies") or ()),
        services=frozenset(value.get("services") or ()),
        **sizes,
    )
