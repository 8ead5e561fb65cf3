"""Time stamps: ours hold for OpenSSL, OpenSSL's hold for us, and what is wrong with one is said."""

import io
import subprocess
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tongban.exchange import api as exchange
from tongban.exchange.domain.stamps import BadStamp
from tongban.exchange.stamping import process
from tongban.exchange.stamping.client import (
    ANSWERED,
    TRUST,
    Authorities,
    request_for,
    token_in,
)
from tongban.kernel import time
from tongban.licences import api as licences

SAID = "第一号检查点".encode()
CONFIGURED = """
[tsa]
default_tsa = here
[here]
serial = serial
signer_cert = tsa.crt
signer_key = tsa.key
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
signer_digest = sha256
"""


def opened(*words, cwd, **more):
    """Run OpenSSL in a folder; it must succeed."""
    return subprocess.run(
        ["openssl", *words], cwd=cwd, check=True, capture_output=True, text=True, **more
    )


@pytest.fixture
def ours(tmp_path):
    """Our own authority as it runs, and a home that trusts it."""
    server = process.serve(tmp_path / "authority")
    trusted = tmp_path / "home" / TRUST
    trusted.mkdir(parents=True)
    (trusted / "ours.pem").write_bytes(process.root(tmp_path / "authority").read_bytes())
    yield Authorities((process.address(server),), tmp_path / "home")
    server.shutdown()
    server.server_close()


def test_a_stamp_says_when_and_by_whom_and_of_nothing_else(ours):
    [stamp] = ours.stamp(SAID)
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(seconds=5)
    assert stamp.authority == process.OWNER
    assert ours.check(stamp.token, SAID) == stamp
    with pytest.raises(BadStamp):
        ours.check(stamp.token, SAID + b"!")


def test_a_token_with_a_byte_changed_does_not_hold(ours):
    [stamp] = ours.stamp(SAID)
    for place in (-1, len(stamp.token) // 2, -90):
        changed = bytearray(stamp.token)
        changed[place] ^= 1
        with pytest.raises(BadStamp):
            ours.check(bytes(changed), SAID)


def test_an_authority_nobody_trusts_stamps_in_vain(ours, tmp_path):
    [stamp] = ours.stamp(SAID)
    stranger = Authorities(ours.addresses, tmp_path / "elsewhere")
    with pytest.raises(BadStamp):
        stranger.check(stamp.token, SAID)
    assert stranger.stamp(SAID) == []


def test_an_answer_to_another_request_is_none_to_ours(ours):
    reply = ours.reply(request_for(SAID, nonce=1))
    assert token_in(reply, nonce=1)
    with pytest.raises(BadStamp, match="another request"):
        token_in(reply, nonce=2)


def test_an_authority_that_is_away_is_left_out(ours):
    away = Authorities(("http://127.0.0.1:9/", *ours.addresses), ours.home, patience=0.5)
    assert len(away.stamp(SAID)) == 1
    assert away.reply(request_for(SAID, nonce=1)) is not None


@pytest.mark.parametrize("sent", [b"", b"no request", request_for(SAID, nonce=1)[:-4]])
def test_what_is_no_request_gets_no_stamp(ours, sent):
    reply = ours.reply(sent)
    if reply is not None:
        with pytest.raises(BadStamp):
            token_in(reply, nonce=1)


@pytest.mark.django_db
def test_with_an_authority_the_time_of_a_document_is_not_our_word_alone(ours, settings):
    settings.HOME, settings.STAMP_AUTHORITIES = ours.home, ours.addresses
    licences.join_time_stamps(exchange.TimeStamping())
    made = licences.sign(blank(), reason="居民户口簿", location="榕城市公安局")
    found = licences.check_document(made)
    assert found.state == "good"
    assert abs(found.stamped_at - datetime.now(UTC)) < timedelta(seconds=9)


def blank():
    """Return a PDF with nothing on it."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

    writer, out = PdfFileWriter(), io.BytesIO()
    nothing = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.insert_page(PageObject(contents=nothing, media_box=(0, 0, 595, 842)))
    writer.write(out)
    return out.getvalue()


def test_openssl_verifies_our_stamp(ours, tmp_path):
    (tmp_path / "said").write_bytes(SAID)
    (tmp_path / "reply").write_bytes(ours.reply(request_for(SAID, nonce=7)))
    root = str(next((ours.home / TRUST).iterdir()))
    done = opened("ts", "-verify", "-data", "said", "-in", "reply", "-CAfile", root, cwd=tmp_path)
    assert "Verification: OK" in done.stdout + done.stderr


def test_openssl_s_stamp_holds_for_us(tmp_path):
    """An authority nobody here wrote: OpenSSL's own, with an RSA key."""
    new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Another authority"]
    use = [
        "-addext",
        "extendedKeyUsage=critical,timeStamping",
        "-addext",
        "keyUsage=critical,digitalSignature",
    ]
    opened(*new, *use, "-keyout", "tsa.key", "-out", "tsa.crt", "-days", "9", cwd=tmp_path)
    (tmp_path / "tsa.conf").write_text(CONFIGURED)
    (tmp_path / "serial").write_text("01\n")

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self):
            (tmp_path / "asked").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            opened(
                "ts",
                "-reply",
                "-config",
                "tsa.conf",
                "-queryfile",
                "asked",
                "-out",
                "reply",
                cwd=tmp_path,
            )
            self.send_response(200)
            self.send_header("Content-Type", ANSWERED)
            self.end_headers()
            self.wfile.write((tmp_path / "reply").read_bytes())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    trusted = tmp_path / TRUST
    trusted.mkdir(parents=True)
    (trusted / "theirs.pem").write_bytes((tmp_path / "tsa.crt").read_bytes())
    [stamp] = Authorities((f"http://127.0.0.1:{server.server_port}/",), tmp_path).stamp(SAID)
    server.shutdown()
    server.server_close()
    assert stamp.authority == "Another authority"
    assert abs(stamp.at - time.now()) < timedelta(seconds=10)
