"""The server keeps to the Videos API, and each caller to its own jobs."""

import base64
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from guardrail.demo.camera import write_clip
from guardrail.demo.server import create_app

SMALL = {"size": "160x90", "seconds": "4"}
KEYS = {
    "id", "object", "model", "status", "progress", "created_at", "completed_at", "expires_at",
    "prompt", "size", "seconds", "remixed_from_video_id", "error",
}  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    """A server that films two frames a second, 96 pixels wide."""
    return create_app(folder=tmp_path, fps=2, max_side_px=96)


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    """A caller with a credential."""
    with TestClient(app, headers={"Authorization": "Bearer one"}) as client:
        yield client


def finished(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """The job once it is done."""
    deadline = time.monotonic() + 20
    while job["status"] in {"queued", "in_progress"}:
        assert time.monotonic() < deadline, job
        time.sleep(0.01)
        job = client.get(f"/v1/videos/{job['id']}").json()
    return job


def made(client: TestClient, prompt: str = "a duck") -> dict[str, Any]:
    """A finished job."""
    return finished(client, client.post("/v1/videos", json={"prompt": prompt, **SMALL}).json())


def png() -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (64, 36), (10, 200, 30)).save(raw, "PNG")
    return raw.getvalue()


def mp4(folder: Path) -> bytes:
    path = folder / "sent.mp4"
    write_clip(path, [Image.new("RGB", (64, 36), (10, 200, 30))] * 3, fps=2)
    return path.read_bytes()


def test_a_job_goes_from_queued_to_completed_and_has_every_key(client: TestClient) -> None:
    answer = client.post("/v1/videos", json={"prompt": "a red ball", **SMALL})
    job = answer.json()
    assert answer.status_code == 200
    assert set(job) == KEYS
    assert job["status"] in {"queued", "in_progress"}
    done = finished(client, job)
    assert (done["status"], done["progress"], done["error"]) == ("completed", 100, None)
    assert set(done) == KEYS
    assert done["completed_at"] >= done["created_at"]


@pytest.mark.parametrize("how", ["json", "urlencoded", "multipart"])
def test_every_kind_of_body_is_read(app: Starlette, client: TestClient, how: str) -> None:
    body = {"prompt": "a kite", **SMALL}
    if how == "json":
        answer = client.post("/v1/videos", json=body)
    elif how == "urlencoded":
        answer = client.post("/v1/videos", data=body)
    else:
        answer = client.post(
            "/v1/videos", files={key: (None, value) for key, value in body.items()}
        )
    assert (answer.json()["prompt"], answer.json()["size"]) == ("a kite", "160x90")
    assert app.state.prompts == ["a kite"]


def test_the_clip_the_thumbnail_and_the_sheet_can_be_fetched(
    client: TestClient, tmp_path: Path
) -> None:
    job = made(client)
    clip = client.get(f"/v1/videos/{job['id']}/content")
    assert clip.headers["content-type"] == "video/mp4"
    assert f"{job['id']}.mp4" in clip.headers["content-disposition"]
    path = tmp_path / "fetched.mp4"
    path.write_bytes(clip.content)
    with av.open(str(path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 8
    for variant, kind in (("thumbnail", "image/webp"), ("spritesheet", "image/jpeg")):
        still = client.get(f"/v1/videos/{job['id']}/content", params={"variant": variant})
        assert still.headers["content-type"] == kind
        Image.open(io.BytesIO(still.content)).verify()


def test_byte_ranges_and_head_work(client: TestClient) -> None:
    url = f"/v1/videos/{made(client)['id']}/content"
    whole = client.get(url).content
    part = client.get(url, headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.content) == (206, whole[4:12])
    assert client.head(url).headers["content-length"] == str(len(whole))


def test_a_job_is_private_to_the_credential_that_made_it(app: Starlette) -> None:
    with TestClient(app) as client:
        mine = {"Authorization": "Bearer one"}
        body = {"prompt": "a duck", **SMALL}
        job = client.post("/v1/videos", json=body, headers=mine).json()["id"]
        for headers in ({}, {"Authorization": "Bearer other"}):
            assert client.get(f"/v1/videos/{job}", headers=headers).status_code == 404
            assert client.get(f"/v1/videos/{job}/content", headers=headers).status_code == 404
            assert client.delete(f"/v1/videos/{job}", headers=headers).status_code == 404
            assert client.get("/v1/videos", headers=headers).json()["data"] == []
        assert client.get(f"/v1/videos/{job}", headers=mine).status_code == 200


def test_a_remix_keeps_what_the_first_clip_showed(app: Starlette, client: TestClient) -> None:
    first = made(client, "Kitsunebi in a meadow")
    again = client.post(f"/v1/videos/{first['id']}/remix", json={"prompt": "now at night"}).json()
    assert again["remixed_from_video_id"] == first["id"]
    assert again["prompt"] == "now at night"
    assert finished(client, again)["status"] == "completed"
    assert app.state.prompts == ["Kitsunebi in a meadow", "now at night"]


@pytest.mark.parametrize("route", ["edits", "extensions"])
def test_edits_and_extensions_take_an_id_or_a_clip(
    client: TestClient, tmp_path: Path, route: str
) -> None:
    source = made(client)["id"]
    by_id = client.post(
        f"/v1/videos/{route}", json={"prompt": "in snow", "video": {"id": source}, "seconds": "4"}
    )
    assert by_id.json()["remixed_from_video_id"] == source
    by_clip = client.post(
        f"/v1/videos/{route}",
        data={"prompt": "in snow", "seconds": "4"},
        files={"video": ("clip.mp4", mp4(tmp_path), "video/mp4")},
    )
    assert finished(client, by_clip.json())["status"] == "completed"
    missing = client.post(f"/v1/videos/{route}", json={"prompt": "in snow"})
    assert (missing.status_code, missing.json()["error"]["param"]) == (400, "video")


def test_a_picture_can_be_sent_as_bytes_and_as_a_data_url(client: TestClient) -> None:
    url = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    answers = [
        client.post(
            "/v1/videos",
            data={"prompt": "a kite", **SMALL},
            files={"input_reference": ("a.png", png(), "image/png")},
        ),
        client.post(
            "/v1/videos", json={"prompt": "a kite", "input_reference": {"image_url": url}, **SMALL}
        ),
    ]
    for answer in answers:
        job = finished(client, answer.json())
        still = client.get(f"/v1/videos/{job['id']}/content?variant=thumbnail").content
        with Image.open(io.BytesIO(still)) as picture:
            corner = picture.convert("RGB").getpixel((2, 2))
        assert isinstance(corner, tuple)
        assert corner[1] > 150 > corner[0]


def test_characters_are_remembered_for_their_maker(
    app: Starlette, client: TestClient, tmp_path: Path
) -> None:
    answer = client.post(
        "/v1/videos/characters",
        data={"name": "Rascal"},
        files={"video": ("clip.mp4", mp4(tmp_path), "video/mp4")},
    )
    url = f"/v1/videos/characters/{answer.json()['id']}"
    assert client.get(url).json() == answer.json()
    assert client.get(url, headers={"Authorization": "other"}).status_code == 404
    assert app.state.prompts == ["Rascal"]


def test_the_list_is_paged_in_both_orders(client: TestClient) -> None:
    ids = [
        client.post("/v1/videos", json={"prompt": "a duck", **SMALL}).json()["id"] for _ in "123"
    ]
    page = client.get("/v1/videos", params={"limit": 2}).json()
    assert [job["id"] for job in page["data"]] == [ids[2], ids[1]]
    assert (page["first_id"], page["last_id"], page["has_more"]) == (ids[2], ids[1], True)
    rest = client.get("/v1/videos", params={"after": ids[1]}).json()
    assert ([job["id"] for job in rest["data"]], rest["has_more"]) == ([ids[0]], False)
    rising = client.get("/v1/videos", params={"order": "asc"}).json()
    assert [job["id"] for job in rising["data"]] == ids


def test_a_deleted_job_is_gone_with_its_files(client: TestClient, tmp_path: Path) -> None:
    job = made(client)
    assert client.delete(f"/v1/videos/{job['id']}").json() == {
        "id": job["id"],
        "object": "video.deleted",
        "deleted": True,
    }
    assert client.get(f"/v1/videos/{job['id']}").status_code == 404
    assert list(tmp_path.glob(f"{job['id']}*")) == []


def test_a_job_deleted_while_it_is_filmed_leaves_nothing(tmp_path: Path) -> None:
    with TestClient(create_app(folder=tmp_path, fps=24, max_side_px=96)) as client:
        body = {"prompt": "a duck", "seconds": "20"}
        job = client.post("/v1/videos", json=body).json()["id"]
        while client.get(f"/v1/videos/{job}").json()["status"] == "queued":
            time.sleep(0.002)
        client.delete(f"/v1/videos/{job}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "prompt"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": "a duck", "seconds": "5"}, "seconds"),
        ({"prompt": "a duck", "size": "huge"}, "size"),
        ({"prompt": "a duck", "input_reference": {"file_id": "f"}}, "input_reference"),
        (
            {"prompt": "a duck", "input_reference": {"image_url": "http://x/y.png"}},
            "input_reference",
        ),
        (
            {"prompt": "a duck", "input_reference": {"image_url": "data:,;base64,"}},
            "input_reference",
        ),
        (["a duck"], None),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_the_envelope_of_the_api(
    app: Starlette, client: TestClient, body: object, param: str | None
) -> None:
    answer = client.post("/v1/videos", json=body)
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert app.state.prompts == []


@pytest.mark.parametrize("path", ["/v1/videos/video_no", "/v1/videos/video_no/content", "/v1/no"])
def test_what_is_not_there_is_a_404_in_the_envelope_of_the_api(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_a_render_that_breaks_fails_its_job_and_no_other(
    app: Starlette, client: TestClient, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    moved = tmp_path.rename(tmp_path.with_name("moved"))
    broken = finished(client, client.post("/v1/videos", json={"prompt": "a duck", **SMALL}).json())
    assert (broken["status"], broken["error"]["code"]) == ("failed", "generation_failed")
    moved.rename(tmp_path)
    assert made(client)["status"] == "completed"


def test_half_a_surrogate_pair_is_refused_and_poisons_no_list(client: TestClient) -> None:
    head = {"content-type": "application/json"}
    for body in ('{"prompt":"\\ud800 x"}', '{"prompt":"x","model":"\\udfff"}'):
        answer = client.post("/v1/videos", content=body, headers=head)
        assert answer.status_code == 400
        assert "surrogate" in answer.json()["error"]["message"]
    assert client.get("/v1/videos").json()["data"] == []


def test_raw_utf8_in_a_form_is_read_as_such(client: TestClient, app: Starlette) -> None:
    head = {"content-type": "application/x-www-form-urlencoded"}
    body = "prompt=狐火が踊る+%E7%8B%90&size=160x90".encode()
    answer = client.post("/v1/videos", content=body, headers=head)
    assert answer.json()["prompt"] == "狐火が踊る 狐"
    assert app.state.prompts == ["狐火が踊る 狐"]
    wrong = client.post("/v1/videos", content=b"prompt=\xff", headers=head)
    assert wrong.status_code == 400
