"""Packages: what the manifest names is published, and a changed file stops all of it."""

import io
import zipfile

import pytest

from tongban.catalogue import bundles, files

LICENCE = """licence: L-BOAT
version: "2026-01-01"
name: {zh: 渔船证, en: Boat licence}
holder: WELL
states: [name]
type_standard: C0999-2026
"""
FILES = {"L-BOAT.yaml": LICENCE.encode(), "README.md": b"a boat"}
MANIFEST = bundles.manifest("C0999", "2026.1", FILES)


def folder(path, held):
    for name, raw in held.items():
        (path / name).write_bytes(raw)
    return path


def zipped(path, held):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, raw in held.items():
            archive.writestr(f"C0999/{name}", raw)
    (path / "C0999.zip").write_bytes(made.getvalue())
    return path / "C0999.zip"


@pytest.mark.parametrize("packed", [folder, zipped])
def test_a_package_holds_what_its_manifest_names(tmp_path, packed):
    path = packed(tmp_path, FILES | {"package.json": MANIFEST})
    assert files.definition_files(path) == {"L-BOAT.yaml": LICENCE.encode()}


@pytest.mark.parametrize("packed", [folder, zipped])
@pytest.mark.parametrize(
    "held",
    [
        {"L-BOAT.yaml": LICENCE.replace("WELL", "MINE").encode(), "README.md": b"a boat"},
        {"L-BOAT.yaml": LICENCE.encode()},
        FILES | {"L-MORE.yaml": b"licence: L-MORE"},
    ],
)
def test_a_changed_a_missing_and_an_added_file_stop_it(tmp_path, packed, held):
    path = packed(tmp_path, held | {"package.json": MANIFEST})
    with pytest.raises(bundles.BadPackageError):
        files.definition_files(path)


@pytest.mark.parametrize("manifest", [b"{", b"[]", b'{"format": "other"}', b"{}"])
def test_a_manifest_that_says_nothing_is_refused(tmp_path, manifest):
    path = folder(tmp_path, FILES | {"package.json": manifest})
    with pytest.raises(bundles.BadPackageError):
        files.definition_files(path)


def test_no_name_leads_out_of_a_zip(tmp_path):
    path = zipped(tmp_path, {"../../evil.yaml": b"x", "package.json": MANIFEST})
    with pytest.raises(bundles.BadPackageError):
        files.definition_files(path)


@pytest.mark.django_db
def test_a_package_is_published_like_any_definition(tmp_path):
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    base = tmp_path / "base"
    base.mkdir()
    (base / "a.yaml").write_text("agencies:\n  WELL: {name: 渔政}\n")
    (base / "f.yaml").write_text('fact: name\nversion: "2026-01-01"\nname: 姓名\n')
    catalogue.publish(base, actor=SYSTEM)
    catalogue.publish(zipped(tmp_path, FILES | {"package.json": MANIFEST}), actor=SYSTEM)
    assert catalogue.book().licences["L-BOAT"].type_standard == "C0999-2026"
