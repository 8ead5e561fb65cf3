"""What install writes: whole, once, below any root; uninstall leaves data, keys and settings."""

import json
from pathlib import Path

import pytest

from tongban.cli import main
from tongban.config import options

WORDS = ("--host", "city.example", "--servers", "8001,8002")


@pytest.fixture
def image(tmp_path, capsys):
    """An image of a machine, installed into."""

    def do(command, *more):
        assert main([command, *WORDS, "--root", str(tmp_path), "--json", *more]) == 0
        return {one["path"]: one["done"] for one in json.loads(capsys.readouterr().out)["paths"]}

    do.root = tmp_path
    return do


def below(image, path):
    return (image.root / path.lstrip("/")).read_text()


def test_a_dry_run_writes_nothing(image):
    assert "written" in set(image("install", "--dry-run").values())
    assert list(image.root.iterdir()) == []


def test_installing_again_changes_nothing_and_keeps_what_people_changed(image):
    image("install")
    settings = image.root / "etc/tongban/settings.toml"
    settings.write_text('hosts = ["changed.example"]\n')
    again = image("install")
    assert set(again.values()) == {"same", "kept"}
    assert again["/etc/tongban/settings.toml"] == "kept"
    assert options.read(settings) == {"hosts": "changed.example"}


def test_every_service_is_confined_and_no_secret_stands_in_a_file_others_can_read(image):
    image("install")
    units = image.root / "etc/systemd/system"
    services = sorted(units.glob("*.service"))
    assert len(services) == 6
    for each in services:
        text = each.read_text()
        assert "NoNewPrivileges=yes" in text
        assert "ProtectSystem=strict" in text
        assert "User=tongban" in text
    for name in ("secrets/metrics_token", "tls/key.pem"):
        assert (image.root / "etc/tongban" / name).stat().st_mode & 0o077 == 0


def test_uninstalling_leaves_data_keys_and_settings(image):
    image("install")
    gone = image("uninstall")
    assert set(gone.values()) == {"removed"}
    left = {str(one.relative_to(image.root)) for one in image.root.rglob("*") if one.is_file()}
    assert "etc/tongban/settings.toml" in left
    assert not [one for one in left if "systemd" in one or "nginx" in one]


def test_two_servers_and_two_workers_stand_behind_one_name(image):
    image("install")
    assert below(image, "/etc/tongban/upstream.conf").count("server 127.0.0.1:") == 2
    target = below(image, "/etc/systemd/system/tongban.target")
    for part in ("web@8001", "web@8002", "worker@1", "worker@2", "database"):
        assert f"tongban-{part}.service" in target


def test_credentials_of_systemd_are_taken_before_files(tmp_path, monkeypatch):
    (tmp_path / "tongban_metrics_token").write_text("from systemd\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert options.secrets(Path("/nowhere/settings.toml")) == {"metrics_token": "from systemd"}


def test_ports_that_are_none_are_bad_input(tmp_path, capsys):
    assert main(["install", "--root", str(tmp_path), "--servers", "80a"]) == 2
    assert "is not a port" in capsys.readouterr().err
