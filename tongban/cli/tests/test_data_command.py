"""`tongban data`: profile, add, list, withdraw."""

import http.server
import json
import threading

import pytest

from tongban.cli import main
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

pytestmark = pytest.mark.django_db
TERMS = ("--owner", "ZJ", "--purpose", "核对租房", "--law", "政务数据共享条例", "--months", "12")


@pytest.fixture
def file(tmp_path, cast):
    people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)
    path = tmp_path / "rent.csv"
    path.write_text(f"身份证号,月租金,小区\n{cast.applicant.number},1500.00,江滨新村\n", "utf-8")
    return path


def said(capsys, *words, code=0):
    assert main(["data", *map(str, words), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_a_profile_says_types_and_proposals_and_keeps_nothing(file, city, capsys):
    made = said(capsys, "profile", file)
    assert [each["type"] for each in made["columns"]] == ["idno", "money", "string"]
    assert [each["act"] for each in made["proposals"]] == ["key", "map", "new"]
    assert said(capsys, "list") == {"datasets": []}


def test_a_table_is_added_listed_and_withdrawn(file, city, capsys):
    made = said(capsys, "add", file, *TERMS, "--keep", "小区")
    assert (made["state"], made["rows"], made["matched"]) == ("loaded", 1, 1)
    assert made["columns"] == {"月租金": "rent", "小区": f"data:{made['id']}:3"}
    assert said(capsys, "list")["datasets"] == [made]
    gone = said(capsys, "withdraw", made["id"], "--reason", "合同到期")
    assert (gone["state"], gone["ended"], gone["used_in"]) == ("withdrawn", 2, [])


def test_what_cannot_be_taken_in_is_bad_input(file, city, capsys, tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\0\0\0")
    assert "不是文本文件" in str(said(capsys, "add", tmp_path / "x.csv", *TERMS, code=2))
    assert main(["data", "profile", str(tmp_path / "none.csv")]) == 2
    assert main(["data", "add", str(file), *TERMS, "--map", "月租金"]) == 2


def test_a_table_is_fetched_from_an_address(file, city, capsys):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/csv")
            self.end_headers()
            self.wfile.write(file.read_bytes())

        def log_message(self, *_):
            """Stay quiet."""

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        made = said(capsys, "profile", f"http://127.0.0.1:{server.server_port}/api/rent")
    assert made["rows"] == 1
    assert main(["data", "profile", "http://127.0.0.1:1/x"]) == 2
