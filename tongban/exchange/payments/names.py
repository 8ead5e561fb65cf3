"""Names of keys and places (渠道命名): of our key, the trial bank's, and where a provider's lies."""

from pathlib import Path

MERCHANT, BANK = "payments", "trial-bank"
TRUST = Path("trust") / "payments" / "provider.jwk"
