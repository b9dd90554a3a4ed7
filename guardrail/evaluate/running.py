"""Items through the engine that the middleware calls, one judgement each."""

import time

from guardrail.domain import Circumstances, MediaFile, Submission, Text
from guardrail.engine import Guardrail, new_id
from guardrail.evaluate.rows import Row
from guardrail.evaluate.sets import Item, Part

SUBJECT = "evaluate"
FIELDS = {Part.PICTURES: "picture", Part.CLIPS: "video"}


def judge(guardrail: Guardrail, item: Item, known: Circumstances, part: Part) -> Row:
    """The row of one item: a prompt as a submission, a picture or clip as an artefact."""
    begun = time.perf_counter()
    if item.path is None:
        submission = Submission(texts=(Text(field="prompt", text=item.shown),))
        judged = guardrail.screen_submission(submission, known, subject=SUBJECT)
    else:
        file = MediaFile(field=FIELDS[part], path=item.path.resolve(), sha256=item.sha256)
        judged = guardrail.screen_artefact(file, known, attempt_id=new_id(), subject=SUBJECT)
    ms = 1000 * (time.perf_counter() - begun)
    return Row.of(item, judged.decision, ms=ms, problem=judged.problem)
