"""Other projects' tests against a guarded app: `python tests/suites starlette`.

Each suite runs without the guard and with it, prints both counts, and ends non-zero when
something fails that did not fail before. They need the package index and a minute or two, so they
are no part of the ordinary tests.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
SUITES = ("starlette", "openai", "schemathesis")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/suites", description=__doc__)
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    command = [sys.executable, "-m", f"suites.{asked.suite}", *(["--json"] if asked.json else [])]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
