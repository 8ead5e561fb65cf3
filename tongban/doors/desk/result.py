"""What a licence will say (证照将载明): seen before the officer grants it, and what the officer enters."""

from typing import Any

from django.utils.translation import gettext as _

from tongban.cases.views import CasePage
from tongban.catalogue import api as catalogue
from tongban.doors.shared import fields, words
from tongban.doors.shared.fields import Field, field_of
from tongban.doors.shared.given import Given
from tongban.kernel import time
from tongban.kernel.text import Text


def preview(page: CasePage) -> list[tuple[Text, str]]:
    """List what the result will state, as far as it is known before the decision.

    What the officer enters is left out here: it stands in the form beneath.
    """
    kinds = catalogue.book().kinds
    facts = {fact.ref: fact for fact in page.facts}
    lines: list[tuple[Text, str]] = []
    for kind_id, source in page.case.service.output.states.items():
        kind = kinds.get(kind_id)
        name = kind.name if kind else Text(kind_id)
        if "issue" in source:
            lines.append((name, _("准予时自动编号")))
        elif "today" in source:
            lines.append((name, words.day(time.city_date(time.now()), year=True)))
        elif "value" in source:
            lines.append((name, words.value(kind, source["value"])))
        elif fact := facts.get(str(source.get("fact", ""))):
            lines.append((name, words.value(fact.kind, fact.value)))
    return lines


def states(page: CasePage, given: Given) -> dict[str, Any]:
    """Read the fields of the result that the officer entered."""
    found = {
        each.kind.id: fields.read(each.kind, given.post, f"r.{each.kind.id}") for each in page.enter
    }
    return {kind: value for kind, value in found.items() if value is not None}


def entered(page: CasePage, given: Given) -> list[Field]:
    """Make the fields of the result that the officer enters, with what was typed."""
    typed = states(page, given)
    missing = Text("证照上要写这一项，请填写。", "The licence states this; enter it.")
    return [
        field_of(
            each.kind,
            name=f"r.{each.kind.id}",
            label=each.name,
            value=typed.get(each.kind.id),
            error=missing if given.post and each.kind.id not in typed else None,
        )
        for each in page.enter
    ]
