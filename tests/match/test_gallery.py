"""Search is exact: the best view, region and reference of each asset in each frame."""

import itertools

import numpy as np
import pytest

from guardrail.arrays import Vectors
from guardrail.match import gallery as gallery_module
from guardrail.match.findings import Findings
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors

NO_COHORT = np.zeros((0, 8), np.float32)


def unit(*rows: list[float]) -> Vectors:
    wide = np.zeros((len(rows), 8), np.float32)
    for i, row in enumerate(rows):
        wide[i, : len(row)] = row
    return np.asarray(wide / np.linalg.norm(wide, axis=1, keepdims=True), np.float32)


def random_units(seed: int, *shape: int) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(*shape, 8))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=-1, keepdims=True), np.float32)


def shown(asset: str, name: str, vectors: Vectors, *, exclusion: bool = False) -> ReferenceVectors:
    return ReferenceVectors(
        asset=asset, version="v1", reference=name, vectors=vectors, exclusion=exclusion
    )


def test_search_finds_what_a_loop_over_everything_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery_module, "SHARD_ASSETS", 3)
    references = [
        shown(f"h/{a}", f"{a}{i}.png", random_units(10 * a + i, 1 + i))
        for a in range(4)
        for i in range(3)
    ]
    cohort = random_units(99, 50)
    gallery = Gallery.build(references, cohort=cohort)
    vectors = random_units(5, 7, 3)
    found = gallery.search(vectors)
    for frame, column in itertools.product(range(7), range(4)):
        best = (-np.inf, -1.0, 0, "")
        for reference in references:
            if reference.asset != gallery.assets[column]:
                continue
            for view in reference.vectors:
                near = np.sort(cohort @ view)[-2:]
                for region in range(3):
                    similarity = float(vectors[frame, region] @ view)
                    score = (similarity - near.mean()) / max(near.std(), 1e-3)
                    best = max(best, (score, similarity, region, reference.reference))
        assert found.score[frame, column] == pytest.approx(best[0], rel=1e-3, abs=1e-3)
        assert found.similarity[frame, column] == pytest.approx(best[1], abs=1e-5)
        assert found.region[frame, column] == best[2]
        assert gallery.references[found.reference[frame, column]].reference == best[3]


def test_exclusions_of_one_asset_leave_every_other_asset_as_it_was() -> None:
    shown_ones = [shown(f"h/{a}", f"{a}.png", random_units(a, 2)) for a in range(5)]
    vectors = random_units(5, 7, 3)
    logo = shown("h/1", "logo.png", vectors[3], exclusion=True)
    plain = Gallery.build(shown_ones, cohort=NO_COHORT).search(vectors)
    gallery = Gallery.build([logo, *shown_ones], cohort=NO_COHORT)
    found = gallery.search(vectors)
    others = [0, 2, 3, 4]
    assert (found.score[:, others] == plain.score[:, others]).all()
    assert found.score[3, 1] == -np.inf
    names = [gallery.references[i].asset for i in found.reference[0]]
    assert names == ["h/0", "h/1", "h/2", "h/3", "h/4"]


def test_without_a_cohort_the_score_is_the_similarity() -> None:
    gallery = Gallery.build([shown("h/a", "a.png", unit([1, 0]))], cohort=NO_COHORT)
    found = gallery.search(unit([1, 1])[None])
    assert found.score[0, 0] == found.similarity[0, 0] == pytest.approx(2**-0.5)


def test_a_reference_that_resembles_everything_scores_lower_for_the_same_similarity() -> None:
    cohort = unit([1, 0.1], [1, 0.2], [1, 0.3], [0.9, 0.1, 0.1], [1, 0, 0.4])
    gallery = Gallery.build(
        [shown("h/plain", "p.png", unit([1])), shown("h/rare", "r.png", unit([0, 0, 0, 1]))],
        cohort=cohort,
    )
    found = gallery.search(unit([1, 0, 0, 1])[None])
    plain, rare = (gallery.assets.index(a) for a in ("h/plain", "h/rare"))
    assert found.similarity[0, plain] == pytest.approx(found.similarity[0, rare])
    assert found.score[0, rare] > found.score[0, plain]


def test_an_exclusion_silences_only_the_regions_that_it_fits_better() -> None:
    gallery = Gallery.build(
        [
            shown("h/a", "a.png", unit([1, 0, 0.2])),
            shown("h/a", "logo.png", unit([0, 1]), exclusion=True),
            shown("h/b", "b.png", unit([0, 1])),
        ],
        cohort=NO_COHORT,
    )
    logo_only = unit([0.3, 1])[None]
    both = unit([0.3, 1], [1, 0.1])[None]
    found = gallery.search(logo_only)
    assert found.score[0, 0] == -np.inf
    assert found.similarity[0, 0] == -1.0
    assert found.similarity[0, 1] > 0.9
    found = gallery.search(both)
    assert found.region[0, 0] == 1
    assert found.similarity[0, 0] > 0.9


def test_an_asset_with_exclusions_only_is_not_searched_for() -> None:
    gallery = Gallery.build([shown("h/a", "x.png", unit([1]), exclusion=True)], cohort=NO_COHORT)
    assert gallery.assets == ()
    assert gallery.search(unit([1])[None]).score.shape == (1, 0)


def test_an_empty_gallery_answers_with_no_columns() -> None:
    gallery = Gallery.build([], cohort=NO_COHORT)
    assert gallery.search(random_units(0, 3, 2)).score.shape == (3, 0)


def test_counts_are_of_references_that_may_match() -> None:
    gallery = Gallery.build(
        [
            shown("h/b", "1.png", random_units(1, 3)),
            shown("h/b", "2.png", random_units(2, 3)),
            shown("h/b", "3.png", random_units(3, 3), exclusion=True),
            shown("h/a", "4.png", random_units(4, 3)),
        ],
        cohort=NO_COHORT,
    )
    assert (gallery.assets, gallery.counts) == (("h/a", "h/b"), (1, 2))


@pytest.mark.parametrize(
    ("vectors", "cohort"),
    [
        (np.ones(8, np.float32), NO_COHORT),
        (np.zeros((0, 8), np.float32), NO_COHORT),
        (np.ones((1, 8), np.float32), NO_COHORT),
        (unit([1]), np.zeros((3, 5), np.float32)),
    ],
)
def test_vectors_of_the_wrong_shape_or_length_name_their_reference(
    vectors: Vectors, cohort: Vectors
) -> None:
    with pytest.raises(ValueError, match=r"'a\.png' of h/a"):
        Gallery.build([shown("h/a", "a.png", vectors)], cohort=cohort)


def shop(assets: int, *, seed: int = 0) -> list[ReferenceVectors]:
    return [
        shown(f"h/{number:03}", f"{number}-{i}.png", random_units(seed + 2 * number + i, 2))
        for number in range(assets)
        for i in range(2)
    ]


def tell_the_same(one: Gallery, other: Gallery) -> None:
    vectors = random_units(5, 7, 3)
    found, again = one.search(vectors), other.search(vectors)
    assert (one.assets, one.counts) == (other.assets, other.counts)
    assert [r.reference for r in one.references] == [r.reference for r in other.references]
    assert found.score == pytest.approx(again.score, abs=1e-5)
    assert (found.reference == again.reference).all()
    assert (found.region == again.region).all()


def test_one_more_reference_or_one_less_makes_one_shard_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gallery_module, "SHARD_ASSETS", 8)
    cohort = random_units(99, 50)
    references = shop(60)
    before = Gallery.build(references, cohort=cohort)
    assert len(before.shards) > 3
    added = shown("h/031", "new.png", random_units(1000, 2))
    for changed in ([*references, added], references[:70] + references[71:]):
        after = Gallery.build(changed, cohort=cohort, before=before)
        assert sum(shard in before.shards for shard in after.shards) == len(before.shards) - 1
        tell_the_same(after, Gallery.build(changed, cohort=cohort))


def test_an_asset_more_or_less_leaves_far_shards_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gallery_module, "SHARD_ASSETS", 8)
    monkeypatch.setattr(gallery_module, "SHARD_REFERENCES", 20)
    references = shop(120)
    before = Gallery.build(references, cohort=NO_COHORT)
    for number in range(0, 240, 2):
        changed = references[:number] + references[number + 2 :]
        after = Gallery.build(changed, cohort=NO_COHORT, before=before)
        assert sum(shard in before.shards for shard in after.shards) > len(before.shards) / 2
        assert after.assets == Gallery.build(changed, cohort=NO_COHORT).assets


def test_a_shard_takes_no_asset_beyond_its_references(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery_module, "SHARD_REFERENCES", 6)
    gallery = Gallery.build(shop(60), cohort=NO_COHORT)
    assert max(len(shard.references) for shard in gallery.shards) == 6


@pytest.mark.parametrize("other", [random_units(98, 50), NO_COHORT])
def test_another_cohort_makes_every_shard_anew(other: Vectors) -> None:
    references = shop(20)
    before = Gallery.build(references, cohort=random_units(99, 50))
    after = Gallery.build(references, cohort=other, before=before)
    assert not any(shard in before.shards for shard in after.shards)
    tell_the_same(after, Gallery.build(references, cohort=other))


def test_other_vectors_under_the_same_name_are_not_mistaken_for_those_before() -> None:
    before = Gallery.build(shop(20), cohort=NO_COHORT)
    references = shop(20, seed=500)
    after = Gallery.build(references, cohort=NO_COHORT, before=before)
    tell_the_same(after, Gallery.build(references, cohort=NO_COHORT))


def test_findings_of_parts_of_a_clip_join_to_those_of_the_clip() -> None:
    gallery = Gallery.build(shop(20), cohort=NO_COHORT)
    vectors = random_units(5, 6, 3)
    least = np.full(20, 0.7)
    whole = gallery.search(vectors, least)
    parts = [gallery.search(vectors[:4], least), gallery.search(vectors[4:], least)]
    frames = [part.of_frame(i) for part in parts for i in range(len(part.score))]
    joined = Findings.joined(frames)
    assert joined.columns.tolist() == whole.columns.tolist()
    assert 0 < len(whole.columns) < 20
    for name in ("score", "similarity", "region", "reference"):
        assert getattr(joined, name) == pytest.approx(getattr(whole, name), abs=1e-6)
