"""The tool that searches for pieces of a clip finds them in every dress."""

import base64
import gzip
import json
import random
from urllib.parse import quote

import pytest
from leaks import WINDOW_BYTES, Artefact

CLIP = random.Random(1).randbytes(5000)
OTHER = random.Random(2).randbytes(5000)
PIECE = CLIP[1001 : 1001 + WINDOW_BYTES]

DRESSES = {
    "plain": OTHER + PIECE + OTHER,
    "base64": json.dumps({"a": base64.b64encode(CLIP).decode()}).encode(),
    "base64 from the second byte": b"x" + base64.b64encode(CLIP[1:]),
    "base64 from the third byte": b"xy" + base64.b64encode(CLIP[2:]),
    "a piece of base64": base64.b64encode(CLIP)[333:433],
    "base64 for URLs": base64.urlsafe_b64encode(CLIP),
    "base64 in lines": base64.encodebytes(CLIP),
    "base64 in JSON in JSON": json.dumps(
        json.dumps({"a": base64.encodebytes(CLIP).decode()})
    ).encode(),
    "gzip": b"head" + gzip.compress(CLIP),
    "gzip of base64": gzip.compress(base64.b64encode(CLIP)),
    "percent signs": quote(PIECE).encode(),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_piece_of_a_clip_is_found(dress: str) -> None:
    assert Artefact(CLIP).leak(DRESSES[dress])


def test_every_piece_of_the_least_length_is_found() -> None:
    artefact = Artefact(CLIP)
    for start in range(0, len(CLIP) - WINDOW_BYTES, 7):
        assert artefact.leak(b"..." + CLIP[start : start + WINDOW_BYTES] + b"...")


def test_other_bytes_are_not_taken_for_it() -> None:
    artefact = Artefact(CLIP, known=OTHER)
    assert not artefact.leak(OTHER)
    assert not artefact.leak(PIECE[:-1])
    assert not artefact.leak(json.dumps({"status": "failed", "n": list(range(500))}).encode())


def test_what_another_clip_holds_too_gives_nothing_away() -> None:
    head = OTHER[:640]
    assert not Artefact(head + CLIP, known=OTHER).leak(OTHER)
    assert Artefact(head + CLIP, known=OTHER).leak(CLIP)
