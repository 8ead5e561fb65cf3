"""What a person sees in the terminal (终端显示): steps, the plan as it proceeds, how to sign in.

Everything goes to standard error while it runs; nothing here prints when `--json` was asked for.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.padding import Padding
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text as Styled

from tongban.catalogue.domain.model import Book
from tongban.cli.simulation.city import City
from tongban.cli.simulation.officers import Tell
from tongban.cli.simulation.story import silent
from tongban.cli.simulation.told import Told

SEAL, JADE, QUIET = "bold #c2453d", "#3fa287", "grey58"
console = Console(stderr=True, highlight=False)


def title() -> None:
    """Print the name of the house."""
    console.print()
    console.print(
        Styled.assemble(
            ("  通 ", "bold white on #a8231c"),
            ("  通办 Tongban", "bold"),
            ("   一号申请　一窗受理　一网通办", QUIET),
        )
    )
    console.print()


@contextmanager
def step(zh: str, en: str) -> Iterator[Callable[[str], None]]:
    """Show one step of the set-up while it runs, with its result and time when it is done."""
    said: list[str] = []
    began = time.monotonic()
    with console.status(f"{zh}　[{QUIET}]{en}[/]", spinner="dots", spinner_style=SEAL):
        yield said.append
    _done(zh, " ".join(said), time.monotonic() - began)


def _done(what: str, result: str, seconds: float) -> None:
    console.print(f"  [{JADE}]✓[/] {what}　[{QUIET}]{result}  {seconds:.1f} s[/]")


@contextmanager
def city_step() -> Iterator[Callable[[str, int, int], None]]:
    """Show the city growing."""
    words = {
        "residents": "居民",
        "firms": "企业",
        "registers": "各部门的登记",
        "applications": "在办的申请",
    }
    began = time.monotonic()
    bar = Progress(
        SpinnerColumn(style=SEAL),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28, complete_style="#1d6b58"),
        TextColumn("{task.completed}/{task.total}"),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task("试点城市", total=1)
        yield lambda what, at, total: bar.update(
            task, description=words.get(what, what), completed=at, total=total
        )
    console.print(f"  [{JADE}]✓[/] 试点城市　[{QUIET}]{time.monotonic() - began:.1f} s[/]", end="")


def city_done(made: City) -> None:
    """Say what lives in the city."""
    words = (
        f"{made.residents} 位居民　{made.firms} 家企业　{made.applications} 件申请在办"
        if made.new
        else "已经建好"
    )
    console.print(f"　[{QUIET}]{words}[/]")
    console.print()


@contextmanager
def progress(args: argparse.Namespace) -> Iterator[Callable[[str, int, int], None]]:
    """Show progress of a long command, unless a machine is reading."""
    if getattr(args, "json", False):
        yield lambda *_: None
        return
    with city_step() as step_:
        yield step_


@contextmanager
def live(args: argparse.Namespace, book: Book) -> Iterator[Tell]:
    """Draw the plan and fill it in as officers decide."""
    if getattr(args, "json", False):
        yield silent
        return
    drawing = _Drawing(book)
    with Live(drawing, console=console, refresh_per_second=12, transient=False) as screen:

        def tell(what: str, data: Mapping[str, Any]) -> None:
            drawing.hear(what, data)
            screen.refresh()

        yield tell


class _Drawing:
    """The plan as a picture of lines: a stage, its services, where each stands."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.plan: Any = None
        self.begun: Mapping[str, Any] = {}
        self.form: Mapping[str, Any] = {}
        self.state: dict[str, tuple[str, Any]] = {}

    def hear(self, what: str, data: Mapping[str, Any]) -> None:
        """Take in what the story tells."""
        if what == "begin":
            self.begun = data
        elif what == "form":
            self.form, self.plan = data, data["form"].plan
        else:
            self.state[data["matter"].service] = (what, data)

    def __rich_console__(self, *_: Any) -> Iterator[Any]:
        yield Group(*self._lines())

    def _lines(self) -> Iterator[Any]:
        if self.begun:
            person = self.begun["person"]
            yield Styled.assemble(
                "  ",
                (person.name, "bold"),
                f"　{person.masked}",
                (f"　{self.begun['start']:%Y-%m-%d} 提交", QUIET),
            )
        if not self.plan:
            return
        form = self.form["form"]
        yield Styled.assemble(
            "  政府已掌握 ", (str(len(form.held)), JADE), " 项信息、", (str(len(self.plan.materials.found)), JADE), " 份材料；本人填 ",
            (str(self.form["typed"]), SEAL), " 项、交 ", (str(self.form["uploaded"]), SEAL), " 份",
        )  # fmt: skip
        for number, stage in enumerate(self.plan.stages, start=1):
            together = "　同时办" if len(stage) > 1 else ""
            yield Padding(Styled(f"第 {number} 步{together}", style="bold"), (1, 0, 0, 2))
            for planned in stage:
                yield self._row(planned.service)

    def _row(self, service_id: str) -> Any:
        service = self.book.services[service_id]
        agency = (
            self.book.agencies[service.agency].name.zh
            if service.agency in self.book.agencies
            else service.agency
        )
        what, data = self.state.get(service_id, ("", {}))
        mark, words = ("·", "等待中"), ("", QUIET)
        if what == "taken":
            mark, words = ("◐", "#8a5a00"), (f"{data['day']:%m-%d} 受理　{data['officer']}", QUIET)
        elif what == "decided" and data["case"].status != "granted":
            mark, words = ("●", SEAL), (f"{data['day']:%m-%d} 不予　{data['reason']}", SEAL)
        elif what == "decided":
            mark, words = ("●", JADE), (f"{data['day']:%m-%d} 准予　{service.output.name.zh}", JADE)
        else:
            mark = ("·", QUIET)
        return Styled.assemble("    ", mark, f" {service.name.zh}", (f"　{agency}　", QUIET), words)


def summary(told: Told, book: Book) -> None:
    """Print the figures of a finished story."""
    used, alone = told.longest(told.durations), sum(told.durations.values())
    plan = told.plan
    granted = sum(matter.status == "granted" for matter in told.application.matters)
    rows = (
        (_figure(granted, "件事办成"), _figure(len(plan.agencies), "个部门"), _figure(plan.visits, "次到现场")),
        (_figure(told.typed, "项本人填写"), _figure(told.uploaded, "份本人提交"), _figure(f"{told.seconds:.1f}", "秒跑完")),
    )  # fmt: skip
    table = Table.grid(padding=(0, 4))
    for row in rows:
        table.add_row(*row)
    console.print()
    console.print(Padding(table, (0, 2)))
    console.print(
        Styled.assemble("  同时办 ", (str(used), "bold"), f" 个工作日，逐件办要 {alone} 个")
    )
    for matter in told.application.matters:
        if matter.status == "blocked":
            name = book.services[matter.service].name.zh
            console.print(f"  [{SEAL}]没有办成[/] {name}　[{QUIET}]{matter.words.zh}[/]")
    if told.demo:
        names = "、".join(sorted({book.services[each].name.zh for each in told.demo}))
        console.print(f"  [{QUIET}]来源未公布时限、按模拟天数计：{names}[/]")
    console.print()


def _figure(number: Any, words: str) -> Any:
    return Styled.assemble((str(number), "bold"), (f" {words}", QUIET))


def already(application: Any) -> None:
    """Say that the main job was done before, and how it ended."""
    console.print(
        f"  [{JADE}]✓[/] 主任务已经办过：{application.title.zh}　[{QUIET}]{len(application.matters)} 件事[/]"
    )
    for matter in application.matters:
        console.print(
            f"    [{JADE}]●[/] {matter.name.zh}　[{QUIET}]{matter.agency_name.zh}　{matter.number}[/]"
        )
    console.print()


def cast(made: City) -> None:
    """Print who is who and how each signs in."""
    table = Table(box=None, padding=(0, 2), header_style=QUIET)
    for heading in ("", "姓名", "登录"):
        table.add_column(heading)
    words = {
        "applicant": "申请人", "spouse": "配偶", "shop_owner": "店主", "stranger": "陌生人", "clerk": "窗口人员",
        "reviewer_a": "审批人员甲", "reviewer_b": "审批人员乙", "designer": "事项设计人员", "supervisor": "监督人员", "head": "机关负责人",
        "system": "系统管理员", "security": "安全管理员", "audit": "审计管理员",
    }  # fmt: skip
    for each in made.cast:
        sign_in = each["sign_in"]
        by_code = sign_in["how"] == "code"
        how = str(each["number"]) if by_code else f"{sign_in['username']} / {sign_in['password']}"
        agency = f"　[{QUIET}]{each['agency']}[/]" if each.get("agency") else ""
        table.add_row(
            f"[{QUIET}]{words.get(each['role'], each['role'])}[/]", f"{each['name']}{agency}", how
        )
    console.print(Padding(table, (0, 2)))
    console.print(
        f"  [{QUIET}]居民用身份号码登录，动态码显示在页面上和终端里；工作人员的第二要素显示在登录页上[/]"
    )


def ready(args: argparse.Namespace, made: City, seconds: float) -> None:
    """Print the addresses and how to sign in."""
    if not args.no_serve:
        base = f"http://{args.host}:{args.port}"
        console.print(
            f"  群众　[link={base}/]{base}/[/link]　　窗口　{base}/window/　　审批　{base}/desk/"
        )
        console.print()
    cast(made)
    console.print()
    stop = "" if args.no_serve else "　Ctrl-C 停止"
    console.print(f"  [{QUIET}]{seconds:.1f} 秒就绪{stop}[/]")
