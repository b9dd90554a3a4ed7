"""The operator's settings: read once, checked once, and gone after `build`.

They come from a TOML or YAML file (`GUARDRAIL_CONFIG`), in which `${NAME}` and `${NAME:default}`
stand for environment variables, and from `GUARDRAIL_<SETTING>` variables, which win. Unknown
keys are refused. Every setting has its unit, default and bound here and nowhere else.
"""

import difflib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from guardrail.domain import Action
from guardrail.errors import SettingsError
from guardrail.media.bounds import Bounds

_BOUNDS = Bounds()
_PREFIX = "GUARDRAIL_"
_RESERVED = {"GUARDRAIL_CONFIG"}
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\}")
_MIB = 1024 * 1024

Territory = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Origin = Annotated[str, Field(pattern=r"^https?://[^/]+/?$")]
PathPrefix = Annotated[str, Field(pattern=r"^/[^?#]+$")]
Source = Annotated[str, Field(pattern=r"^(header|query):[A-Za-z0-9_.-]+$")]
Fact = Literal["requester", "delivery", "licensee", "tenant", "use"]


class HeldAs(StrEnum):
    """How a held job looks to its requester."""

    IN_PROGRESS = "in_progress"
    FAILED = "failed"


class Caller(BaseModel):
    """What is known about whoever presents one credential."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    credential: str = Field(
        min_length=8,
        description="Value of the credential header, such as `Bearer ${TUBECO_KEY}`.",
    )
    tenant: str | None = Field(None, description="Whose account it is, for the record.")
    licensee: str | None = Field(None, description="Licensee id that licences in policies name.")
    territory: Territory | None = Field(None, description="Where this caller is, ISO 3166-1.")
    delivery: Territory | None = Field(None, description="Where its clips will be seen.")
    use: Literal["commercial", "noncommercial"] | None = Field(
        None, description="What its clips are for."
    )


class Settings(BaseModel):
    """Everything an operator can set. Paths are relative to the settings file, else to the cwd."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server_name: str = Field(
        "default",
        pattern=r"^[A-Za-z0-9._-]{1,64}$",
        description="Name of the guarded server; workers of one server share it.",
    )
    data_dir: Path = Field(
        Path("guardrail-data"),
        description="Folder for the database, kept bytes and keys; shared by the workers.",
    )
    store_url: str | None = Field(
        None,
        description="SQLAlchemy URL of the database; default: SQLite in `data_dir`. "
        "`postgresql+psycopg://…` for PostgreSQL.",
    )
    registry: tuple[Path, ...] = Field(
        (), description="Policy documents, or folders of them (*.yaml, *.yml, *.json)."
    )
    registry_reload_s: float = Field(
        1.0, ge=0.1, le=3600, description="Seconds between looks for changed policy documents."
    )
    model: str | None = Field(
        None, description="Encoder id from `guardrail models list`; default: the shipped default."
    )
    threads: int = Field(
        2, ge=1, le=256, description="Threads that FFmpeg and the encoder share per screening."
    )
    decoder_processes: int = Field(
        2, ge=1, le=64, description="Processes that open media; as many screenings run at once."
    )
    budget_s: float = Field(
        120.0, ge=1, le=3600, description="Seconds for looking at one picture or clip."
    )
    max_seconds: float = Field(
        _BOUNDS.max_seconds, ge=1, le=36000, description="Longest clip that is screened, seconds."
    )
    max_pixels: int = Field(
        _BOUNDS.max_pixels, ge=4096, le=2**28, description="Largest frame or picture, pixels."
    )
    frame_budget: int = Field(
        _BOUNDS.frame_budget, ge=1, le=1000, description="Most frames embedded per clip."
    )
    max_request_bytes: int = Field(
        256 * _MIB, ge=1024, le=2**40, description="Largest request body on a guarded route."
    )
    max_reply_bytes: int = Field(
        16 * _MIB, ge=1024, le=2**30, description="Largest JSON reply that is read and rewritten."
    )
    max_artefact_bytes: int = Field(
        _BOUNDS.max_bytes, ge=1024, le=2**40, description="Largest clip or picture, bytes."
    )
    max_kept_bytes: int = Field(
        20 * 1024 * _MIB,
        ge=_MIB,
        le=2**50,
        description="Room for judged bytes, held ones apart; least recently delivered go first.",
    )
    on_unknown: Literal[Action.HOLD, Action.BLOCK, Action.ALLOW] = Field(
        Action.HOLD, description="What happens to media that cannot be decoded."
    )
    on_prompt_hold: Literal["generate", "refuse"] = Field(
        "generate",
        description="A prompt decided as hold: generate and hold the outputs, or refuse it.",
    )
    held_as: HeldAs = Field(HeldAs.IN_PROGRESS, description="How a held job looks.")
    poll_after_ms: int = Field(
        10_000, ge=100, le=3_600_000, description="What pollers of held jobs are told to wait, ms."
    )
    review_hours: float = Field(
        24.0,
        gt=0,
        le=8760,
        description="Hours that a hold waits for review where no policy says so.",
    )
    lease_s: float = Field(
        30.0, ge=1, le=3600, description="Seconds after which a dead worker's screening is redone."
    )
    content_wait_s: float = Field(
        60.0, ge=1, le=3600, description="Seconds a download waits for its screening to end."
    )
    eager: bool = Field(
        default=True,
        description="Follow new jobs and screen them at once, without waiting for a poll.",
    )
    eager_hours: float = Field(
        2.0, gt=0, le=168, description="Hours after which following a job is given up."
    )
    guarded_paths: tuple[PathPrefix, ...] = Field(
        ("/generate_video", "/vertex_generate", "/generated-videos"),
        description="Paths beside the API's own below which every request is guarded, "
        "such as the mount of an output folder.",
    )
    unclaimed_media: Literal["screen", "withhold", "pass"] = Field(
        "screen", description="What happens to media that any other route answers with."
    )
    websockets: Literal["refuse_media", "refuse", "pass"] = Field(
        "refuse_media",
        description="Websockets: end those that carry media, refuse all, or let all through.",
    )
    websocket_paths: tuple[PathPrefix, ...] = Field(
        (), description="Paths below which websockets are let through unseen."
    )
    output_url_origins: tuple[Origin, ...] = Field(
        (),
        description="Origins (`https://host`) of output URLs that are let through unseen in JSON; "
        "other URLs and all paths of the server are taken out.",
    )
    input_url_origins: tuple[Origin, ...] = Field(
        (), description="Origins (`https://host`) from which inputs by URL are let through unseen."
    )
    input_path_folders: tuple[Path, ...] = Field(
        (), description="Folders of this machine from which inputs by path are taken and screened."
    )
    allow_file_ids: bool = Field(
        default=False, description="Let inputs by `file_id` through unseen."
    )
    store_text: bool = Field(
        default=False, description="Keep the words of prompts, not only keyed digests of them."
    )
    admission: Literal["app", "none"] = Field(
        "app",
        description="Before a refusal is told, ask the app whether it knows the caller at all "
        "(its own 401 or 403 is passed on then), or do not.",
    )
    refusals_per_minute: int = Field(
        60,
        ge=0,
        le=100_000,
        description="Refusals of one caller per minute and worker, after which it is answered "
        "429 unscreened; 0 for no limit.",
    )
    credential_headers: tuple[str, ...] = Field(
        ("authorization", "x-api-key", "api-key"),
        description="Request headers that tell callers apart.",
    )
    callers: tuple[Caller, ...] = Field((), description="What is known about some callers.")
    requester_territory: Territory | None = Field(
        None, description="Territory of requesters whom nothing else places."
    )
    circumstances_from: dict[Fact, Source] = Field(
        {},
        description="Facts that a proxy tells: requester, delivery, licensee, tenant or use from "
        "`header:NAME` or `query:NAME`. Whoever can set these is believed.",
    )
    operator_territory: Territory | None = Field(None, description="Where this server is run.")
    delivery_territory: Territory | None = Field(
        None, description="Where clips will be seen, if one territory."
    )

    @field_validator("credential_headers")
    @classmethod
    def _lower(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name.lower() for name in value)

    @property
    def database_url(self) -> str:
        """The store's URL, with the default filled in."""
        return self.store_url or f"sqlite:///{self.data_dir / 'guardrail.db'}"


def load(path: Path | None = None, *, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from a file and the environment.

    Args:
        path: TOML or YAML; without it the file that `GUARDRAIL_CONFIG` names, if any.
        environment: stands for `os.environ`.

    Raises:
        SettingsError: the file or a value is wrong; names the setting and the fix.
    """
    variables = os.environ if environment is None else environment
    if path is None and variables.get("GUARDRAIL_CONFIG"):
        path = Path(variables["GUARDRAIL_CONFIG"])
    raw = {} if path is None else _interpolated(_read(path), variables, origin=str(path))
    folder = Path.cwd() if path is None else path.resolve().parent
    values = {**raw, **_from_environment(variables)}
    return checked(values, origin=str(path or "environment"), folder=folder)


def checked(values: Mapping[str, object], *, origin: str, folder: Path) -> Settings:
    """Settings from plain values; relative paths are resolved against `folder`."""
    for key in values:
        if key not in Settings.model_fields:
            near = difflib.get_close_matches(key, Settings.model_fields, n=1)
            fix = f"did you mean {near[0]!r}?" if near else "remove it, or see the README's table"
            raise SettingsError(f"unknown setting {key!r}", where=origin, fix=fix)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        field = Settings.model_fields.get(str(first["loc"][0]) if first["loc"] else "")
        fix = (field.description or "") if field else ""
        raise SettingsError(f"setting {name!r}: {first['msg']}", where=origin, fix=fix) from error
    return settings.model_copy(
        update={
            "data_dir": folder / settings.data_dir,
            "registry": tuple(folder / path for path in settings.registry),
            "input_path_folders": tuple(folder / path for path in settings.input_path_folders),
        }
    )


def _read(path: Path) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"cannot read settings: {error.strerror}", where=str(path), fix="check GUARDRAIL_CONFIG"
        ) from error
    try:
        values = tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text)
    except (tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        line = " ".join(str(error).split())
        raise SettingsError(f"cannot parse settings: {line}", where=str(path)) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise SettingsError("settings must be a table of names and values", where=str(path))
    return {str(key): value for key, value in values.items()}


def _interpolated(
    values: dict[str, object], variables: Mapping[str, str], *, origin: str
) -> dict[str, object]:
    """`${NAME:default}` in any string, however deep, replaced from the environment."""

    def replace(found: re.Match[str]) -> str:
        name, default = found.group(1), found.group(2)
        if name in variables:
            return variables[name]
        if default is not None:
            return default
        raise SettingsError(
            f"environment variable {name} is not set",
            where=origin,
            fix=f"set it, or write ${{{name}:default}}",
        )

    def walk(value: object) -> object:
        if isinstance(value, str):
            return _PLACEHOLDER.sub(replace, value)
        if isinstance(value, list):
            return [walk(item) for item in value]
        if isinstance(value, dict):
            return {key: walk(item) for key, item in value.items()}
        return value

    return {key: walk(value) for key, value in values.items()}


def _table(text: str, *, origin: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise SettingsError("not JSON", where=origin, fix='write {"name": "value"}') from error


def _from_environment(variables: Mapping[str, str]) -> dict[str, object]:
    """`GUARDRAIL_<SETTING>` variables; lists are separated by commas, tables are JSON."""
    found: dict[str, object] = {}
    for key, value in variables.items():
        if not key.startswith(_PREFIX) or key in _RESERVED:
            continue
        name = key.removeprefix(_PREFIX).lower()
        field = Settings.model_fields.get(name)
        default = None if field is None else field.default
        if isinstance(default, dict):
            found[name] = _table(value, origin=key)
        else:
            found[name] = value.split(",") if isinstance(default, tuple) else value
    return found
