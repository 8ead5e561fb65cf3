"""Make what the judges look at, with our own program and a city of its own.

Writes into the folder given: `calendar.json`, `definitions.json` (every definition file as our
loader reads it), licence sheets as PDF with `sheets.json`, and `pages/*.html` as served.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = str(Path(sys.executable).parent / "tongban")
HOST = "localhost"


def definitions(out: Path) -> None:
    """Write every definition file as our loader reads it."""
    from tongban.catalogue.domain import yamlread

    folder = ROOT / "definitions"
    read = {
        str(path.relative_to(folder)): yamlread.read(path.read_text()).value
        for path in sorted(folder.rglob("*.yaml"))
    }
    out.write_text(json.dumps(read, ensure_ascii=False))


def calendar(book, out: Path) -> None:
    """Write the working calendar of every published year."""
    years = [
        {"year": year, "holidays": list(rows["holidays"]), "make_up": list(rows["make_up"])}
        for year, rows in sorted(book.calendar.items())
    ]
    out.write_text(json.dumps(years, default=str))


def sheets(party, actor, out: Path) -> None:
    """Write each licence the person holds as PDF and OFD, and what must be found in it."""
    from tongban.kernel.actors import Purpose
    from tongban.licences import api as licences

    purpose = Purpose("own", str(party.id), "本人", "本人查看自己的证照")
    rows = []
    for number, licence in enumerate(licences.held_by([party.id], purpose=purpose, actor=actor)):
        url = f"https://{HOST}/v/{licences.token(licence)}"
        (out / f"sheet-{number}.pdf").write_bytes(licences.sheet(licence, url=url))
        (out / f"sheet-{number}.ofd").write_bytes(licences.ofd(licence, url=url))
        words = [licence.identifier.replace(" ", "")[-8:], party.name]
        rows.append({"file": f"sheet-{number}.pdf", "url": url, "words": words})
    (out / "sheets.json").write_text(json.dumps(rows, ensure_ascii=False))


def papers(party, actor, out: Path) -> None:
    """Write the signed papers of the person's cases, and the certificate they are judged by."""
    from tongban.cases import api as cases
    from tongban.licences import api as licences

    rows = []
    for application in cases.applications(party.id, actor=actor):
        for matter in application.matters:
            for one in cases.papers(matter.number, actor=actor) if matter.number else ():
                name = f"paper-{len(rows)}.pdf"
                pdf = cases.paper(matter.number, no=one.no, actor=actor)
                (out / name).write_bytes(pdf)
                rows.append({"file": name, "words": [one.number.replace(" ", ""), party.name]})
    (out / "papers.json").write_text(json.dumps(rows, ensure_ascii=False))
    (out / "seal.pem").write_bytes(licences.seal_certificate())


def pages(number: str, password: str, staff: list[str], out: Path) -> None:
    """Write the pages a citizen and the staff are served, by following the links."""
    from django.test import Client

    out.mkdir(exist_ok=True)
    citizen = Client(HTTP_HOST=HOST)
    crawl(citizen, "/", out, "public", limit=14)
    sent = citizen.post("/sign-in", {"number": number}, follow=True).content.decode()
    code = re.search(r"\b(\d{6})\b", re.sub(r"<[^>]+>", " ", sent))
    if code is None:
        sys.exit("The demo shows no code.")
    citizen.post("/sign-in/code", {"code": code.group(1)})
    crawl(citizen, "/mine", out, "citizen", limit=30)
    for username in staff:
        officer = Client(HTTP_HOST=HOST)
        who = {"username": username, "password": password}
        page = officer.post("/staff/sign-in", who, follow=True).content.decode()
        code = re.search(r'name="code" value="(\d{6})"', page)
        officer.post("/staff/second", {"code": code.group(1) if code else ""})
        crawl(officer, "/desk/" if username != "clerk" else "/window/", out, username, limit=8)


def crawl(client, start: str, out: Path, name: str, *, limit: int) -> None:
    """Save pages, following the links of this site, one of each kind first."""
    waiting, seen, kinds = [start], set(), set()
    while waiting and len(seen) < limit:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, follow=True)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        html = answer.content.decode()
        (out / f"{name}-{len(seen):02}.html").write_text(html)
        for link in re.findall(r'href="(/[^"#]*)"', html):
            kind = re.sub(r"[0-9a-z]{6,}|[A-Z]+-[A-Z-]+|\d+", "*", link.split("?")[0])
            if "static" in link or "sign-out" in link or link.endswith((".pdf", ".css", ".js")):
                continue
            if kind not in kinds:
                kinds.add(kind)
                waiting.append(link.replace("&amp;", "&"))


def main(out: Path) -> int:
    """Make a city, then the samples."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    home = tempfile.mkdtemp(prefix="tongban-outside-")
    Path(home).chmod(0o755)
    os.environ |= {"TONGBAN_HOME": home, "TONGBAN_DEMO": "1"}
    sys.path.insert(0, str(ROOT))
    from outside import archived, carriers, exchanged, mining, rules, tlog, wallets

    try:
        done = subprocess.run(
            [PROGRAM, "demo", "--no-serve"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stderr[-2000:])
            return 1
        from tongban.config.boot import boot

        boot()
        from tongban.catalogue import api as catalogue
        from tongban.cli.commands.serve import collect
        from tongban.cli.simulation import city, residents, staff
        from tongban.people import api as people

        collect()
        book = catalogue.book()
        cast = {row["key"]: row for row in city.cast_of(book)}
        definitions(out / "definitions.json")
        calendar(book, out / "calendar.json")
        rules.write(book, out / "rules.json")
        tlog.write(out / "log")
        exchanged.write(out / "exchange.json")
        carriers.write(out / "carriers.json")
        mining.write(out / "mining")
        party = people.find(cast["applicant"]["number"])
        actor = people.actor_of(people.open_account(party.id, actor=residents.REGISTRAR))
        sheets(party, actor, out)
        papers(party, actor, out)
        accounts = [
            row["username"] for row in cast.values() if row["key"] in ("clerk", "reviewer_a")
        ]
        pages(cast["applicant"]["number"], staff.demo_password(), accounts, out / "pages")
        archived.write(party, out)
        # Last of all: the licence it takes along is revoked in the end.
        wallets.received(party, actor, out)
    finally:
        subprocess.run([PROGRAM, "stop"], capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
