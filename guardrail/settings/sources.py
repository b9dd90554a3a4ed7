"""Where settings are written: a TOML or YAML file, and variables of the environment."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic.fields import FieldInfo

from guardrail.errors import PolicyDocumentError, SettingsError
from guardrail.policy import source as yaml_source
from guardrail.wording import Place

_PREFIX = "GUARDRAIL_"
_RESERVED = {"GUARDRAIL_CONFIG"}
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::(?!-)([^}]*))?\}")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Values by the name of their setting, where each stands, and what their paths start from."""

    values: Mapping[str, object]
    where: Callable[[Place], str]
    folder: Path


def from_file(path: Path, variables: Mapping[str, str], *, fix: str) -> Written:
    """What a settings file says, its placeholders filled in from `variables`.

    Raises:
        SettingsError: unreadable, not well-formed, or a placeholder that nothing fills.
    """
    text = _text(path, fix)
    values, where = (_toml if path.suffix == ".toml" else _yaml)(text, str(path))
    if not isinstance(values, dict):
        raise SettingsError("settings must be names with values", where=str(path))
    filled = {
        str(name): _filled(value, variables, (str(name),), where) for name, value in values.items()
    }
    return Written(values=filled, where=where, folder=path.resolve().parent)


def from_environment(
    variables: Mapping[str, str], fields: Mapping[str, FieldInfo], *, folder: Path
) -> Written:
    """What `GUARDRAIL_<SETTING>` variables say; lists are JSON, or separated by commas.

    Raises:
        SettingsError: a variable is empty, or is not the JSON that it must be.
    """
    values = {
        key.removeprefix(_PREFIX).lower(): _variable(key, value, fields)
        for key, value in variables.items()
        if key.startswith(_PREFIX) and key not in _RESERVED
    }
    return Written(
        values=values, where=lambda place: f"{_PREFIX}{str(place[0]).upper()}", folder=folder
    )


def _variable(key: str, value: str, fields: Mapping[str, FieldInfo]) -> object:
    field = fields.get(key.removeprefix(_PREFIX).lower())
    default = None if field is None else field.default
    if not value.strip():
        raise SettingsError("is empty", where=key, fix="unset it, or give it a value")
    if isinstance(default, dict) or (isinstance(default, tuple) and value.lstrip()[0] in "[{"):
        try:
            return json.loads(value)
        except ValueError as error:
            shape = '{"name": "value"}' if isinstance(default, dict) else '["one", "two"]'
            raise SettingsError("not JSON", where=key, fix=f"write {shape}") from error
    if isinstance(default, tuple):
        return [item.strip() for item in value.split(",")]
    return value


# -- files -------------------------------------------------------------------------------------


def _text(path: Path, fix: str) -> str:
    try:
        if path.exists() and not path.is_file():
            raise SettingsError("cannot read settings: not a file", where=str(path), fix=fix)
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problem = f"cannot read settings: {error.strerror}"
        raise SettingsError(problem, where=str(path), fix=fix) from error
    except ValueError as error:
        problem = "cannot read settings: not UTF-8"
        raise SettingsError(problem, where=str(path), fix="save it as UTF-8") from error


def _yaml(text: str, origin: str) -> tuple[object, Callable[[Place], str]]:
    """YAML as policy documents are read: no key twice, and each remembers its place."""
    if not re.sub(r"(?m)^\s*(#.*|---)?$", "", text).strip():
        return {}, lambda _place: origin
    try:
        read = yaml_source.read(text, origin=origin)
    except PolicyDocumentError as error:
        problem = f"cannot parse settings: {error.problem}"
        raise SettingsError(problem, where=error.where, fix=error.fix) from error
    return read.value, read.where


def _toml(text: str, origin: str) -> tuple[object, Callable[[Place], str]]:
    try:
        return tomllib.loads(text), partial(_toml_place, text, origin)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.search(str(error))
        line, column = (found[1], found[2]) if found and found[1] else ("", "")
        problem = _TOML_PLACE.sub("", str(error)).strip()
        where = f"{origin}:{line}:{column}" if line else origin
        raise SettingsError(f"cannot parse settings: {problem}", where=where) from error


def _toml_place(text: str, origin: str, place: Place) -> str:
    """`ORIGIN:LINE` of a setting, as near as its keys can be found; tomllib tells no places."""
    lines = text.splitlines()
    found = None
    start = 0
    for key in place:
        if isinstance(key, int):
            tables = [
                at for at, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{place[0]}", line)
            ]
            at = tables[key] if key < len(tables) else None
        else:
            name = rf"""["']?{re.escape(key)}["']?"""
            pattern = re.compile(rf"(^|[\s,{{]){name}\s*=|^\s*\[+\s*{name}\s*\]")
            at = next((n for n in range(start, len(lines)) if pattern.search(lines[n])), None)
        if at is not None:
            found = start = at
    return origin if found is None else f"{origin}:{found + 1}"


# -- placeholders ------------------------------------------------------------------------------


def _filled(
    value: object, variables: Mapping[str, str], place: Place, where: Callable[[Place], str]
) -> object:
    """`${NAME}` and `${NAME:default}` in any string, however deep, replaced."""
    if isinstance(value, list):
        return [_filled(item, variables, (*place, at), where) for at, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _filled(v, variables, (*place, key), where) for key, v in value.items()}
    if not isinstance(value, str):
        return value
    if "${" in _PLACEHOLDER.sub("", value):
        raise SettingsError(
            f"{place[0]}: '${{' begins a placeholder that is not well-formed",
            where=where(place),
            fix="write ${NAME} or ${NAME:default}",
        )

    def replace(found: re.Match[str]) -> str:
        name, default = found.group(1), found.group(2)
        if name in variables:
            return variables[name]
        if default is not None:
            return default
        raise SettingsError(
            f"environment variable {name} is not set",
            where=where(place),
            fix=f"set it, or write ${{{name}:default}}",
        )

    return _PLACEHOLDER.sub(replace, value)
