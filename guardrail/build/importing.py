"""A registry and a test out of a folder of pictures per character, for whoever has no more yet.

Some pictures of each character become its references, the others the labelled set: what was
registered must not be asked again.
"""

import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from guardrail.errors import BadInputError
from guardrail.evaluate.sets import NEGATIVE_FOLDER, characters_of

_YEARS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was written: the document, and the set of the pictures that were not registered."""

    document: Path
    labelled: Path
    assets: int
    references: int
    questions: int


def import_folder(
    folder: Path, out: Path, *, holder: str, most_references: int, today: date
) -> Imported:
    """Write `policies/HOLDER.yaml` with references, and `set.jsonl`, into `out`.

    At most `most_references` pictures of a character are registered, spread over its files by
    name, and one at least is kept for the set where there are two. Everything is blocked that was
    found beyond doubt. The pictures of `_negatives` are of nobody and only asked.

    Raises:
        BadInputError: there is no character, two have one id, or the document exists already.
    """
    characters = characters_of(folder)
    negatives = characters.pop(NEGATIVE_FOLDER, ())
    if not characters:
        raise BadInputError(
            "holds no sub-folder with pictures, one for each character",
            where=str(folder),
            fix="give each character a folder of its own",
        )
    slugs = _slugs(characters)
    policies = out / "policies"
    document = policies / f"{holder}.yaml"
    if document.exists():
        raise BadInputError(
            "exists already", where=str(document), fix="give another --out, or take it away"
        )
    lines: list[dict[str, object]] = []
    registered = 0
    try:
        for name, files in characters.items():
            shown, asked = _divided(files, most_references)
            kept = policies / "refs" / slugs[name]
            kept.mkdir(parents=True, exist_ok=True)
            for file in shown:
                shutil.copyfile(file, kept / file.name)
            registered += len(shown)
            lines += [_line(file, [f"{holder}/{slugs[name]}"], "own") for file in asked]
        lines += [_line(file, [], "negative") for file in negatives]
        document.write_text(_document(holder, slugs.values(), today), "utf-8")
        labelled = out / "set.jsonl"
        labelled.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    except OSError as error:
        raise BadInputError(
            f"cannot be written: {error.strerror}", where=str(error.filename), fix="check --out"
        ) from error
    return Imported(
        document=document,
        labelled=labelled,
        assets=len(characters),
        references=registered,
        questions=len(lines),
    )


def _divided(files: Sequence[Path], most: int) -> tuple[list[Path], list[Path]]:
    """Those to register, evenly from all, and the others."""
    count = min(most, max(1, len(files) - 1))
    chosen = {round(i * (len(files) - 1) / max(1, count - 1)) for i in range(count)}
    return (
        [file for i, file in enumerate(files) if i in chosen],
        [file for i, file in enumerate(files) if i not in chosen],
    )


def _slugs(names: Mapping[str, object]) -> dict[str, str]:
    slugs: dict[str, str] = {}
    for name in names:
        slug = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._") or "character"
        if slug in slugs.values():
            other = next(known for known, one in slugs.items() if one == slug)
            raise BadInputError(f"{name!r} and {other!r} would have one id", fix="rename one")
        slugs[name] = slug
    return slugs


def _line(file: Path, assets: list[str], kind: str) -> dict[str, object]:
    return {"file": str(file.resolve()), "assets": assets, "kind": kind}


def _document(holder: str, slugs: Iterable[str], today: date) -> str:
    """A policy document: prior permission everywhere, so that what is found is blocked."""
    version = {"id": "v1", "status": {"*": "protected"}}
    assets = [
        {
            "id": f"{holder}/{slug}",
            "kind": "character",
            "versions": [{**version, "references": [f"refs/{slug}/*"]}],
        }
        for slug in slugs
    ]
    content = {
        "policy_version": 1,
        "id": f"{holder}-1",
        "rights_holder": {"id": holder, "name": holder},
        "valid": {
            "from": today.isoformat(),
            "until": today.replace(year=today.year + _YEARS, day=1).isoformat(),
            "zone": "UTC",
        },
        "regime": {"*": "prior_permission"},
        "assets": assets,
    }
    head = "# Made of a folder of pictures: add names, so that prompts are screened too.\n"
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
