"""What a citizen's phone transfers for a page: HTML, style and script, without images.

Every kind of page of the citizen's surface, as served to the applicant of the cast in a city of
this bench's own; uncompressed, and with an empty cache. The yardstick is 60 KB a page.
"""

import re
from typing import TYPE_CHECKING

from tongban.cli.commands.bench import Row, ground, row

if TYPE_CHECKING:
    from tongban.catalogue.domain.model import Book

LIMIT = 60.0  # KB
HOST = "localhost"
# What stands for one of many in an address: an id, a number, a code, a signed word.
VARIED = re.compile(
    r"(?=[a-z]*\d)[0-9a-z]{8,}|[A-Z]+-[A-Z0-9-]+|\d{6}-[\d-]+|(?<=/agency/)[A-Z]+|(?<=/r/)[^/]+"
)
SKIPPED = ("static", "sign-out", ".pdf", "/file/", "/v/")


def measure() -> tuple[list[Row], list[str]]:
    """Weigh one page of each kind; returns the rows, and the addresses for whoever times them."""
    ground()
    from django.test import Client

    client = Client(HTTP_HOST=HOST)
    client.force_login(_applicant())
    waiting, kinds, rows = ["/", "/find?q=%E9%80%80%E4%BC%91"], set(), []
    found = []
    while waiting:
        address = waiting.pop(0)
        kind = VARIED.sub("*", address.split("?")[0])
        if kind in kinds or any(word in address for word in SKIPPED):
            continue
        kinds.add(kind)
        page = client.get(address, follow=True)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        found.append(address)
        html = page.content.decode()
        size = (len(page.content) + sum(map(_size, _assets(html)))) / 1024
        rows.append(row(kind, size, LIMIT, goal=1.0, unit="KB", at_most=True))
        waiting += [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', html)]
    return rows, found


def cookie() -> str:
    """Sign the applicant in, and return the cookie a browser would send."""
    from django.conf import settings
    from django.test import Client

    client = Client(HTTP_HOST=HOST)
    client.force_login(_applicant())
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _applicant():
    """Make the city and its main job where they are not there; return the applicant's account."""
    from tongban.cases import api as cases
    from tongban.catalogue import api as catalogue
    from tongban.cli.commands.serve import collect
    from tongban.cli.simulation import city, staff, story
    from tongban.cli.simulation.residents import REGISTRAR
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.time import city_date, now
    from tongban.people import api as people

    collect()
    catalogue.publish(city.PILOT, actor=SYSTEM)
    book = catalogue.book()
    mean(book)
    city.create(book, residents=0, firms=1, applications=2, seed=1)
    person = staff.applicant(book)
    account = people.open_account(person.id, actor=REGISTRAR)
    if not cases.applications(person.id, actor=people.actor_of(account)):
        goal = str(book.city["main_job"])
        story.tell_story(book, [goal], today=city_date(now()), person=person)
    return account


def mean(book: "Book") -> None:
    """Have what the services mean read once and kept, as a city that serves has it long since."""
    from tongban.catalogue.asking import words
    from tongban.cli.output import note

    note("reading what the services mean, where that is not kept …")
    words().finder(book, patient=True)


def _assets(html: str) -> set[str]:
    """Return the style sheets and scripts a page loads."""
    return set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', html))


def _size(name: str) -> int:
    from pathlib import Path

    from django.conf import settings

    return (Path(settings.STATIC_ROOT) / name).stat().st_size
