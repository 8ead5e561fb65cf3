"""Outward (对外): do providers take messages and payments, has anybody seen the log."""

from collections.abc import Iterator

Finding = dict[str, str]


def providers() -> Iterator[Finding]:
    """Look whether mail, SMS, letters and payments leave the house."""
    from tongban.exchange import troubles
    from tongban.kernel.time import now

    for one in troubles.troubles(now()):
        yield {
            "what": f"{one.count} × {one.what}: tried in vain since {one.since:%Y-%m-%d %H:%M} UTC",
            "why": "People are not told, or their money does not move.",
            "mend": "See the provider's connection (tongban connect) and its own notices of faults.",
        }
    for day, differences in troubles.days_that_differ():
        yield {
            "what": f"The provider's statement of {day} and our orders differ {differences} times",
            "why": "Somebody paid and is not in our books, or the other way round.",
            "mend": "Settle each on the cashier's page; what is settled is told to the person.",
        }


def witnesses() -> Iterator[Finding]:
    """Look whether anybody outside vouches for the log."""
    from django.conf import settings

    from tongban.oversight.log import api as log

    if settings.LOG_COSIGNATURES and not log.witnesses():
        yield {
            "what": "Nobody outside witnesses the log",
            "why": "No checkpoint is published, and nobody can prove that a look was not taken out.",
            "mend": "Agree with another city or an archive: tongban log --help",
        }
