"""A classifier of contexts in frames, as an operator would supply one: a graph made here."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from guardrail.arrays import Pixels
from guardrail.embed.contexts import PictureContexts
from guardrail.errors import ModelError

SIDE = 16


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])


def _field(number: int, value: int | bytes | str) -> bytes:
    """One field of a protocol buffer: a number, or bytes with their length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _tensor_type(name: str, kind: int, *sizes: int | str) -> bytes:
    shape = b"".join(
        _field(1, _field(1, size) if isinstance(size, int) else _field(2, size)) for size in sizes
    )
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def _node(kind: str, inputs: list[str], output: str, *attributes: bytes) -> bytes:
    named = b"".join(_field(1, one) for one in inputs) + _field(2, output)
    return named + _field(4, kind) + b"".join(_field(5, one) for one in attributes)


def _ints(name: str, values: list[int]) -> bytes:
    return _field(1, name) + b"".join(_field(8, one) for one in values) + _field(20, 7)


def redness(*, output: str = "scores") -> bytes:
    """ONNX: the mean of red and of green over a frame, 0…1 (opset 13)."""
    hundredths = _field(2, 1) + _field(9, np.float32(255).tobytes()) + _field(8, "most")
    nodes = [
        _node("Cast", ["frames"], "floats", _field(1, "to") + _field(3, 1) + _field(20, 2)),
        _node("Div", ["floats", "most"], "shares"),
        _node(
            "ReduceMean",
            ["shares"],
            "means",
            _ints("axes", [1, 2]),
            _field(1, "keepdims") + _field(3, 0) + _field(20, 2),
        ),
        _node("Slice", ["means", "from", "to", "axis"], output),
    ]
    bounds = [
        _field(1, 1) + _field(2, 7) + _field(9, np.int64(value).tobytes()) + _field(8, name)
        for name, value in (("from", 0), ("to", 2), ("axis", 1))
    ]
    graph = b"".join(_field(1, one) for one in nodes) + _field(2, "redness")
    graph += b"".join(_field(5, one) for one in (hundredths, *bounds))
    graph += _field(11, _tensor_type("frames", 2, "n", SIDE, SIDE, 3))
    graph += _field(12, _tensor_type(output, 1, "n", 2))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13))


CARD = """
file = "redness.onnx"
sha256 = "{sha256}"
contexts = ["violence", "gambling"]
size_px = [16, 16]
threshold = 0.6
frames = 2
"""


def supplied(folder: Path, *, graph: bytes | None = None, card: str = CARD) -> Path:
    graph = redness() if graph is None else graph
    (folder / "redness.onnx").write_bytes(graph)
    path = folder / "contexts.toml"
    path.write_text(card.replace("{sha256}", hashlib.sha256(graph).hexdigest()))
    return path


def frames(*colours: tuple[int, int, int]) -> Pixels:
    made = [np.full((40, 64, 3), colour, np.uint8) for colour in colours]
    return np.stack(made) if made else np.zeros((0, 40, 64, 3), np.uint8)


RED, GREEN, BLUE = (250, 0, 0), (0, 250, 0), (0, 0, 250)


@pytest.mark.parametrize(
    ("colours", "found"),
    [
        ([RED, RED, BLUE], {"violence"}),
        ([RED, GREEN, BLUE], set()),
        ([RED, GREEN, RED, GREEN, BLUE, BLUE], {"violence", "gambling"}),
        ([RED], {"violence"}),
        ([BLUE], set()),
        ([], set()),
    ],
)
def test_a_context_is_there_when_enough_frames_show_it(
    tmp_path: Path, colours: list[tuple[int, int, int]], found: set[str]
) -> None:
    classifier = PictureContexts.open(supplied(tmp_path))
    assert classifier.names == {"violence", "gambling"}
    assert classifier.find(frames(*colours)) == found


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("redness.onnx", "none.onnx", "none.onnx: cannot be read"),
        ("{sha256}", "0" * 64, "redness.onnx: has the digest"),
        ('"violence", "gambling"', '"violence"', "scores of 1"),
        ("threshold = 0.6", "threshold = 2", "threshold: must be at most 1"),
        ("frames = 2", "framess = 2", "framess: unknown key (did you mean 'frames'?)"),
        ("frames = 2", "frames = ", "cannot be read"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert right in CARD
    with pytest.raises(ModelError) as caught:
        PictureContexts.open(supplied(tmp_path, card=CARD.replace(right, wrong)))
    assert said in str(caught.value)


def test_a_graph_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not frames"):
        PictureContexts.open(supplied(tmp_path, graph=redness(output="logits")))
    with pytest.raises(ModelError, match="cannot be loaded"):
        PictureContexts.open(supplied(tmp_path, graph=b"no graph"))
