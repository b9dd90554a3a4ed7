"""`guardrail evaluate attack`: a labelled set as people who want to get past would send it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from guardrail import settings as settings_module
from guardrail.cli.printing import AsJson, ConfigFile, RegistryPaths, err, print_json, say

if TYPE_CHECKING:
    from guardrail.evaluate.sets import Part


def _part(word: str) -> "Part":
    from guardrail.evaluate.sets import Part

    try:
        return Part(word)
    except ValueError:
        raise typer.BadParameter(f"{word!r} is not one of prompts, pictures, clips") from None


def attack(
    part: Annotated[
        str, typer.Argument(metavar="prompts|pictures|clips", help="What the set is made of.")
    ],
    labelled: Annotated[Path, typer.Argument(metavar="SET", help="JSON lines, or a folder.")],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="A new folder for the attacked set.")
    ],
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed, the same set.")] = 1,
    each: Annotated[
        int | None,
        typer.Option("--each", min=1, help="At most so many items by each attack; default: all."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ATTACK", help="One attack; may be given several times."),
    ] = None,
    registry: RegistryPaths = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Disguise, crop, recolour, compress…: a new set whose `kind` is the attack.

    What shows something registered is attacked in every way; the rest is kept as it is. Evaluate
    the new set, and the table by kind is the accuracy under attack; `none` is without one. The
    disguises of prompts hide the names that the registry has.

    Example: `guardrail evaluate attack pictures figures/ --out attacked/ --registry policies/`
    """
    from guardrail.build.snapshots import read_registry
    from guardrail.evaluate.attacks import Plan, names
    from guardrail.evaluate.attacks import attack as written
    from guardrail.evaluate.sets import read_set

    wanted = _part(part)
    found = read_set(labelled, wanted)
    known = read_registry(registry or settings_module.load(config).registry)
    assets = {a.id: tuple(name.text for name in a.names) for a in known.assets.values()}
    plan = Plan(seed=seed, each=each, only=tuple(only or ()))
    positives = sum(item.positive for item in found.items)
    count = len(plan.only or names(wanted)) * min(positives, each or positives)
    with Progress(console=err, disable=not err.is_terminal) as bars:
        task = bars.add_task("attacking", total=len(found.items) - positives + count)
        path = written(found, assets, out, plan, step=lambda: bars.advance(task))
    if as_json:
        print_json({"set": str(path), "items": len(path.read_text("utf-8").splitlines())})
    else:
        say(f"wrote {path}: next, `guardrail evaluate {part} {path} --report report.html`")
