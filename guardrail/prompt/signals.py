"""Everything that words say of the registered assets: by name, by description, by both."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from guardrail.domain import Match, Text, TextSpan
from guardrail.prompt.descriptions import DescriptionIndex
from guardrail.prompt.names import NameIndex
from guardrail.prompt.screen import SURE, screen

CONFIRMS = 0.05
"""Expected false matches up to which a description confirms a name of its asset."""


def read(
    texts: Sequence[Text], names: NameIndex, descriptions: DescriptionIndex
) -> tuple[Match, ...]:
    """Names, then descriptions, of one submission; each by asset.

    A name that says little alone (a common word, a person's, a misspelt one) counts in full
    beside a description of its asset.
    """
    named = screen(texts, names)
    described = descriptions.find(texts)
    return (*_confirmed(named, described), *described)


def _confirmed(named: Sequence[Match], described: Sequence[Match]) -> Iterator[Match]:
    agreeing = {one.asset for one in described if one.expected_false_matches <= CONFIRMS}
    for match in named:
        asked_for = not all(isinstance(e, TextSpan) and e.negated for e in match.evidence)
        if match.asset in agreeing and asked_for:
            yield replace(match, expected_false_matches=SURE)
        else:
            yield match
