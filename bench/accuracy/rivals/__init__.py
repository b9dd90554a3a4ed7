"""What one would take instead, asked the same questions from the same registry in the same run.

| rival | asked | what it is |
|---|---|---|
| `histogram` | pictures, clips | shares of 512 colours of the whole picture |
| `phash`, `pdq` | pictures, clips | perceptual hashes of the whole picture (`imagehash`, `pdqhash`) |
| `lite0` | pictures, clips | EfficientNet-Lite0 as it comes, on the whole picture |
| `vpdq` | clips | Meta's hash of films, at the distance and quality that its makers advise |
| `keywords` | prompts | every name as a word, in any case |
| `llm_guard_str`, `llm_guard_word` | prompts | BanSubstrings of LLM Guard in its two ways |

Of clips each looks at one frame a second. All but vpdq and the filters of prompts have no
threshold of their own: they get the one that 1 % of the test's own ordinary clips or negative
pictures pass, which favours them.
"""
