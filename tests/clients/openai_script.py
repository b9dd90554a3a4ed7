"""Drives a guarded server with the `openai` package, and prints what a client saw as JSON.

Usage: python openai_script.py BASE_URL DATA_DIR GUARDRAIL_COMMAND…
"""

import json
import os
import subprocess
import sys
import time
import warnings
from typing import Any

import openai

warnings.simplefilter("ignore")
URL, DATA_DIR, *GUARDRAIL = sys.argv[1:]
CLEAN = "a paper boat on a river in a green meadow"
FOX = "a small white fox spirit with a blue flame on its tail and a red bib on a meadow"
HERON = "a tall heron lady in a violet kimono with a yellow paper umbrella by the sea"


def failure(call: Any) -> dict[str, Any]:
    """What the client raises, and how long it tried."""
    begun = time.monotonic()
    try:
        call()
    except openai.APIStatusError as error:
        return {
            "error": type(error).__name__,
            "code": error.code,
            "param": error.param,
            "message": error.message,
            "seconds": time.monotonic() - begun,
        }
    return {"error": None}


def guardrail(*arguments: str) -> Any:
    """The operator's command, in a process of its own."""
    environment = {**os.environ, "GUARDRAIL_DATA_DIR": DATA_DIR}
    done = subprocess.run(
        [*GUARDRAIL, *arguments, "--json"], env=environment, check=True, capture_output=True
    )
    return json.loads(done.stdout)


def main() -> None:
    client = openai.OpenAI(api_key="sk-test", base_url=URL)
    videos = client.videos
    seen: dict[str, Any] = {"version": openai.__version__}

    done = videos.create_and_poll(prompt=CLEAN, seconds="4", poll_interval_ms=200)
    content = videos.download_content(done.id).read()
    thumbnail = videos.download_content(done.id, variant="thumbnail").read()
    remix = videos.remix(done.id, prompt="now with a tree")
    remixed = videos.poll(remix.id, poll_interval_ms=200)
    seen["delivered"] = {
        "status": done.status,
        "mp4": content[4:8] == b"ftyp",
        "webp": thumbnail[8:12] == b"WEBP",
        "remixed": remixed.status,
        "remixed_from": remixed.remixed_from_video_id == done.id,
        "listed": sorted(video.status for video in videos.list(limit=10)),
        "deleted": videos.delete(done.id).deleted,
        "after": failure(lambda: videos.retrieve(done.id)),
    }

    seen["refused"] = failure(lambda: videos.create(prompt="Kitsunebi in the rain"))
    seen["refused remix"] = failure(lambda: videos.remix(remix.id, prompt="with Kitsunebi"))
    seen["refused character"] = failure(
        lambda: videos.create_character(name="Kitsunebi", video=("a.mp4", content, "video/mp4"))
    )

    blocked = videos.create_and_poll(prompt=FOX, seconds="4", poll_interval_ms=200)
    seen["blocked"] = {
        "status": blocked.status,
        "code": blocked.error.code if blocked.error else None,
        "message": blocked.error.message if blocked.error else None,
        "download": failure(lambda: videos.download_content(blocked.id)),
    }
    fox = failure(
        lambda: videos.create(prompt="a", input_reference=("a.bin", b"no picture", "image/png"))
    )
    seen["undecodable input"] = fox

    held = videos.create(prompt=HERON, seconds="4")
    while True:
        answer = videos.with_raw_response.retrieve(held.id)
        if answer.headers.get("guardrail-decision") == "hold":
            break
        time.sleep(0.2)
    waiting = [hold["id"] for hold in guardrail("holds", "list")]
    seen["held"] = {
        "status": answer.parse().status,
        "poll_after_ms": answer.headers["openai-poll-after-ms"],
        "download": failure(lambda: videos.download_content(held.id)),
        "listed": answer.headers["guardrail-id"] in waiting,
    }
    guardrail("holds", "lift", answer.headers["guardrail-id"], "--note", "fine")
    lifted = videos.poll(held.id, poll_interval_ms=200)
    seen["lifted"] = {
        "status": lifted.status,
        "mp4": videos.download_content(held.id).read()[4:8] == b"ftyp",
    }
    print(json.dumps(seen))


main()
