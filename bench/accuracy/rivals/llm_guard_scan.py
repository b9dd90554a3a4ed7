"""BanSubstrings of LLM Guard over prompts, run by the Python that it is installed for.

From stdin `{"names", "texts", "way": "str" or "word"}`; to stdout which names were found in each
text, and the seconds that one scanner with all names took. It only says that it found something;
which name that was is asked of a scanner a name afterwards, outside the clock.
"""

import json
import sys
import time

from llm_guard.input_scanners import BanSubstrings  # type: ignore[import-not-found]
from llm_guard.input_scanners.ban_substrings import MatchType  # type: ignore[import-not-found]
from llm_guard.util import configure_logger  # type: ignore[import-not-found]


def main() -> None:
    configure_logger("ERROR", stream=sys.stderr)
    asked = json.load(sys.stdin)
    way = MatchType(asked["way"])
    whole = BanSubstrings(asked["names"], match_type=way, case_sensitive=False)
    begun = time.perf_counter()
    valid = [whole.scan(text)[1] for text in asked["texts"]]
    seconds = time.perf_counter() - begun
    each = {
        name: BanSubstrings([name], match_type=way, case_sensitive=False) for name in asked["names"]
    }
    found = [
        [] if passed else [name for name, one in each.items() if not one.scan(text)[1]]
        for text, passed in zip(asked["texts"], valid, strict=True)
    ]
    print(json.dumps({"found": found, "seconds": seconds}))


if __name__ == "__main__":
    main()
