"""One city at one size, in a home of its own: made, loaded, and who comes to it today.

Run as a program in that home (`TONGBAN_HOME`), since a process belongs to one city; answers with
one line of JSON.
"""

import json
import re
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

SERVICES, LICENCES = 3_600, 4_000
RESIDENTS, FIRMS, APPLICATIONS = 100, 4, 100
DRAFTS = 60  # filled in and not handed in, to be saved or handed in
GOALS = ("GA-IDCARD-REISSUE", "RS-SSCARD", "YB-CROSS-FILING")
OFFICER = "reviewer-a"
CSRF = "b" * 32
FIELD = re.compile(r"<input[^>]*>")
NAMED, VALUE = re.compile(r'name="([^"]+)"'), re.compile(r'value="([^"]*)"')


def make(residents: int) -> dict[str, Any]:
    """Make the city where it is not, and load it up to so many residents."""
    from bench.city import loading
    from tongban.config import postgres
    from tongban.config.home import home

    postgres.ensure(home(), loading.SETTINGS)
    _boot()
    _settle()
    _took(loading.load(residents))
    return {"residents": loading.there()}


def _took(more: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return the seconds that loading took in all, over every time it went on."""
    from tongban.config.home import home

    kept = home() / "loaded.json"
    took: dict[str, float] = json.loads(kept.read_text()) if kept.exists() else {}
    if more:
        took |= {what: took.get(what, 0.0) + seconds for what, seconds in more.items()}
        kept.write_text(json.dumps(took))
    return took


def _boot() -> None:
    from tongban.config.boot import boot

    boot(migrated=False)
    from tongban.cli.commands.migrate import migrate
    from tongban.config.process import settle

    migrate()
    settle()


def _settle() -> None:
    """Publish the catalogue of a city, and settle those residents by the rooms' own hand."""
    from bench.catalogue import Size
    from bench.catalogue import make as definitions
    from tongban.catalogue import api as catalogue
    from tongban.cli.simulation import city
    from tongban.config.home import home
    from tongban.kernel.actors import SYSTEM

    if len(catalogue.book().services) >= SERVICES:
        return
    catalogue.publish(city.PILOT, actor=SYSTEM)
    city.create(
        catalogue.book(), residents=RESIDENTS, firms=FIRMS, applications=APPLICATIONS, seed=1
    )
    files = definitions(home() / "catalogue" / "definitions", Size(SERVICES, 1, LICENCES))
    catalogue.publish(files, actor=SYSTEM)


def visitors() -> dict[str, Any]:
    """Sign in residents and an officer, and say what each of them will look at."""
    _boot()
    from bench.city import loading
    from bench.pages.weight import mean
    from bench.voice import sets
    from tongban.catalogue import api as catalogue
    from tongban.cli.commands.serve import collect
    from tongban.ledger import api as ledger
    from tongban.people import api as people

    collect()
    book = catalogue.book()
    mean(book)
    applied = ledger.heads(kind="application", limit=APPLICATIONS).items
    found = [_resident(subject) for subject in {each.subject for each in applied}]
    account = people.account(OFFICER)
    officer = _signed_in(account)
    drafts = [made for no in range(DRAFTS) if (made := _draft(book, GOALS[no % len(GOALS)], no))]
    return {
        "residents": [one for one in found if one["case"] and one["licence"]],
        "database": _database(),
        "loaded": {
            "residents": loading.there(), "sizes": loading.sizes(), "took": _took(),
        },
        "officer": officer.cookie, "desk": officer.links("/desk/", r"/desk/case/[0-9-]+"),
        "saved": drafts[: DRAFTS // 4], "ready": drafts[DRAFTS // 4 :], "services": sorted(book.services), "events": sorted(book.events),
        "words": ["退休", "医保", "身份证", "开店", "孩子上学", "公积金", "低保", "驾驶证", "社保卡", "房产过户"],
        "said": [one.text for one in sets.own("held")][:60],
    }  # fmt: skip


class _Browser:
    """Somebody signed in, in this process, to see what their pages lead to."""

    def __init__(self, account: Any) -> None:
        from django.conf import settings
        from django.test import Client

        self.client = Client(HTTP_HOST="localhost")
        self.client.force_login(account)
        self.cookie = self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def page(self, address: str) -> str:
        answer = self.client.get(address, follow=True)
        if answer.status_code != 200:
            raise AssertionError(f"{address}: {answer.status_code}")
        return answer.content.decode()

    def links(self, address: str, wanted: str) -> list[str]:
        found = re.findall(rf'href="({wanted})"', self.page(address))
        return list(dict.fromkeys(found))


def _signed_in(account: Any) -> _Browser:
    return _Browser(account)


def _resident(party: int) -> dict[str, Any]:
    from tongban.cli.simulation.residents import REGISTRAR
    from tongban.people import api as people

    one = _signed_in(people.open_account(party, actor=REGISTRAR))
    applications = one.links("/mine", r"/application/[0-9a-z]+")
    return {
        "cookie": one.cookie,
        "application": applications[0] if applications else "",
        "case": next(
            (case for each in applications for case in one.links(each, r"/case/[0-9-]+")), ""
        ),
        "licence": (one.links("/licences", r"/licence/[0-9a-z]+") or [""])[0],
    }


def _draft(book: Any, goal: str, number: int) -> dict[str, Any] | None:
    """Fill a form in up to its last step, by the hand that tells stories."""
    from django.utils.http import int_to_base36

    from tongban.cli.simulation.residents import REGISTRAR
    from tongban.cli.simulation.story import NotReady, Story
    from tongban.kernel.problems import Problem
    from tongban.kernel.time import city_date, now
    from tongban.people import api as people

    class Filled(Exception):  # noqa: N818 - it ends the story where we want it to
        pass

    class Filling(Story):
        def _submit(self, draft: int, *_: Any) -> Any:
            raise Filled(draft)

    today = city_date(now())
    seed = number + time.time_ns() % 10**6
    story = Filling(book, [goal], today=today, start=today - timedelta(days=1), seed=seed)
    person = story.cast_person()
    with suppress(NotReady, Problem):
        try:
            story.hand_in()
        except Filled as filled:
            key = int_to_base36(filled.args[0])
            one = _signed_in(people.open_account(person.id, actor=REGISTRAR))
            page = one.page(f"/draft/{key}/ask")
            fields = _fields(page)
            return {"cookie": one.cookie, "draft": f"/draft/{key}", "fields": fields}
    return None


def _fields(page: str) -> dict[str, str]:
    """Return what a form would send as it stands."""
    fields = {}
    for tag in FIELD.findall(page):
        name, value = NAMED.search(tag), VALUE.search(tag)
        chosen = "checked" in tag or not re.search('type="(radio|checkbox|file)"', tag)
        if name and chosen and "csrf" not in name[1]:
            fields[name[1]] = value[1] if value else ""
    return fields


def _database() -> int:
    """Return the process id of this home's database."""
    from tongban.config import postgres
    from tongban.config.home import home

    return int((postgres.cluster(home()).data / "postmaster.pid").read_text().split()[0])


def main(words: Sequence[str]) -> None:
    """Do what was asked."""
    made = make(int(words[1])) if words[0] == "load" else visitors()
    sys.stdout.write(json.dumps(made, ensure_ascii=False, default=str) + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main(sys.argv[1:])
