"""References that flood are found in the record and block nothing once they are set aside."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from records import a_decision, an_attempt

from guardrail.build import open_store
from guardrail.build.quarantine import FILE, floods, quarantined, set_aside
from guardrail.build.snapshots import Compiler, Registries, read_registry
from guardrail.domain import Segment, Stage
from guardrail.errors import SettingsError
from guardrail.eyes import Eyes
from guardrail.settings import Settings

SINCE, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def recorded(folder: Path, registry: Path, *, outputs: int, flooding: int) -> Settings:
    """A record in which one reference matches the first so many of all outputs."""
    settings = Settings(data_dir=folder / "data", registry=(registry,))
    reference = next(
        one
        for asset in read_registry([registry]).assets.values()
        for version in asset.versions
        for one in version.references
    )
    decision = a_decision(stage=Stage.OUTPUT)
    named, seen = decision.matches
    (segment,) = seen.evidence
    assert isinstance(segment, Segment)
    like = replace(seen, evidence=(replace(segment, reference=str(reference.path)),))
    faint = replace(like, expected_false_matches=0.06)
    store = open_store(settings)
    for at in range(outputs):
        matches = (named, like) if at < flooding else (faint,)
        store.begin(an_attempt(f"gr_{at}", stage=Stage.OUTPUT))
        store.finish(f"gr_{at}", replace(decision, matches=matches))
    store.begin(an_attempt("gr_prompt"))
    store.finish("gr_prompt", a_decision(matches=(like,)))
    store.close()
    return settings


@pytest.mark.parametrize(
    ("outputs", "flooding", "share", "found"),
    [(20, 8, 0.4, 1), (20, 8, 0.41, 0), (19, 19, 0.4, 0)],
)
def test_a_reference_that_matches_a_share_of_all_outputs_floods(
    tmp_path: Path, registry_path: Path, *, outputs: int, flooding: int, share: float, found: int
) -> None:
    settings = recorded(tmp_path, registry_path, outputs=outputs, flooding=flooding)
    flood = floods(settings, share=share, since=SINCE, until=UNTIL)
    assert len(flood) == found
    assert all((one.matched, one.outputs) == (flooding, outputs) for one in flood)


def test_what_is_set_aside_adds_up_and_is_taken_up_without_a_restart(
    tmp_path: Path, registry_path: Path, registries: Registries, eyes: Eyes
) -> None:
    settings = Settings(data_dir=tmp_path)
    place = tmp_path / FILE
    assert quarantined(place) == frozenset()
    opened = Registries.open(
        [registry_path],
        compiler=Compiler(eyes=eyes, encoded=registries._compiler.encoded),
        quarantined=lambda: quarantined(place),
    )
    assert opened.current().policies.quarantined == frozenset()
    (first, second) = sorted(
        reference.sha256
        for version in opened.current().registry.assets["kaze/kitsunebi"].versions
        for reference in version.references
    )[:2]
    set_aside(settings, [first])
    opened.refresh()
    assert len(opened.current().policies.quarantined) == 1
    assert set_aside(settings, [second]) == {first, second}
    opened.refresh()
    assert len(opened.current().policies.quarantined) == 2
    place.write_text("nonsense")
    with pytest.raises(SettingsError, match="cannot be read"):
        quarantined(place)
    opened.refresh()
    assert len(opened.current().policies.quarantined) == 2
    place.write_text("{}")
    with pytest.raises(SettingsError, match="no list of digests"):
        quarantined(place)
