"""How many harmless prompts are taken for more: published prompts against 40,931 names.

Kinds are those that `kinds.propose` gives each name from its lists, taken blindly and without a
background corpus. A few of the published prompts do name somebody who is in the list; those of
NAMED are left out and counted in a row of their own.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from bench.judging import Judge, asset
from bench.rows import Row, share_row
from guardrail.domain import Action, NameKind
from guardrail.prompt.kinds import propose

DATA = Path(os.environ.get("GUARDRAIL_DATA", Path(__file__).parents[2] / "shared" / "data"))

NAMED = re.compile(
    r"gwen stacy|iron man|spider-?gwen|spider-?man|\bbatman|superman|\byoda\b|harry potter|"
    r"snow white|red riding hood|sleeping beauty",
    re.IGNORECASE,
)


def benign_prompts() -> tuple[str, ...]:
    """All published benign prompts, in the order of their files."""
    return tuple(
        json.loads(line)["text"]
        for file in sorted((DATA / "prompts").glob("benign_*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    )


def registered_names() -> tuple[tuple[str, ...], ...]:
    """The names of the list: for each figure its name and its other ones."""
    lines = (DATA / "names" / "latin_40k.jsonl").read_text(encoding="utf-8").splitlines()
    figures = [json.loads(line) for line in lines]
    return tuple((figure["text"], *figure["aliases"]) for figure in figures)


def rows() -> Iterator[Row]:
    if not DATA.is_dir():
        return
    names = sorted({name for names in registered_names() for name in names})
    kinds = {name: propose(name).kind for name in names}
    judge = Judge(asset(at, name, kind=kinds[name]) for at, name in enumerate(names))
    prompts = benign_prompts()
    quiet = [text for text in prompts if not NAMED.search(text)]
    actions = [judge.decide(text).action for text in quiet]
    yield share_row("benign_named_left_out", len(prompts) - len(quiet), len(prompts))
    for name, least, bar in (
        ("benign_any", Action.LOG, 0.006),
        ("benign_hold", Action.HOLD, 0.0015),
        ("benign_block", Action.BLOCK, 0.0005),
    ):
        flagged = sum(action.strictness >= least.strictness for action in actions)
        yield share_row(name, flagged, len(actions), bar=bar)
    kept = sum(kind is NameKind.DISTINCTIVE for kind in kinds.values())
    yield share_row("distinctive_kept", kept, len(kinds))
