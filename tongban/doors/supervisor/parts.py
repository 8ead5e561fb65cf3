"""Which part of the city a page looks at (范围): an agency, a service, a span of days."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.shared.words import said
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now
from tongban.oversight import api as oversight
from tongban.oversight.domain.measures import DAYS, HOURS, SHARE, UNITS

SPANS = {
    "30": Text("近 30 天", "30 days"),
    "90": Text("近 90 天", "90 days"),
    "365": Text("近一年", "A year"),
    "all": Text("全部", "All"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a page looks at (范围): the part, and the words and addresses that keep it."""

    part: oversight.Part
    span: str
    book: Book

    def query(self, **more: str) -> str:
        """Return the filters as a query, with others in their place."""
        kept = {
            "span": self.span if self.span != "30" else "",
            "agency": self.part.agency or "",
            "service": self.part.service or "",
            "structure": self.part.structure.isoformat() if self.part.structure else "",
        } | more
        found = urlencode({name: value for name, value in kept.items() if value})
        return f"?{found}" if found else ""

    def agency(self, code: str) -> str:
        """Name an agency; "" is the applicant."""
        if not code:
            return said(Text("申请人", "Applicant"))
        known = code in self.book.agencies or self.book.unit_name(code)
        return said(self.book.agency_name(code) if known else catalogue.agency_name(code))

    def service(self, identifier: str) -> str:
        """Name a service."""
        found = self.book.services.get(identifier)
        return said(found.name) if found else identifier

    def place(self, code: str) -> str:
        """Name a district of the city; what is none stands as it was said."""
        return dict(self.book.districts).get(code, code)

    @property
    def structures(self) -> list[tuple[str, Text]]:
        """List the structures that the page can be read by."""
        return structures()

    @property
    def agencies(self) -> list[tuple[str, str]]:
        """List the agencies that decide something, by name."""
        codes = {one.agency for one in self.book.services.values()}
        return sorted(((code, self.agency(code)) for code in codes), key=lambda one: one[1])


def structures() -> list[tuple[str, Text]]:
    """List the structures that figures can be read by: of the day before each reorganisation, of today.

    None where nothing was ever reorganised.
    """
    today = city_date(now())
    begun = sorted(
        (
            one
            for one in catalogue.reforms().values()
            if one.holds(one.since) and one.since <= today
        ),
        key=lambda one: one.since,
        reverse=True,
    )
    return [(today.isoformat(), Text("按现在的机构", "By today's agencies"))] * bool(begun) + [
        (
            (one.since - timedelta(days=1)).isoformat(),
            Text(f"按“{one.name.zh}”以前的机构", f"By the agencies before: {one.name.in_('en')}"),
        )
        for one in begun
    ]


def looked(request: HttpRequest, *, agency: str = "") -> Looked:
    """Read what a page looks at; a head's page never looks past their own agency."""
    day = request.GET.get("structure", "")
    structure = date.fromisoformat(day) if day in dict(structures()) else None
    book = catalogue.book(structure)
    span = request.GET.get("span", "30")
    span = span if span in SPANS else "30"
    wanted = agency or request.GET.get("agency", "")
    service = request.GET.get("service", "")
    today = city_date(now())
    part = oversight.Part(
        agency=wanted if wanted in book.agencies else None,
        service=service if service in book.services else None,
        since=None if span == "all" else today - timedelta(days=int(span)),
        until=None if span == "all" else today,
        structure=structure,
    )
    return Looked(part, span, book)


def told(figure: oversight.Figure) -> str:
    """Write a figure with its unit; a figure of nothing is a dash."""
    value = figure.value
    if value is None:
        return "—"
    if figure.measure.unit == SHARE:
        return f"{value:.1%}"
    if figure.measure.bottom is None:
        return f"{int(value):,}"
    unit = said(UNITS[figure.measure.unit])
    return f"{value:.1f} {unit}" if figure.measure.unit in (HOURS, DAYS) else f"{value:.2f} {unit}"


def rests(figure: oversight.Figure) -> str:
    """Write what a figure rests on, so that a small number is seen to be one."""
    if figure.measure.bottom is None:
        return ""
    if figure.measure.unit == SHARE:
        return f"{figure.top:,} / {figure.bottom:,}"
    return said(Text(f"{figure.bottom:,} 件", f"{figure.bottom:,} cases"))
