"""Run a carrier (承运方替身): `python -m tongban.exchange.carrier_systems sms|courier HOME PORT`."""

import sys
import time
from pathlib import Path

from tongban.exchange.carrier_systems.courier import Parcels
from tongban.exchange.carrier_systems.kept import Kept
from tongban.exchange.carrier_systems.serving import Server, serve
from tongban.exchange.carrier_systems.sms import Messages
from tongban.exchange.notices.opening import KEY
from tongban.kernel.signing import keyring


def main(kind: str, home: str, port: str) -> None:
    """Serve until stopped."""
    ring = keyring(Path(home))
    made = Parcels() if kind == "courier" else Messages()
    book = Kept(made, Path(home) / f"{kind}-orders")
    serve(Server(book, ring.signer(kind), ring.signer(KEY).public), port=int(port))
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(*sys.argv[1:4])
