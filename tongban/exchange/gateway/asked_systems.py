"""Asking the system behind a service (调用部门系统): within its deadline, with nothing more than asked."""

from datetime import timedelta
from typing import Any

from tongban.exchange import joined
from tongban.exchange.domain import checks
from tongban.exchange.domain.ports import Row
from tongban.exchange.domain.problems import ExchangeProblem

DEADLINE = timedelta(seconds=5)


def rows_of(service: str, subject: str, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the rows about a subject with the fields of the set alone. Raises ExchangeProblem."""
    provider = joined.providers().of(service)
    if provider is None:
        raise ExchangeProblem("provider.unreachable", service)
    try:
        rows: list[Row] = list(provider.fetch(service, subject, fields, DEADLINE))
    except TimeoutError as error:
        raise ExchangeProblem("provider.timeout", service) from error
    except ConnectionError as error:
        raise ExchangeProblem("provider.unreachable", service) from error
    except Exception as error:
        raise ExchangeProblem("provider.failed", type(error).__name__) from error
    if not rows:
        raise ExchangeProblem("subject.no_match")
    return checks.released(rows, fields)
