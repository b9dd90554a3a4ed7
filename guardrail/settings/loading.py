"""Settings checked: one complaint names the place, what is wrong there, and the fix."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guardrail.errors import SettingsError
from guardrail.settings.model import SHAPES, Caller, Settings
from guardrail.settings.sources import Written, from_environment, from_file
from guardrail.wording import Place, dotted, nearest, place_of, said, together

_CONFIG = "GUARDRAIL_CONFIG"
_TABLE = "remove it, or see the README's table"


def load(path: Path | None = None, *, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from a file and the environment.

    Args:
        path: TOML or YAML; without it the file that `GUARDRAIL_CONFIG` names, if any.
        environment: stands for `os.environ`.

    Raises:
        SettingsError: the file or a value is wrong; names the setting and the fix. Further
            complaints are its notes.
    """
    variables = os.environ if environment is None else environment
    fix = "check the path"
    if path is None and variables.get(_CONFIG):
        path, fix = Path(variables[_CONFIG]), f"check {_CONFIG}"
    here = Path.cwd()
    sources = [from_environment(variables, Settings.model_fields, folder=here)]
    if path is not None:
        sources.append(from_file(path, variables, fix=fix))
    return _checked(sources)


def checked(values: Mapping[str, object], *, origin: str, folder: Path) -> Settings:
    """Settings from plain values; relative paths are resolved against `folder`.

    Raises:
        SettingsError: see `load`.
    """
    return _checked([Written(values=values, where=lambda _place: origin, folder=folder)])


def _checked(sources: list[Written]) -> Settings:
    """The first source that says something of a setting counts."""
    speaks = {name: source for source in reversed(sources) for name in source.values}
    try:
        settings = Settings.model_validate({n: s.values[n] for n, s in speaks.items()})
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise together([_complaint(one, speaks) for one in errors]) from error

    def folder(name: str) -> Path:
        return speaks[name].folder if name in speaks else sources[-1].folder

    models = settings.models_dir
    return settings.model_copy(
        update={
            "models_dir": models and folder("models_dir") / models,
            "data_dir": folder("data_dir") / settings.data_dir,
            "registry": tuple(folder("registry") / path for path in settings.registry),
            "input_path_folders": tuple(
                folder("input_path_folders") / path for path in settings.input_path_folders
            ),
        }
    )


def _complaint(error: ErrorDetails, speaks: Mapping[str, Written]) -> SettingsError:
    place: Place = place_of(error)
    name = str(place[0])
    where = speaks[name].where(place)
    if name not in Settings.model_fields:
        fix = nearest(name, Settings.model_fields) or _TABLE
        return SettingsError(f"unknown setting {name!r}", where=where, fix=fix)
    known = Caller.model_fields if name == "callers" else ()
    problem, fix = said(error, known=known, shapes=SHAPES, secret=name == "callers")
    about = Settings.model_fields[name].description or ""
    return SettingsError(f"{dotted(place)}: {problem}", where=where, fix=fix or about.rstrip("."))
