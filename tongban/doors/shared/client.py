"""Where a request comes from (来源地址), which tries at signing in are counted by.

A header may say anything, so it is believed only where one of our own proxies wrote it
(`settings.TRUSTED_PROXIES`): read from the right, the first address that is no proxy of ours is
the client. Whoever has an IPv6 line has all of its /64, so that counts as one address.
"""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
HOPS = 8  # proxies one behind the other that we follow
_LINE = 64


def address(request: HttpRequest) -> str:
    """Return the client's address, "" where it is not known."""
    return address_of(request.META)


def address_of(environ: Mapping[str, Any]) -> str:
    """Return the same of a request that no application has seen yet."""
    found = _read(str(environ.get("REMOTE_ADDR", "")))
    said = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")[-HOPS:]
    while found is not None and said and _is_ours(found):
        before = _read(said.pop())
        if before is None:
            break
        found = before
    return "" if found is None else _line(found)


def _read(text: str) -> Address | None:
    try:
        found = ip_address(text.strip().removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _is_ours(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def _line(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _LINE), strict=False))
    return str(address)
