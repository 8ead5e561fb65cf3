"""tongban demo: set the platform up, run the main job before one's eyes, serve the portal."""

import argparse
import time
from pathlib import Path
from typing import Any

from tongban.cli.commands import serve

HELP = "set everything up, run the main job, serve the portal (what `make demo` runs)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--port", type=serve.port_number, default=8000, help="where to serve (8000)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (127.0.0.1)")
    parser.add_argument("--no-serve", action="store_true", help="stop after the main job")
    parser.add_argument(
        "--definitions",
        type=Path,
        default=None,
        metavar="DIR",
        help="other definitions than the pilot city's",
    )


def run(args: argparse.Namespace) -> int:
    """Set up, run the main job, serve."""
    import os

    os.environ["TONGBAN_DEMO"] = "1"
    from tongban.cli import output

    began = time.monotonic()
    if not args.no_serve and not serve.is_free(args.host, args.port):
        return output.fail(
            f"Port {args.port} is taken. Stop what listens there, or choose another: make demo PORT={args.port + 1}",
            3,
        )
    bank = 0 if args.no_serve else _pay_somewhere(args.host, args.port)
    from tongban.config.boot import boot

    boot(migrated=False)
    from tongban.cli.simulation import show

    show.title()
    book, made = _prepare(args)
    _main_job(args, book)
    show.ready(args, made, time.monotonic() - began)
    if args.no_serve:
        return 0
    return serve.serve(host=args.host, port=args.port, worker=True, agencies=True, bank=bank)


def _pay_somewhere(host: str, port: int) -> int:
    """Let the demo's fees be paid at a bank to try it with; returns the port it will answer at."""
    import os

    from tongban.config.home import home
    from tongban.exchange.payments import trial

    beside = next(one for one in range(port + 1, port + 100) if serve.is_free(host, one))
    trial.trust(home())
    os.environ["TONGBAN_PAYMENTS"] = f"http://127.0.0.1:{beside}"
    os.environ["TONGBAN_PAYMENTS_BACK"] = f"http://{host}:{port}"
    return beside


def _prepare(args: Any) -> tuple[Any, Any]:
    """Migrate, publish and create the city, each only where it is not done; say so line by line."""
    from tongban.catalogue import api as catalogue
    from tongban.cli.commands import migrate
    from tongban.cli.simulation import city, show, systems
    from tongban.config.home import home
    from tongban.kernel.actors import SYSTEM

    with show.step("数据库与表", "database and tables") as done:
        done(migrate.migrate())
    folder = args.definitions or city.PILOT
    with show.step("事项、一件事、证照、政策的定义", "definitions") as done:
        published = catalogue.publish(folder, actor=SYSTEM)
        done(f"{len(published.published)} new, {published.unchanged} unchanged")
    book = catalogue.book()
    systems.prepare(book, home())
    with show.city_step() as step:
        # The rest of what is under way is handed in once the portal is served.
        made = city.create(book, residents=120, firms=12, applications=8, seed=1, step=step)
    show.city_done(made)
    return book, made


def _main_job(args: Any, book: Any) -> None:
    """Run the city's main job for the applicant of the cast, once."""
    from tongban.cases import api as cases
    from tongban.cli.simulation import show, staff, story
    from tongban.cli.simulation.residents import REGISTRAR
    from tongban.kernel.time import city_date, now
    from tongban.people import api as people

    goal = str(book.city.get("main_job") or min(book.events))
    person = staff.applicant(book)
    actor = people.actor_of(people.open_account(person.id, actor=REGISTRAR))
    before = [each for each in cases.applications(person.id, actor=actor) if each.goal == (goal,)]
    if before:
        show.already(before[0])
        return
    with show.live(args, book) as tell:
        told = story.tell_story(book, [goal], today=city_date(now()), person=person, tell=tell)
    show.summary(told, book)
