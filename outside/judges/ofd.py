"""Licences as OFD: a reader of OFD opens them and finds the seal, GmSSL and OpenSSL verify it."""

import base64
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from asn1crypto import core
from gmssl import func, sm2, sm3

with contextlib.redirect_stderr(io.StringIO()):
    from easyofd import OFD
    from loguru import logger

SIGN = "Doc_0/Signs/Sign_0"
IDENTITY = "31323334353637383132333435363738"
logger.remove()


def point(certificate: bytes) -> str:
    """Return the public point of a certificate as GmSSL wants it, in hexadecimal."""
    from asn1crypto import x509

    key = x509.Certificate.load(certificate)["tbs_certificate"]["subject_public_key_info"]
    return key["public_key"].native[1:].hex()


def gmssl_verifies(said: bytes, signature: bytes, key: str) -> bool:
    """Have GmSSL compute the digest over identity and key, and verify."""
    r, s = (part.native for part in core.SequenceOf.load(signature, spec=core.Integer))
    check = sm2.CryptSM2(public_key=key, private_key="")
    curve = f"{check.ecc_table['a']}{check.ecc_table['b']}{check.ecc_table['g']}"
    z = sm3.sm3_hash(func.bytes_to_list(bytes.fromhex("0080" + IDENTITY + curve + key)))
    digest = sm3.sm3_hash(func.bytes_to_list(bytes.fromhex(z) + said))
    return bool(check.verify(f"{r:064x}{s:064x}", bytes.fromhex(digest)))


def openssl_verifies(said: bytes, signature: bytes, certificate: bytes) -> bool:
    """Have OpenSSL verify the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in (("said", said), ("signature", signature), ("cert", certificate)):
            (folder / file).write_bytes(content)
        command = "openssl x509 -inform der -in cert -pubkey -noout -out key"
        subprocess.run(command.split(), cwd=folder, check=True)
        command = "openssl dgst -sm3 -verify key -sigopt distid:1234567812345678 -signature signature said"
        done = subprocess.run(command.split(), cwd=folder, check=False, capture_output=True)
    return done.returncode == 0


def judged(content: bytes, words: list[str]) -> list[str]:
    """Say what is wrong with one licence."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        value = core.Sequence.load(archive.read(f"{SIGN}/SignedValue.dat"))
    said, certificate, _, signed = (value[number] for number in range(4))
    owner, signature = certificate.native, signed.contents[1:]
    wrong = []
    if not gmssl_verifies(said.dump(), signature, point(owner)):
        wrong.append("GmSSL refuses the seal")
    if gmssl_verifies(said.dump()[:-1] + b"\0", signature, point(owner)):
        wrong.append("GmSSL takes a changed document")
    if not openssl_verifies(said.dump(), signature, owner):
        wrong.append("OpenSSL refuses the seal")
    with contextlib.redirect_stdout(io.StringIO()):
        reader = OFD()
        reader.read(base64.b64encode(content).decode(), save_xml=False, xml_name="judged")
    [document] = reader.data
    if not document["signatures_page_id"]:
        wrong.append("easyofd finds no seal")
    runs = [run["text"] for page in document["page_info"].values() for run in page["text_list"]]
    text = "".join("".join(runs).split())
    return wrong + [f"easyofd does not read {word!r}" for word in words if word not in text]


samples = Path(os.environ["TONGBAN_SAMPLES"])
expected = json.loads((samples / "sheets.json").read_text())
wrong = []
for sheet in expected:
    name = Path(sheet["file"]).with_suffix(".ofd").name
    wrong += [f"{name}: {each}" for each in judged((samples / name).read_bytes(), sheet["words"])]
print(f"    {len(expected)} licences")
for line in wrong[:20]:
    print(f"    {line}")
sys.exit(bool(wrong) or not expected)
