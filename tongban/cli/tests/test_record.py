"""A real case becomes an example in the file of its service."""

import pytest

from tests import staffing
from tongban.cases.tests import inn, village
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.yamlread import read
from tongban.cli import main, output


@pytest.fixture
def number(db, tmp_path_factory, monkeypatch):
    """The number of a case in the village; the command finds the database open."""
    monkeypatch.setattr("tongban.config.boot.boot", lambda **_more: False)
    village.publish(tmp_path_factory.mktemp("village"))
    yield inn.hand_in(village.settle()).number
    staffing.forget()


def test_a_case_is_added_to_the_file_of_its_service_and_no_other(number, tmp_path, capsys):
    file = tmp_path / "service.yaml"
    file.write_text("# 为什么\n" + catalogue.source("service", "COIN-INN"), encoding="utf-8")
    for count in (1, 2):
        assert main(["record", number, "--into", str(file)]) == output.DONE
        text = file.read_text("utf-8")
        assert text.startswith("# 为什么")
        assert len(read(text).value["examples"]) == count
    file.write_text("service: OTHER\n", encoding="utf-8")
    assert main(["record", number, "--into", str(file)]) == output.BAD_INPUT
    assert "does not define" in capsys.readouterr().err
