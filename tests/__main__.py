"""Every check of this project, in the order of their cost: `python tests`.

Style, imports and types first, then the tests; further arguments go to pytest. The status is
that of the first check that fails.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = (
    ("-m", "ruff", "check", "."),
    ("-m", "ruff", "format", "--check", "."),
    ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    ("-m", "mypy"),
)


def main() -> int:
    for check in CHECKS:
        print("$ python", *check, flush=True)
        status = subprocess.run([sys.executable, *check], cwd=ROOT, check=False).returncode
        if status:
            return status
    pytest = ("-m", "pytest", "--numprocesses", "2", *sys.argv[1:])
    return subprocess.run([sys.executable, *pytest], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
