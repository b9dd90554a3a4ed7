import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from guardrail.match.products import products

QUIET = """
import time
from pathlib import Path
import numpy as np
from guardrail.match.products import products

def switches():
    tasks = sorted(Path("/proc/self/task").iterdir())
    return [
        line
        for task in tasks[1:]
        for line in (task / "status").read_text().splitlines()
        if "ctxt_switches" in line
    ]

seen, rows = np.ones((85, 256), np.float32), np.ones((3000, 256), np.float32)
time.sleep(0.5)  # threads that were just started spin too
before = switches()
products(seen, rows)
print(switches() == before)
"""


@pytest.mark.parametrize("shape", [(1, 1, 1), (85, 256, 240), (85, 256, 1), (3, 7, 0), (0, 7, 3)])
def test_they_are_what_numpy_says(shape: tuple[int, int, int]) -> None:
    seen_count, width, row_count = shape
    rng = np.random.default_rng(0)
    seen = rng.standard_normal((seen_count, width)).astype(np.float32)
    rows = rng.standard_normal((row_count, width)).astype(np.float32)
    found = products(seen, rows)
    assert found.dtype == np.float32
    assert np.allclose(found, seen @ rows.T, atol=1e-4)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_no_other_thread_wakes() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", QUIET], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "True"
