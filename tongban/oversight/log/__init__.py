"""The transparency log (透明日志): every look and every passing on of data, provable to anybody.

One Merkle tree a city and year as static files (C2SP tlog-tiles), signed and cosigned
checkpoints, proofs and receipts that need no trust in whoever keeps the files.
"""
