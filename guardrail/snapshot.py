"""The registry compiled into immutable lookup structures; a request sees exactly one."""

from dataclasses import dataclass

from guardrail.match.gallery import Gallery
from guardrail.match.works import Works
from guardrail.policy.policies import Policies
from guardrail.prompt.descriptions import DescriptionIndex
from guardrail.prompt.names import NameIndex
from guardrail.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is registered: for judging, for texts, for figures in frames and for copied frames."""

    registry: Registry
    names: NameIndex
    descriptions: DescriptionIndex
    gallery: Gallery
    works: Works
    policies: Policies
