"""Prompt screening: what it finds, what it takes for a name, what it costs.

`python -m bench.prompts [--json] [SECTION…]` prints the rows of every section, or of those named:

| section | rows |
|---|---|
| `recall` | generated disguises of invented and public-domain names, found at `log` or stricter |
| `benign` | published prompts that name nobody, against 40,931 names of the kinds that are proposed |
| `descriptions` | characters described and never named: the right one on top, false alarms, time |
| `rivals` | what a user would pick instead, on the same disguises and prompts |
| `cost` | time and memory, by number of names and length of text |

Limits: recall is on what `bench.disguises` makes; the benign prompts are VBench's and VBench-2.0's
(Apache-2.0), read from a folder that is not part of this repository, so without it that section
is empty; timings are those of one process on a machine that may be doing other things.
"""

import sys
from collections.abc import Callable, Iterable, Mapping

from bench import benign, cost, descriptions, recall, rivals
from bench.rows import Row, finish

SECTIONS: Mapping[str, Callable[[], Iterable[Row]]] = {
    "recall": recall.rows,
    "benign": benign.rows,
    "descriptions": descriptions.rows,
    "rivals": rivals.rows,
    "cost": cost.rows,
}


def main() -> None:
    words = sys.argv[1:]
    chosen = [word for word in words if word in SECTIONS] or list(SECTIONS)
    finish([row for name in chosen for row in SECTIONS[name]()], as_json="--json" in words)


if __name__ == "__main__":
    main()
