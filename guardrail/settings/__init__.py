"""The operator's settings: read once, checked once, and gone after `build`.

They come from a TOML or YAML file (`GUARDRAIL_CONFIG`), in which `${NAME}` and `${NAME:default}`
stand for environment variables, and from `GUARDRAIL_<SETTING>` variables, which win. Unknown
keys are refused.
"""

from guardrail.settings.loading import checked, load
from guardrail.settings.model import Caller, HeldAs, Settings

__all__ = ["Caller", "HeldAs", "Settings", "checked", "load"]
