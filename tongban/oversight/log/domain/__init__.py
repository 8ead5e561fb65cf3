"""The pure part of the transparency log: trees, tiles, notes, receipts, witnesses."""
