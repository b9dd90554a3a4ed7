"""Documents written out again: the same facts, in the current version of the format.

What was written is what is read again: globs stay globs, times keep their zone, and nothing is
added that was left to its default.
"""

import json

import yaml

from guardrail.policy.documents import read_part
from guardrail.policy.schema import DocumentPart

SCHEMA_LINE = "# yaml-language-server: $schema=policy.schema.json\n"
"""What editors complete a document by."""


def rewritten(text: str, *, origin: str, as_json: bool = False) -> str:
    """The document of this text, whatever its version, as YAML or JSON of the current version.

    Raises:
        PolicyDocumentError: it cannot be read.
    """
    part, _ = read_part(text, origin=origin)
    return written(part, as_json=as_json)


def written(part: DocumentPart, *, as_json: bool = False) -> str:
    """A document as text."""
    plain = part.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if as_json:
        return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    return SCHEMA_LINE + yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)
