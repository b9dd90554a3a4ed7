"""The next worker reads what compiling many names gave, and other names are compiled anew."""

from datetime import UTC, datetime
from pathlib import Path

from guardrail.build.snapshots import MANY_NAMES, Compiler
from guardrail.domain import Asset, Name, PolicyDocument, Regime, RightsHolder, Text
from guardrail.eyes import Eyes
from guardrail.prompt.screen import screen
from guardrail.registry import Registry


def registry(count: int, digest: str) -> Registry:
    names = tuple(Name(text=f"Kitsu Nebi{at}x") for at in range(count))
    document = PolicyDocument(
        id="many",
        sha256=digest * 64,
        holder=RightsHolder(id="kaze", name="Kaze"),
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_until=datetime(2027, 1, 1, tzinfo=UTC),
        regime={"*": Regime.OPT_OUT},
        assets=(Asset(id="kaze/many", holder="kaze", names=names),),
    )
    return Registry.from_documents([document])


def test_what_compiling_many_names_gave_is_kept_for_the_next_worker(
    tmp_path: Path, eyes: Eyes
) -> None:
    kept = tmp_path / "names"
    text = Text(field="p", text="a fox called kitsunebi7x")
    found = [
        screen([text], Compiler(eyes=eyes, kept=kept).compile(registry(MANY_NAMES, "a")).names)
        for _ in range(2)
    ]
    assert found[0] == found[1] != ()
    (file,) = kept.iterdir()
    Compiler(eyes=eyes, kept=kept).compile(registry(MANY_NAMES + 1, "b"))
    assert [one.name for one in kept.iterdir()] != [file.name]
    assert len(list(kept.iterdir())) == 1


def test_few_names_are_not_kept(tmp_path: Path, eyes: Eyes) -> None:
    Compiler(eyes=eyes, kept=tmp_path / "names").compile(registry(10, "c"))
    assert list(tmp_path.iterdir()) == []
