"""What of the inbox is looked at (筛选): it stands in the address, so that it can be kept and sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from tongban.cases import api as cases
from tongban.catalogue.domain.model import Book
from tongban.doors.shared.words import language, said
from tongban.kernel.text import Text

TONES = {
    "late": Text("超期", "Overdue"),
    "soon": Text("快到期", "Due soon"),
    "later": Text("还早", "Later"),
    "none": Text("停表或没有时限", "Stopped or no limit"),
}
STATES = {
    "filed": Text("等受理", "To accept"),
    "accepted": Text("审查中", "Being examined"),
    "supplement": Text("等补正", "Awaiting correction"),
    "granted": Text("已准予，还有事要办", "Granted, with work left"),
    "refused": Text("已不予，还有事要办", "Refused, with work left"),
}
HANDS = {
    "mine": Text("我经办的", "In my hand"),
    "free": Text("没人经办", "In nobody's hand"),
}
WORDS = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: its name in the address, its words, what it may be."""

    name: str
    words: Text
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is looked at (所选筛选), by the names of the address."""

    chosen: Mapping[str, str]
    choices: tuple[Choice, ...]
    after: str = ""

    @property
    def among(self) -> cases.Among:
        """The same for the face."""
        got = self.chosen
        return cases.Among(
            service=got.get("service", ""),
            agency=got.get("agency", ""),
            status=got.get("state", ""),
            due=got.get("tone", ""),
            hand=got.get("hand", ""),
            place=got.get("place", ""),
            words=got.get("q", ""),
        )

    def query(self, **more: str) -> str:
        """Return the address with others in their place; "" where everything is looked at."""
        kept = {name: value for name, value in {**self.chosen, **more}.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def keep(self) -> str:
        """What a link to a case carries, so that the way back leads here."""
        return self.query(after=self.after)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The filters that are on, in words, with the address without each."""
        chosen = ((one, self.chosen.get(one.name, "")) for one in self.choices)
        found = [(one.options[v], self.query(**{one.name: ""})) for one, v in chosen if v]
        words = self.chosen.get("q")
        return [*found, (words, self.query(q=""))] if words else found


def sifted(got: QueryDict, agency: str, book: Book) -> Sifted:
    """Read the filters of an address; what it cannot mean is left out."""
    choices = choices_of(agency, book)
    chosen = {one.name: value for one in choices if (value := got.get(one.name, "")) in one.options}
    if words := " ".join(got.get("q", "").replace("\x00", "").split())[:WORDS]:
        chosen["q"] = words
    return Sifted(chosen, choices, got.get("after", ""))


def choices_of(agency: str, book: Book) -> tuple[Choice, ...]:
    """List the filters an agency's desk has; worked out once for each book and language."""
    key = ("desk.sifting", agency, language())
    found: tuple[Choice, ...] | None = book.remembered.get(key)
    if found is None:
        found = book.remembered[key] = _choices_of(agency, book)
    return found


def _choices_of(agency: str, book: Book) -> tuple[Choice, ...]:
    services = sorted(
        (one for one in book.services.values() if agency in ("", one.agency)),
        key=lambda one: one.name.zh,
    )
    others = {one.agency for one in book.services.values()} | {agency}
    found = (
        Choice("service", Text("事项", "Service"), {one.id: said(one.name) for one in services}),
        Choice("state", Text("环节", "Step"), _words(STATES)),
        Choice("tone", Text("到期", "Due"), _words(TONES)),
        Choice("hand", Text("经办", "In whose hand"), _words(HANDS)),
        Choice("place", Text("属地", "Place"), dict(book.districts)),
        Choice("agency", Text("谁的办件", "Whose case"), _names(others - {""}, book)),
    )
    return tuple(one for one in found if len(one.options) > 1 or one.name == "service")


def _words(table: Mapping[str, Text]) -> dict[str, str]:
    return {key: said(words) for key, words in table.items()}


def _names(codes: Iterable[str], book: Book) -> dict[str, str]:
    named = ((code, said(book.agency_name(code))) for code in codes if code in book.agencies)
    return dict(sorted(named, key=lambda one: one[1]))


def kept_query(query: str, agency: str, book: Book) -> str:
    """Read a query that was kept, or is to be: only what is a filter stays."""
    got = QueryDict(mutable=True)
    for name, value in parse_qsl(query.removeprefix("?")):
        got[name] = value
    return sifted(got, agency, book).query().removeprefix("?")
