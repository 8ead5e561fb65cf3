"""schemathesis asks every OpenAPI document we publish thousands of odd questions: never a 500."""

import os
import subprocess
import sys
from pathlib import Path

from outside.served import city, gateway, say

DOCUMENTS = ("/api/v1/openapi.json", "/api/apps/v1/openapi.json", "/v/api/openapi.json")
"""Every OpenAPI document of the platform; a door that publishes one adds it here."""
EXAMPLES = os.environ.get("TONGBAN_EXAMPLES", "12")
PROGRAM = str(Path(sys.executable).parent / "schemathesis")

failed = []


def ask(base: str, document: str, key: str) -> None:
    """Ask one document's interface, and say what came of it."""
    command = [PROGRAM, "run", base + document, "--checks", "not_a_server_error"]
    command += ["--max-examples", EXAMPLES, "--seed", "1", "--header", f"X-Api-Key: {key}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if "generated" in line or "passed" in line]
    say(document=document, code=done.returncode, said=lines[-1:] or done.stdout[-200:])
    if done.returncode:
        failed.append(document)
        print(done.stdout[-3000:])


with city() as (address, api_key):
    for each in DOCUMENTS:
        ask(address, each, api_key)
with gateway() as address:
    ask(address, "/openapi.json", "none")
sys.exit(bool(failed))
