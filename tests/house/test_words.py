"""What is promised is documented, and definitions stay definitions."""

import ast
import re
from pathlib import Path

import pytest

from tools import handbook

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path
    for path in sorted((ROOT / "tongban").rglob("*.py"))
    if not {"tests", "migrations"} & set(path.parts)
]


@pytest.mark.parametrize("page", sorted(handbook.PAGES))
def test_the_handbook_is_what_the_code_says(page):
    written = ROOT / "docs" / "handbook" / page
    assert written.exists(), "run make docs"
    assert written.read_text() == handbook.PAGES[page](), "run make docs"


@pytest.mark.parametrize(
    "room", [room for room in handbook.ROOMS if (ROOT / "tongban" / room / "api.py").exists()]
)
def test_a_face_lists_every_public_name_it_defines(room):
    tree = ast.parse((ROOT / "tongban" / room / "api.py").read_text())
    defined = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }
    assert defined - set(handbook.exported(tree)) == set()


def test_no_python_knows_the_name_of_a_service_licence_event_or_policy():
    ids = {path.stem for path in (ROOT / "definitions").rglob("*.yaml")} - {
        "roles",
        "city",
        "agencies",
        "same_as",
    }
    ids = {name for name in ids if re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)+", name)}
    assert len(ids) > 100
    pattern = re.compile(r"""["'](""" + "|".join(map(re.escape, sorted(ids))) + r""")["']""")
    named = {
        str(path.relative_to(ROOT)): sorted(set(found))
        for path in CODE
        if (found := pattern.findall(path.read_text()))
    }
    assert named == {}


def test_problem_codes_are_used_once():
    codes = [
        str(code.value)
        for room in handbook.ROOMS
        for _, tree in handbook.modules(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and isinstance(code := handbook.constant(node, "code"), ast.Constant)
    ]
    assert len(codes) == len(set(codes))


def test_every_word_of_the_glossary_is_used_in_the_code():
    rows = re.findall(
        r"^\| [^|]+ \| ([^|]+) \|", (ROOT / "docs" / "words.md").read_text(), re.MULTILINE
    )
    words = {word for row in rows for word in re.findall(r"`([A-Za-z_.]+)`", row)}
    text = "\n".join(path.read_text() for path in CODE)
    assert len(words) > 40
    assert sorted(word for word in words if word.split(".")[-1] not in text) == []


def test_the_project_speaks_of_itself_alone():
    stranger = re.compile(r"/(?:root|work|home/\w+)/|pypi\.org|registry\.npmjs", re.IGNORECASE)
    texts = [
        *CODE,
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "requirements").glob("*"),
    ]
    assert [
        str(path.relative_to(ROOT)) for path in texts if stranger.search(path.read_text())
    ] == []


def test_the_numbers_of_the_readme_are_those_of_the_definitions():
    kinds = ("service", "life_event", "licence", "policy")
    files = [path.read_text().split(":", 1)[0] for path in (ROOT / "definitions").rglob("*.yaml")]
    counted = [files.count(kind) for kind in kinds]
    english = re.search(
        r"(\d+) public services, (\d+) life events, (\d+) kinds of licences and (\d+) policies",
        (ROOT / "README.md").read_text(),
    )
    chinese = re.search(
        r"(\d+) 个事项、(\d+) 个一件事、(\d+) 类证照和 (\d+) 项政策",
        (ROOT / "README.zh.md").read_text(),
    )
    assert [[int(number) for number in found.groups()] for found in (english, chinese)] == [
        counted,
        counted,
    ]
