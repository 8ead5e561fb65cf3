"""Keys and signatures: one form, whatever the algorithm and wherever the key lies."""

import shutil
import stat
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest

from tongban.kernel.signing import (
    ALGORITHMS,
    BadKey,
    PublicKey,
    keyring,
    make_signer,
)
from tongban.kernel.signing.keys import dss

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
SAID = "接收申请材料".encode()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
class TestOneForm:
    def test_what_was_signed_holds_and_nothing_else_does(self, algorithm):
        signer = make_signer(algorithm)
        signature = signer.sign(SAID)
        assert len(signature) == 64
        assert signer.public.verify(signature, SAID)
        assert not signer.public.verify(signature, SAID + b" ")
        assert not make_signer(algorithm).public.verify(signature, SAID)

    def test_a_signature_with_one_bit_turned_is_a_no_and_no_error(self, algorithm):
        signer = make_signer(algorithm)
        signature = signer.sign(SAID)
        for place in range(0, 64, 7):
            turned = bytearray(signature)
            turned[place] ^= 4
            assert not signer.public.verify(bytes(turned), SAID)
        assert not signer.public.verify(signature[:-1], SAID)
        assert not signer.public.verify(bytes(64), SAID)

    def test_the_public_key_survives_jwk_and_pem(self, algorithm):
        public = make_signer(algorithm).public
        assert PublicKey.of_jwk(public.jwk() | {"use": "sig"}) == public
        assert PublicKey.of_pem(public.pem()) == public

    def test_a_key_is_made_once_and_its_owner_alone_reads_it(self, algorithm, tmp_path):
        with ThreadPoolExecutor(4) as several:
            made = list(several.map(lambda _: keyring(tmp_path).signer("x", algorithm), range(4)))
        assert len({each.key_id for each in made}) == 1
        path = tmp_path / "keys" / f"x.{algorithm.lower()}.pem"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_several_threads_sign_with_one_key(self, algorithm):
        signer = make_signer(algorithm)
        with ThreadPoolExecutor(8) as several:
            signed = list(several.map(lambda n: (n, signer.sign(b"%d" % n)), range(64)))
        assert all(signer.public.verify(signature, b"%d" % n) for n, signature in signed)


def test_the_thumbprint_is_that_of_the_standard():
    """RFC 8037 A.3 prints the thumbprint of its example key."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert PublicKey.of_jwk(jwk).key_id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"crv": "P-384", "x": "AA", "y": "AA"},
        {"crv": "P-256", "x": "AA", "y": "AA"},
        {"crv": "SM2", "x": "A" * 43, "y": "A" * 43},
        {"crv": "Ed25519", "x": "not base64!"},
    ],
)
def test_what_is_no_key_is_refused(jwk):
    with pytest.raises(BadKey):
        PublicKey.of_jwk(jwk)


@pytest.mark.parametrize("name", ["", "../seal", "Seal", "a/b"])
def test_a_name_that_could_leave_the_ring_is_refused(name, tmp_path):
    with pytest.raises(BadKey):
        keyring(tmp_path).signer(name)


def test_openssl_accepts_our_sm2_signature_and_we_accept_its(tmp_path):
    signer = keyring(tmp_path).signer("seal", "SM2")
    (tmp_path / "said").write_bytes(SAID)
    (tmp_path / "public.pem").write_bytes(signer.public.pem())
    (tmp_path / "ours").write_bytes(dss(signer.sign(SAID)))
    common = ["-rawin", "-in", "said", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    run = ["openssl", "pkeyutl"]
    check = [*run, "-verify", "-pubin", "-inkey", "public.pem", "-sigfile", "ours", *common]
    subprocess.run(check, cwd=tmp_path, check=True, capture_output=True)
    sign = [*run, "-sign", "-inkey", "keys/seal.sm2.pem", "-out", "theirs", *common]
    subprocess.run(sign, cwd=tmp_path, check=True)
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    r, s = decode_dss_signature((tmp_path / "theirs").read_bytes())
    assert signer.public.verify(r.to_bytes(32, "big") + s.to_bytes(32, "big"), SAID)


@pytest.fixture
def token(tmp_path, monkeypatch):
    """A token of SoftHSM with a PIN of its own, and a home whose seal lies in it."""
    if not shutil.which("softhsm2-util"):
        pytest.skip("needs SoftHSM (apt install softhsm2)")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    command = "softhsm2-util --init-token --free --label city --pin 4711 --so-pin 8523"
    subprocess.run(command.split(), check=True, capture_output=True)
    keys = tmp_path / "home" / "keys"
    keys.mkdir(parents=True)
    (keys / "pin").write_text("4711\n")
    (keys / "hardware.toml").write_text(
        f'module = "{MODULE}"\ntoken = "city"\npin_file = "pin"\nnames = ["seal"]\n'
    )
    return tmp_path / "home"


def test_a_key_in_hardware_signs_as_one_in_a_file_does_and_leaves_no_file(token):
    said = in_a_process(
        token,
        """
        signer = ring.signer("seal")
        assert signer.public.verify(signer.sign(b"said"), b"said")
        pid = os.fork()
        if pid == 0:
            os._exit(0 if signer.public.verify(signer.sign(b"child"), b"child") else 1)
        assert os.waitpid(pid, 0)[1] == 0
        print(signer.key_id, signer.algorithm, ring.signer("gateway", "SM2").algorithm)
        """,
    )
    assert said.split()[1:] == ["ES256", "SM2"]
    again = in_a_process(token, "print(ring.signer('seal').key_id)")
    assert again.strip() == said.split()[0]
    files = {each.name for each in (token / "keys").iterdir()}
    assert files == {"pin", "hardware.toml", "gateway.sm2.pem"}


def test_what_hardware_cannot_do_is_named_and_the_pin_is_not(token):
    refused = "try: ring.signer('seal', 'SM2')\nexcept BadKey as error: print(error)"
    assert "seal SM2" in in_a_process(token, refused)
    (token / "keys" / "pin").write_text("0000")
    refused = "try: ring.signer('seal')\nexcept KeyMissing as error: print(error)"
    said = in_a_process(token, refused)
    assert "city: PinIncorrect" in said
    assert "0000" not in said


def in_a_process(home, script):
    """Run a script with the home's ring in a process of its own; a login is of a process."""
    lead = (
        "import os, pathlib\n"
        "from tongban.kernel.signing import BadKey, KeyMissing, keyring\n"
        f"ring = keyring(pathlib.Path({str(home)!r}))\n"
    )
    command = [sys.executable, "-c", lead + textwrap.dedent(script)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
