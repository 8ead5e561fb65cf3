"""The ports of the catalogue as they are joined (已接端口): checkers, and the open cases."""

from collections.abc import Sequence

from tongban.catalogue.domain.ports import CasesAffected, Checker

_checkers: list[Checker] = []
_cases: list[CasesAffected] = []


def join_checkers(*checkers: Checker) -> None:
    """Join those who check and try definitions; what was joined before is replaced."""
    _checkers[:] = checkers


def join_cases(cases: CasesAffected) -> None:
    """Join the one who counts open cases."""
    _cases[:] = [cases]


def checkers() -> Sequence[Checker]:
    """Return those who check and try definitions."""
    return tuple(_checkers)


def cases() -> CasesAffected:
    """Return the one who counts open cases; start-up has joined it."""
    return _cases[0]
