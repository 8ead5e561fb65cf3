"""Uses of licences as a page shows them (用证记录), and what an authority changed lately (告知)."""

from datetime import timedelta
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.shared.words import said
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now
from tongban.licences import api as licences
from tongban.licences.domain import library

HOW = {
    "verified": Text("核验了内容", "Checked its contents"),
    "taken": Text("放进手机钱包", "Taken into a wallet"),
    "asked": Text("请求使用", "Asked to use it"),
    "granted": Text("您同意了使用", "You allowed its use"),
    "refused": Text("您没有同意使用", "You refused its use"),
    "withdrawn": Text("您撤回了授权", "You withdrew the permission"),
    "read": Text("查看", "Read"),
}


def lines(holder: int, licence: licences.Licence | None = None, limit: int = 100) -> list[Any]:
    """Say the uses of a holder's licences as a page shows them; own looks are left out."""
    book = catalogue.book()
    found = licences.uses(holder, licence=licence, own=False, limit=limit)
    return [line for line in (_line(one, book) for one in found) if line["kinds"]]


def _line(one: licences.Use, book: Book) -> dict[str, Any]:
    kinds = [said(book.licences[kind].name) for kind in one.kinds if kind in book.licences]
    agency = book.agencies.get(one.agency or "")
    labels = {
        name: label
        for kind in one.kinds
        if kind in book.licences
        for name, label in licences.kind_labels(book.licences[kind]).items()
    }
    return {
        "at": one.at,
        "how": said(HOW[one.how]),
        "who": " ".join(part for part in (said(agency.name) if agency else "", one.who) if part),
        "cause": one.cause,
        "case": one.case,
        "kinds": kinds,
        "items": [said(labels[name]) for name in one.items if name in labels],
    }


def changes(found: list[licences.Licence]) -> list[tuple[str, str, str]]:
    """Say what an authority changed in the last thirty days, and why (告知)."""
    since = city_date(now()) - timedelta(days=30)
    moved = [one for one in found if one.state != "valid" and one.since >= since]
    return [(said(one.name), said(library.WORDS[one.state]), one.reason) for one in moved]
