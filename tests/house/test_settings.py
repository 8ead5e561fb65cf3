"""One documented file: every variable the program reads is a setting, and no other name is taken."""

import re
from pathlib import Path

import pytest

from tongban.config import options

PACKAGE = Path(options.__file__).parents[1]
OURS = {
    "TONGBAN_SETTINGS", "TONGBAN_MODE", "TONGBAN_PARENT", "TONGBAN_PORT",
    "TONGBAN_TEST_NAME", "TONGBAN_TEST_RUN", "TONGBAN_TEST_TEMPLATE",
}  # fmt: skip
"""What one process of ours tells another; nobody sets these."""


def test_every_variable_the_program_reads_is_a_documented_setting():
    read = re.compile(r"""environ(?:\.get\(|\[)\s*["'](TONGBAN_[A-Z_]+)["']""")
    files = (one for one in PACKAGE.rglob("*.py") if "tests" not in one.parts)
    found = {name for one in files for name in read.findall(one.read_text(encoding="utf-8"))}
    assert found - OURS <= {one.read_as for one in options.OPTIONS}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('hots = ["a"]', "Did you mean hosts?"),
        ('database_url = "postgresql://u:p@h/d"', "is a secret"),
        ('workers = "two"', "is a number"),
        ("workers = ", "Invalid value"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(text, why, tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(options.BadSettings, match=re.escape(why)):
        options.read(file)


def test_a_written_template_reads_back_as_what_was_given(tmp_path):
    file = tmp_path / "settings.toml"
    given = {"hosts": ["city.example", '"x\\'], "https": True, "workers": 2}
    file.write_text(options.template(given))
    assert options.read(file) == {"hosts": 'city.example,"x\\', "https": "1", "workers": "2"}


def test_a_secret_open_to_others_is_refused(tmp_path):
    (tmp_path / "secrets").mkdir()
    kept = tmp_path / "secrets" / "metrics_token"
    kept.write_text("abc\n")
    kept.chmod(0o600)
    assert options.secrets(tmp_path / "settings.toml") == {"metrics_token": "abc"}
    kept.chmod(0o644)
    with pytest.raises(options.BadSettings, match="chmod 600"):
        options.secrets(tmp_path / "settings.toml")
