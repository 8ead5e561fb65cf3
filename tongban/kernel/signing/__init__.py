"""Signing (签名): one replaceable signer for documents, messages, tickets and logs.

Whoever signs asks a key ring for a signer by its name; whoever checks holds a public key. Where
the private key lies (a file of the home, a hardware module) and by which algorithm it signs
(Ed25519, P-256, SM2) is configuration: the same bytes in, one signature out.

>>> from tempfile import mkdtemp
>>> from pathlib import Path
>>> signer = keyring(Path(mkdtemp())).signer("gateway", "Ed25519")
>>> signer.public.verify(signer.sign(b"said"), b"said")
True
>>> PublicKey.of_jwk(signer.public.jwk()).verify(signer.sign(b"said"), b"never said")
False
"""

from tongban.kernel.signing.keyring import Keyring, keyring
from tongban.kernel.signing.keys import (
    ALGORITHMS,
    BadKey,
    KeyMissing,
    PublicKey,
    Signer,
    SigningProblem,
)
from tongban.kernel.signing.software import make_signer

__all__ = [
    "ALGORITHMS",
    "BadKey",
    "KeyMissing",
    "Keyring",
    "PublicKey",
    "Signer",
    "SigningProblem",
    "keyring",
    "make_signer",
]
