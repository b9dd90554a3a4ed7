"""What is allowed in a document and yet hardly meant: told to its writer, and never a refusal."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from guardrail.domain import Asset, NameKind, PolicyDocument
from guardrail.policy.documents import SUFFIXES, files_of
from guardrail.policy.policies import claims_of

_LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi
    pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th
    ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 — 184 quoted strings read worse
)
"""ISO 639-1; languages without a code of two letters have one of three."""

_TAG = re.compile(r"([A-Za-z]{2,3}|[xX])(-[A-Za-z0-9]{1,8})*")


def advise(document: PolicyDocument, now: datetime) -> Iterator[str]:
    """What to look at again in one document, each in one line that names the file."""
    place = document.origin or document.id
    if now >= document.valid_until:
        yield f"{place}: expired on {document.valid_until:%F}: its strictest default holds"
    elif now < document.valid_from:
        yield f"{place}: not in force before {document.valid_from:%F}: its strictest default holds"
    for asset in document.assets:
        for said in _of_asset(asset):
            yield f"{place}: {asset.id}: {said}"


def advise_together(documents: Iterable[PolicyDocument]) -> Iterator[str]:
    """What documents say against each other: the same picture, claimed by several owners."""
    for place, claimants in sorted(claims_of(documents)):
        yield (
            f"{place}: claimed for {' and '.join(claimants)}: "
            "all their owners are heard, and the strictest counts"
        )


def advise_folder(path: Path) -> Iterator[str]:
    """What to look at again where documents are looked for."""
    if not path.is_dir() or files_of(path):
        return
    below = next((f for f in sorted(path.glob("*/**/*")) if f.suffix in SUFFIXES), None)
    if below is None:
        yield f"{path}: no documents here ({', '.join(sorted(SUFFIXES))})"
    else:
        yield f"{path}: no documents here; those in subfolders, such as {below}, are not read"


def _of_asset(asset: Asset) -> Iterator[str]:
    if asset.name_kind is NameKind.DISTINCTIVE:
        for name in asset.names:
            if len(name.text.strip()) == 1:
                yield f"the name {name.text!r} is one letter and will be found everywhere"
    if asset.name_kind is NameKind.COMMON_WORD and asset.names and not asset.context_terms:
        yield "a common_word without context_terms never counts by name"
    langs = {name.lang for name in asset.names} | {text.lang for text in asset.descriptions}
    for lang in sorted(langs):
        if lang and not _is_tag(lang):
            yield f"{lang!r} is no BCP 47 language tag, such as ja or pt-BR"


def _is_tag(lang: str) -> bool:
    primary = lang.partition("-")[0].lower()
    return _TAG.fullmatch(lang) is not None and (len(primary) != 2 or primary in _LANGUAGES)  # noqa: PLR2004
