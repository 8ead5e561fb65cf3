"""What lies beside the backups is this city's own and as it laid it there, or it is refused."""

import io
import json
import os
import subprocess
from argparse import Namespace
from dataclasses import asdict
from urllib.parse import quote

import psycopg
import pytest

from tongban.cli.commands import restore
from tongban.config import database, postgres, safekeeping
from tongban.config.continuous import archiving, daily, erased, proving, sealed

CONTENT = os.urandom(2_500_000)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home that is nobody else's, with a pair of keys; the private half lies elsewhere."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TONGBAN_BACKUPS", raising=False)
    monkeypatch.delenv("TONGBAN_BACKUP_KEY", raising=False)
    draw(tmp_path / "private", tmp_path / "home" / "backup-key.pem")
    return tmp_path / "home"


def draw(private, public):
    sealed.new_pair(private, public)
    with private.open("ab") as file:
        file.write(proving.signer().public.pem())


@pytest.fixture
def by(home):
    return proving.opener(home.parent / "private")


def made(home, name="base-1"):
    target = io.BytesIO()
    sealed.seal(io.BytesIO(CONTENT), target, home / "backup-key.pem", name=name)
    return target.getvalue()


def opened(whole, by, name="base-1"):
    return b"".join(sealed.opened(io.BytesIO(whole), by, name=name))


def flipped(whole, at):
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


def test_a_sealed_file_is_opened_by_its_key_alone_whole_and_unchanged(home, by):
    whole = made(home)
    assert opened(whole, by) == CONTENT
    assert (home.parent / "private").stat().st_mode & 0o077 == 0
    for at in (20, 30, 60, 120, 2_000, len(whole) - 1):  # name, key, signature, pieces
        with pytest.raises(sealed.SealError, match=r"damaged|signed|is not"):
            opened(flipped(whole, at), by)
    for cut in (whole[:-1], whole[: 1 << 20], whole[:40]):
        with pytest.raises(sealed.SealError, match="cut off"):
            opened(cut, by)


def test_a_file_under_another_ones_name_is_refused(home, by):
    with pytest.raises(sealed.SealError, match="was sealed as base-1"):
        opened(made(home), by, name="base-2")


def test_whoever_has_the_public_key_alone_makes_no_backup_of_this_city(home, by, monkeypatch):
    monkeypatch.setenv("TONGBAN_HOME", str(home.parent / "crook"))
    forged = made(home)
    with pytest.raises(sealed.SealError, match="not signed by this city"):
        opened(forged, by)


def test_what_was_sealed_before_cities_signed_is_opened_on_ones_own_word_alone(home, by, tmp_path):
    key = sealed.serialization.load_pem_public_key((home / "backup-key.pem").read_bytes())
    once = sealed.X25519PrivateKey.generate()
    mine = once.public_key().public_bytes(*sealed._RAW)
    cipher = sealed._cipher(once.exchange(key), mine, key)
    piece = cipher.encrypt(sealed._nonce(0, last=True), b"old", None)
    former = sealed._FORMER + mine + piece
    with pytest.raises(sealed.SealError, match="--unsigned"):
        opened(former, by)
    assert opened(former, proving.opener(tmp_path / "private", unsigned=True)) == b"old"


def test_a_key_file_drawn_before_cities_signed_is_helped_by_the_homes_own_keys(home, tmp_path):
    whole = made(home)
    first = proving.blocks(tmp_path / "private")[0]
    (tmp_path / "private").write_bytes(first)
    assert opened(whole, proving.opener(tmp_path / "private")) == CONTENT
    (home / "keys" / "backups.ed25519.pem").unlink()
    with pytest.raises(sealed.SealError, match="put keys/ into the home"):
        opened(whole, proving.opener(tmp_path / "private"))


class Rows:
    """A connection that knows which keys were destroyed."""

    def __init__(self, *rows):
        self.rows = rows

    def execute(self, *_):
        return self

    def fetchall(self):
        return self.rows


def test_the_list_of_what_was_erased_is_signed_and_grows(home, by):
    assert erased.note(Rows((7, 1))) == 1
    assert erased.note(Rows((7, 1), (9, 1))) == 1
    assert erased.note(Rows((7, 1), (9, 1))) == 0
    assert erased.proved(erased.file(), by) == {7, 9}


@pytest.mark.parametrize("change", [(b"7 1\n", b""), (b"7 1", b"8 1"), (b"= ", b"3 1\n= ")])
def test_a_list_somebody_changed_is_refused_by_a_restore_and_by_the_city(home, by, change):
    erased.note(Rows((7, 1)))
    erased.file().write_bytes(erased.file().read_bytes().replace(*change))
    with pytest.raises(safekeeping.BackupError, match="not signed by this city"):
        erased.proved(erased.file(), by)
    with pytest.raises(safekeeping.BackupError, match="changed by somebody else"):
        erased.note(Rows((7, 1)))


def test_a_list_of_a_former_release_is_signed_as_it_stands(home, by):
    erased.file().write_text("7 1\n")
    assert erased.note(Rows((7, 1))) == 0
    assert erased.proved(erased.file(), by) == {7}


def test_a_piece_missing_between_others_is_named(tmp_path):
    for name in ("0000000100000000000000FE", "000000010000000100000000", "archive_status"):
        (tmp_path / name).touch()
    assert archiving.missing(tmp_path) == "0000000100000000000000FF"
    (tmp_path / "0000000100000000000000FF").touch()
    assert archiving.missing(tmp_path) == ""


@pytest.fixture
def own(test_server, django_db_modify_db_settings, home, monkeypatch):
    """A server that we do not manage, known by an address alone: a migrated city and an empty one."""
    there = home.parent / "own"
    there.mkdir()
    postgres.ensure(there)
    place = postgres.cluster(there)
    for name in ("city", "again"):
        postgres.database(place, name)
    tools = [str(postgres.tool(name)) for name in ("pg_dump", "psql")]
    template = os.environ["TONGBAN_TEST_TEMPLATE"]
    pour = f"{{}} -h {test_server.socket} -U tongban {template} | {{}} -q -h {place.socket} -U tongban city"
    subprocess.run(pour.format(*tools), shell=True, check=True, capture_output=True)  # noqa: S602
    for name in ("TONGBAN_MODE", "TONGBAN_TEST_NAME"):
        monkeypatch.delenv(name, raising=False)

    def use(name):
        address = f"postgresql://{postgres.USER}@{quote(str(place.socket), safe='')}/{name}"
        monkeypatch.setenv("DATABASE_URL", address)
        return psycopg.connect(database.conninfo(owners=True), autocommit=True)

    yield use
    postgres.stop(there)


def test_the_days_dump_of_a_server_that_is_not_ours_comes_back_and_no_erased_key_with_it(
    own, home, capsys
):
    with own("city") as server:
        server.execute("insert into facts_key values (1, 1, 7, 'k'), (2, 1, 8, 'k')")
        dumped = daily.dump()
        server.execute("insert into facts_erased_key values (1, 1)")  # the dump has the key still
        erased.note(server)
    whole = (home / "backups" / f"{dumped.name}.sealed").read_bytes()
    own("again").close()
    wrong = [(flipped(whole, 5_000), dumped.name, "changed"), (whole, "dump-2", "swapped it")]
    for content, name, why in wrong:
        (home / f"{name}.sealed").write_bytes(content)
        assert restored(home, home / f"{name}.sealed") == 2
        assert why in capsys.readouterr().err
    assert restored(home, home / "backups" / f"{dumped.name}.sealed") == 0
    assert json.loads(capsys.readouterr().out)["head"] == asdict(dumped.head)
    with own("again") as server:
        assert server.execute("select id from facts_key").fetchall() == [(2,)]


def restored(home, file):
    words = {"key": home.parent / "private", "until": None, "unsigned": False, "json": True}
    return restore.run(Namespace(file=file, erased=erased.file(), **words))
