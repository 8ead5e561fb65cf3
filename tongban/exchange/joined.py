"""What was joined to exchange at the start (接线): the case book and the agencies' systems."""

from tongban.exchange.connectors.connected import Connected
from tongban.exchange.domain.ports import CaseBook, OpenCase, Providers


class _NoCases:
    def open_case(self, _number: str) -> OpenCase | None:
        return None


_case_book: CaseBook = _NoCases()
_providers: Providers = Connected()


def join_case_book(book: CaseBook) -> None:
    """Take the book of real cases."""
    global _case_book  # noqa: PLW0603 - joined once at the start
    _case_book = book


def join_providers(providers: Providers) -> None:
    """Take the ways to the agencies' systems."""
    global _providers  # noqa: PLW0603 - joined once at the start
    _providers = providers


def case_book() -> CaseBook:
    """Return the book of real cases; before one is joined no case is open."""
    return _case_book


def providers() -> Providers:
    """Return the ways to the agencies' systems: the home's connections unless others were joined."""
    return _providers
