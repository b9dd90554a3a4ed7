"""How often blocking is wrong, on figures that the encoder never learned from.

`python -m bench.accuracy [--full] [--json] [--work FOLDER] [--keep FOLDER] [--report FOLDER]`

| row | what |
|---|---|
| `clips_false_alarm_ordinary` | clips of places and things that were held or blocked |
| `clips_false_alarm_lookalike` | the same of clips that show another figure of a registered source |
| `clips_recall` | clips of a registered figure that were held or blocked for that figure |
| `pictures_rank1` | pictures of a registered figure whose surest match is that figure |
| `pictures_tpr_1pct` | pictures found where 1 % of all negative pictures raise a false alarm |
| `prompts_recall` | prompts that name a registered character, disguised or not, held or blocked for it |
| `prompts_false_alarm` | prompts that ask for nobody registered, held or blocked |
| `prompts_per_s`, `clip_s` | prompts judged a second; seconds that a clip takes |

Rows with a name behind a dot are the same figure of what one would take instead. Limits, sources
and a table of results: bench/README.md.
"""
