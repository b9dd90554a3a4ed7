"""`python -m bench.accuracy`: builds the sets, judges them, prints the rows."""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.accuracy import __doc__ as about
from bench.accuracy import recorded
from bench.accuracy.build import build
from bench.accuracy.fetching import UnfetchedError, prepare
from bench.accuracy.judging import Rivals, Run
from bench.accuracy.plan import Plan
from bench.rows import finish
from models.train.fetch import WORK

UNFETCHED = 75
"""The status where packages cannot be had (EX_TEMPFAIL of sysexits.h)."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="sets large enough for the headline")
    size.add_argument(
        "--ci", action="store_true", help="a small slice against what is recorded of it"
    )
    size.add_argument("--record", action="store_true", help="record what the small slice gives")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--work", type=Path, default=WORK, help="where the albums are, or will be")
    parser.add_argument("--keep", type=Path, help="where the sets are written; default: in --work")
    parser.add_argument("--report", type=Path, help="write a page for each part into this folder")
    parser.add_argument("--llm-guard", type=Path, help="the Python that LLM Guard is installed for")
    arguments = parser.parse_args()
    small = arguments.ci or arguments.record
    plan = Plan.full() if arguments.full else Plan.ci() if small else Plan()
    try:
        prepare(arguments.work, plan)
    except UnfetchedError as error:
        print(f"NOTHING IS MEASURED: {error}", file=sys.stderr)
        sys.exit(UNFETCHED)
    built = build(arguments.work, arguments.keep or arguments.work / "accuracy", plan)
    rivals = None if small else Rivals(work=arguments.work, llm_guard=arguments.llm_guard)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for row in Run(built, Path(scratch), rivals=rivals, reports=arguments.report).rows():
            print(row, file=sys.stderr, flush=True)
            rows.append(row)
    if arguments.record:
        recorded.record(rows, built.about)
    finish(recorded.held_to(rows, built.about) if small else rows, as_json=arguments.json)


if __name__ == "__main__":
    main()
