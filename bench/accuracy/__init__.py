"""How often blocking is wrong, on figures that the encoder never learned from.

`python -m bench.accuracy [--full | --ci | --record] [--json] [--work FOLDER] [--keep FOLDER]
[--report FOLDER] [--llm-guard PYTHON]`

| row | what |
|---|---|
| `clips_recall` | clips of a registered figure that were held or blocked for that figure |
| `clips_false_alarm_ordinary` | clips of places and things that were held or blocked |
| `clips_false_alarm_lookalike` | the same of clips that show another figure of a registered source |
| `clip_short_s` | seconds that one of these clips (3 s, 640 × 360) takes, two at once |
| `clip_s` | wall seconds a clip for a set of ten-second clips (854 × 480, 24 frames a second), two at once |
| `prompts_recall` | prompts that name a registered character, disguised or not, held or blocked for it |
| `prompts_noticed` | the same, held, blocked or recorded |
| `prompts_false_alarm` | prompts that ask for nobody registered, held or blocked |
| `prompts_per_s` | prompts judged a second by one process |
| `prompts_100k_s` | seconds that `guardrail evaluate prompts` takes for 100,000 of them (`--full`) |
| `pictures_rank1` | pictures of a registered figure whose surest match is that figure |
| `pictures_tpr_1pct` | pictures found where 1 % of all negative pictures raise a false alarm |
| `picture_ms` | milliseconds that a picture takes, two at once |

Rows with a name behind a dot are the same figure of a rival (`bench.accuracy.rivals`). `--full`
takes up what was cut short. `--record` writes what a small slice gives into `recorded.json`, and
`--ci` ends with 1 where a headline has fallen below it, with 75 where packages cannot be fetched.
Limits, sources and a table of results: bench/README.md.
"""
