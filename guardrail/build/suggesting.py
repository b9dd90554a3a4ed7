"""Kinds of names for what is registered, proposed with evidence; the owner decides."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from guardrail.build.snapshots import read_registry
from guardrail.domain import Asset, NameKind
from guardrail.domain import Name as AssetName
from guardrail.errors import BadInputError
from guardrail.prompt.kinds import propose
from guardrail.prompt.names import NameIndex
from guardrail.prompt.normalize import base_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What one name of one asset seems to be, what its document says, and why.

    `hits` counts the prompts of the background corpus that hold it, None without a corpus.
    """

    asset: str
    name: str
    lang: str
    current: NameKind
    proposed: NameKind
    evidence: str
    hits: int | None

    @property
    def differs(self) -> bool:
        """Whether the document says otherwise."""
        return self.current is not self.proposed


def suggest(paths: Sequence[Path], corpora: Sequence[Path]) -> tuple[Suggestion, ...]:
    """One suggestion for each name of each asset, in the order of the registry.

    Args:
        paths: policy documents, or folders of them; they are only read.
        corpora: files of ordinary prompts, one a line: plain, or JSON with a "text".

    Raises:
        BadInputError: a corpus cannot be read.
        PolicyDocumentError: a document is wrong.
    """
    assets = tuple(read_registry(paths).assets.values())
    prompts, hits = _counted(assets, corpora)
    suggestions = []
    for asset in assets:
        for name in asset.names:
            found = hits[name.text]
            proposal = propose(name.text, hits=found, background=prompts)
            suggestions.append(
                Suggestion(
                    asset=asset.id,
                    name=name.text,
                    lang=name.lang,
                    current=asset.name_kind,
                    proposed=proposal.kind,
                    evidence=proposal.evidence,
                    hits=found if corpora else None,
                )
            )
    return tuple(suggestions)


def _counted(assets: Sequence[Asset], corpora: Sequence[Path]) -> tuple[int, Counter[str]]:
    """How many prompts there are, and how many of them hold each name as it is written."""
    hits: Counter[str] = Counter()
    if not corpora:
        return 0, hits
    names = dict.fromkeys(name.text for asset in assets for name in asset.names)
    index = NameIndex.compile(
        Asset(id=name, holder="", names=(AssetName(text=name),)) for name in names
    )
    prompts = 0
    for prompt in _prompts(corpora):
        prompts += 1
        hits.update({hit.asset.id for hit in index.find(base_view(prompt)) if not hit.near})
    return prompts, hits


def _prompts(corpora: Sequence[Path]) -> Iterator[str]:
    """The prompts of all files, read line by line."""
    for path in corpora:
        try:
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield _text(line, f"{path}:{number}")
        except UnicodeDecodeError as error:
            raise BadInputError(
                "the corpus is not UTF-8", where=str(path), fix="save it as UTF-8"
            ) from error
        except OSError as error:
            raise BadInputError(
                f"the corpus cannot be read: {error.strerror}",
                where=str(path),
                fix="name a readable file",
            ) from error


def _text(line: str, where: str) -> str:
    """The prompt of one line."""
    if not line.lstrip().startswith("{"):
        return line
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, RecursionError) as error:
        raise BadInputError(
            'this line is no JSON object with a "text"', where=where, fix="write one prompt a line"
        ) from error
    if not isinstance(text, str):
        raise BadInputError('"text" is no text', where=where, fix="write one prompt a line")
    return text
