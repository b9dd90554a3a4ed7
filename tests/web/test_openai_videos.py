"""The dialect: which requests are its own, and how jobs and values read."""

from typing import Any

import pytest

from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.dialects.openai_videos import Means, Operation, Route

ROUTES: dict[tuple[str, str], tuple[Operation, str]] = {
    ("POST", "/v1/videos"): (Operation.SUBMIT, ""),
    ("POST", "/videos"): (Operation.SUBMIT, ""),
    ("POST", "/api/v1/videos/"): (Operation.SUBMIT, ""),
    ("POST", "/v1/videos/video_1/remix"): (Operation.SUBMIT, "video_1"),
    ("POST", "/v1/videos/edits"): (Operation.SUBMIT, ""),
    ("POST", "/v1/videos/characters"): (Operation.SUBMIT, ""),
    ("PUT", "/v1/videos/anything/new"): (Operation.SUBMIT, "anything"),
    ("GET", "/v1/videos"): (Operation.LIST, ""),
    ("GET", "/v1/videos/video_1"): (Operation.RETRIEVE, "video_1"),
    ("HEAD", "/v1/videos/video_1/"): (Operation.RETRIEVE, "video_1"),
    ("GET", "/v1/videos/video_1/content"): (Operation.CONTENT, "video_1"),
    ("HEAD", "/v1/videos/video_1/content/"): (Operation.CONTENT, "video_1"),
    ("GET", "/v1/videos/videos/content"): (Operation.CONTENT, "videos"),
    ("get", "/v1/videos/video_1/content"): (Operation.CONTENT, "video_1"),
    ("DELETE", "/v1/videos/video_1"): (Operation.DELETE, "video_1"),
    ("GET", "/v1/videos/characters/char_1"): (Operation.OTHER, ""),
    ("GET", "/v1/videos/video_1/stream"): (Operation.OTHER, ""),
    ("PROPFIND", "/v1/videos/video_1"): (Operation.OTHER, ""),
}


def scope(method: str, path: str, query: bytes = b"") -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": []}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_requests_of_the_family_are_known(method: str, path: str) -> None:
    route = dialect.route(scope(method, path))
    assert route is not None
    assert (route.operation, route.job) == ROUTES[method, path]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/health"), ("GET", "/v1/videostream"), ("OPTIONS", "/v1/videos"), ("GET", "/")],
)
def test_others_are_not(method: str, path: str) -> None:
    assert dialect.route(scope(method, path)) is None


def test_paths_of_a_job_stay_where_the_request_came_in() -> None:
    route = dialect.route(scope("GET", "/proxy/v1/videos"))
    assert isinstance(route, Route)
    assert route.path("video_1") == "/proxy/v1/videos/video_1"
    assert route.path("video_1", content=True) == "/proxy/v1/videos/video_1/content"


def test_the_last_of_two_variants_counts() -> None:
    asked = scope("GET", "/v1/videos/a/content", b"variant=video&variant=thumbnail")
    assert dialect.variant(asked) == "thumbnail"
    assert dialect.variant(scope("GET", "/v1/videos/a/content")) == "video"


@pytest.mark.parametrize(
    ("key", "value", "means"),
    [
        ("prompt", "a cat on https://example.com, filmed", Means.TEXT),
        ("image_url", "https://example.com/a.png", Means.URL),
        ("image_url", " s3://bucket/a.png ", Means.URL),
        ("image_url", "DATA:image/png;base64,AAAA", Means.DATA_URL),
        ("file_id", "file_1", Means.FILE_ID),
        ("video_path", "/tmp/a.mp4", Means.SERVER_PATH),
        ("seconds", "4", Means.TEXT),
    ],
)
def test_values_mean_what_the_server_makes_of_them(key: str, value: str, means: Means) -> None:
    assert dialect.meaning(key, value) is means


def test_jobs_are_found_one_by_one_and_in_pages() -> None:
    job = {"id": "a", "status": "completed"}
    assert dialect.jobs_of(job) == [job]
    assert dialect.jobs_of({"object": "list", "data": [job, {"id": 1}, "x"]}) == [job]
    others: tuple[object, ...] = (None, [], "x", {"error": {}}, {"id": "char", "name": "x"})
    for other in others:
        assert dialect.jobs_of(other) == []
