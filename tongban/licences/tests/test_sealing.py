"""Sealed documents: PDF and OFD that others can check, and that show every change."""

import io
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest
from django.conf import settings

from tongban.kernel.signing import keyring, make_signer
from tongban.kernel.signing.certificates import fingerprint, self_signed
from tongban.kernel.signing.keys import SM2
from tongban.kernel.signing.sm2 import der_of
from tongban.licences import api as licences
from tongban.licences.sealing import checking, layout, ofd, ofd_sheet, ses

pytestmark = pytest.mark.django_db  # which seals are trusted, other cities say, too
AT = datetime(2026, 4, 10, 2, 30, tzinfo=UTC)
URL = "https://example.test/v/abc"
CONTENTS = {
    "title": "居民户口簿",
    "over": "电子证照",
    "day": "2026-04-10",
    "stamp": "",
    "rows": [
        {"label": "姓名", "value": "吴䶮"},
        {"label": "住址", "value": "榕城市鼓楼区五一北路一百二十三号金桔花园十二座一单元三零二室（原五一新村旧址）"},
    ],
    "issuer": "榕城市公安局",
    "issued": "2026 年 4 月 10 日",
    "under": "演示样张",
    "qr_words": "扫码核验真伪与状态",
    "identifier_label": "电子证照标识",
    "identifier": "1.2.156.3005.2.X",
    "foot": "本证照由发证机关依法签发，以扫码核验的结果为准。",
}  # fmt: skip


@pytest.fixture(scope="module")
def sealed():
    """The licence of the shop owner as OFD."""
    return ofd_sheet.make(CONTENTS, url=URL, at=AT)


@pytest.fixture(scope="module")
def pdf():
    """The same words as a sealed PDF."""
    from tongban.licences import documents, sheets

    data = CONTENTS | {"qr": documents.qr_image(URL), "qr_alt": "二维码"}
    plain = documents.document(sheets.TEMPLATE, data)
    return licences.sign(plain, reason="居民户口簿", location="榕城市公安局")


def repacked(content, change):
    """Pack an OFD anew with one thing changed: `change` takes and returns the files."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in change(files).items():
            archive.writestr(name, data)
    return out.getvalue()


class TestOfd:
    def test_what_we_sealed_is_good_and_ours(self, sealed):
        found = licences.check_document(sealed)
        assert (found.kind, found.state, found.ours) == ("ofd", "good", True)
        assert (found.agency, found.said_at) == ("榕城市公安局", AT)

    def test_every_file_of_the_package_shows_a_change(self, sealed):
        with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
            names = archive.namelist()
        for name in names:
            if not name.endswith(("Signatures.xml", "Seal.esl")):
                changed = repacked(
                    sealed, lambda files, name=name: files | {name: files[name] + b" "}
                )
                assert licences.check_document(changed).state == "changed", name

    def test_a_file_put_in_or_taken_out_shows(self, sealed):
        more = repacked(sealed, lambda files: files | {"Doc_0/Annots.xml": b"<a/>"})
        assert licences.check_document(more).state == "changed"
        font = next(n for n in zipfile.ZipFile(io.BytesIO(sealed)).namelist() if "font" in n)
        less = repacked(sealed, lambda files: {k: v for k, v in files.items() if k != font})
        assert licences.check_document(less).state == "changed"

    def test_somebody_else_s_seal_is_a_stranger_until_it_is_trusted(self):
        stranger = make_signer(SM2)
        certificate = self_signed(stranger, owner="邻市电子印章")
        seal = ses.make_seal(
            stranger, der_of(certificate), name="邻市", picture=b"png", millimetres=42
        )
        made = ofd.package(
            layout.page(CONTENTS, url=URL),
            identifier="a" * 32,
            sealing=ofd.Sealing(stranger, der_of(certificate), seal, (1, 1, 42, 42), AT),
        )
        assert licences.check_document(made).state == "stranger"
        trusted = settings.HOME / "trust" / "seals"
        trusted.mkdir(parents=True, exist_ok=True)
        (trusted / "neighbour.pem").write_bytes(certificate)
        try:
            found = licences.check_document(made)
            assert (found.state, found.ours, found.seal) == ("good", False, "邻市电子印章")
        finally:
            (trusted / "neighbour.pem").unlink()

    def test_a_seal_its_owner_did_not_lend_does_not_seal(self, sealed):
        """A signer whose certificate is not named in the seal borrows the seal of another."""
        with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
            seal = archive.read(f"{ofd.SIGN}/Seal.esl")
        thief = make_signer(SM2)
        certificate = der_of(self_signed(thief, owner="冒用者"))
        forged = ofd.package(
            layout.page(CONTENTS, url=URL),
            identifier="a" * 32,
            sealing=ofd.Sealing(thief, certificate, seal, (1, 1, 42, 42), AT),
        )
        assert licences.check_document(forged).state == "changed"

    def test_the_page_carries_its_text_with_the_rare_character(self, sealed):
        with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
            page = archive.read("Doc_0/Pages/Page_0/Content.xml").decode()
            fonts = [name for name in archive.namelist() if "/font_" in name]
        assert ">吴䶮<" in page
        assert "居民户口簿" in page
        assert fonts

    def test_long_lines_break_within_the_page(self):
        page = layout.page(CONTENTS, url=URL)
        runs = [each for each in page.objects if isinstance(each, ofd.Run)]
        assert all(run.x >= 12 and run.x + sum(run.steps) <= 198 for run in runs)
        assert sum("五一" in run.text or "旧址" in run.text for run in runs) == 2

    def test_openssl_verifies_the_signature_over_the_package(self, sealed, tmp_path):
        with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
            value = ses.Signature.load(archive.read(f"{ofd.SIGN}/SignedValue.dat"))
        (tmp_path / "said").write_bytes(value["to_sign"].dump())
        (tmp_path / "signature").write_bytes(value["signature"].native)
        (tmp_path / "seal.pem").write_bytes(licences.seal_certificate(SM2))
        key = subprocess.run(
            ["openssl", "x509", "-in", "seal.pem", "-pubkey", "-noout"],
            cwd=tmp_path, check=True, capture_output=True,
        ).stdout  # fmt: skip
        (tmp_path / "key.pem").write_bytes(key)
        command = "openssl dgst -sm3 -verify key.pem -sigopt distid:1234567812345678 -signature signature said"
        done = subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
        assert b"Verified OK" in done.stdout


class TestPdf:
    def test_what_we_sealed_is_good_ours_and_says_what_it_is(self, pdf):
        found = licences.check_document(pdf)
        assert (found.kind, found.state, found.ours) == ("pdf", "good", True)
        assert (found.what, found.agency) == ("居民户口簿", "榕城市公安局")
        assert found.stamped_at is None

    def test_a_changed_byte_and_something_added_show(self, pdf):
        changed = pdf.replace(b"/Title", b"/Tytle", 1)
        assert licences.check_document(changed).state == "changed"
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        writer.root["/Lang"] = writer.root["/Type"]
        writer.update_root()
        out = io.BytesIO()
        writer.write(out)
        assert licences.check_document(out.getvalue()).state == "changed"

    @pytest.mark.skipif(not shutil.which("softhsm2-util"), reason="needs SoftHSM")
    def test_a_key_in_hardware_has_its_certificate_too(self, tmp_path):
        """In a process of its own: a login to a token is of a whole process."""
        (tmp_path / "tokens").mkdir()
        conf = tmp_path / "softhsm.conf"
        conf.write_text(f"directories.tokendir = {tmp_path}/tokens\n")
        environment = {"SOFTHSM2_CONF": str(conf), "PATH": "/usr/bin:/bin"}
        token = "softhsm2-util --init-token --free --label city --pin 4711 --so-pin 8523"
        subprocess.run(token.split(), check=True, capture_output=True, env=environment)
        (tmp_path / "keys").mkdir()
        (tmp_path / "keys" / "pin").write_text("4711")
        (tmp_path / "keys" / "hardware.toml").write_text(
            'module = "/usr/lib/softhsm/libsofthsm2.so"\ntoken = "city"\npin_file = "pin"\nnames = ["seal"]\n'
        )
        script = (
            "import pathlib\n"
            "from tongban.kernel.signing import keyring\n"
            "from tongban.kernel.signing.certificates import certificate, loaded\n"
            f"ring = keyring(pathlib.Path({str(tmp_path)!r}))\n"
            "print(loaded(certificate(ring, 'seal', 'ES256', owner='榕城')).subject.native['common_name'])\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            text=True,
            env=environment,
        )
        assert done.stdout.strip() == "榕城"


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"%PDF-1.7\n", b"PK\x03\x04", b"%PDF-1.7\n%%EOF\nstartxref\n0"]
)
def test_what_is_no_document_is_refused_without_an_error_of_ours(content):
    with pytest.raises(licences.NoDocument):
        licences.check_document(content)


def test_a_package_that_unpacks_to_more_than_it_may_is_refused(monkeypatch, sealed):
    monkeypatch.setattr(checking, "LARGEST", 30_000)
    with pytest.raises(licences.NoDocument, match="MB"):
        licences.check_document(sealed)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", bytes(1_000_000))
    with pytest.raises(licences.NoDocument, match="MB"):
        licences.check_document(bomb.getvalue())


def test_a_package_that_declares_entities_is_refused(sealed):
    def change(files):
        return files | {"OFD.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}

    with pytest.raises(licences.NoDocument):
        licences.check_document(repacked(sealed, change))


def test_the_seal_is_known_by_its_fingerprint_and_stays_the_same(tmp_path):
    first = licences.seal_certificate()
    assert licences.seal_certificate() == first
    assert len(fingerprint(first)) == 95
    assert keyring(tmp_path).signer("seal").key_id != keyring(settings.HOME).signer("seal").key_id
