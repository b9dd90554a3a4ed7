"""Every setting, with its unit, default and bound: here and nowhere else."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
)

from guardrail.domain import Action
from guardrail.embed.runtime import Provider, Runtime
from guardrail.media.bounds import Bounds
from guardrail.policy import territories

_BOUNDS = Bounds()
_MIB = 1024 * 1024
_UNBRACED = re.compile(r"\$[A-Za-z_]")

_ORIGIN = r"^https?://[^/]+/?$"
_PREFIX = r"^/[^?#]+$"
_SOURCE = r"^(header|query|field):[A-Za-z0-9_.\[\]-]+$"
_HEADER = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"
_NAME = r"^[A-Za-z0-9._-]{1,64}$"
SHAPES = {
    _ORIGIN: "an origin such as https://cdn.example",
    _PREFIX: "a path such as /outputs",
    _SOURCE: "header:NAME, query:NAME or field:NAME",
    _HEADER: "the name of a header, such as authorization",
    _NAME: "a name of letters, digits, '.', '_' and '-'",
}
"""What the patterns of texts mean, for complaints."""


def _path(value: object) -> object:
    """A path as people write it: `~` is the home folder, `$NAME` a mistake."""
    if not isinstance(value, str):
        return value
    if not value.strip() or "\0" in value:
        raise ValueError("must not be empty" if not value.strip() else "is no path")
    if _UNBRACED.search(value):
        raise ValueError(f"'{value}' would be taken as it stands: write ${{HOME}}, with braces")
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError(f"'{value}': nobody of that name has a home folder") from None


SomePath = Annotated[
    Path, BeforeValidator(_path), WithJsonSchema({"type": "string", "format": "path"})
]
Territory = Annotated[
    str,
    AfterValidator(territories.known),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z]{2}$"}),
]
Origin = Annotated[str, Field(pattern=_ORIGIN)]
PathPrefix = Annotated[str, Field(pattern=_PREFIX)]
Source = Annotated[str, Field(pattern=_SOURCE)]
HeaderName = Annotated[str, Field(pattern=_HEADER)]
Fact = Literal["requester", "delivery", "licensee", "tenant", "use", "exception"]


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
        pattern=_NAME,
        description="Name of the guarded server; workers of one server share it.",
    )
    data_dir: SomePath = Field(
        Path("guardrail-data"),
        description="Folder for the database, kept bytes and keys; shared by the workers.",
    )
    store_url: str | None = Field(
        None,
        description="SQLAlchemy URL of the database; default: SQLite in `data_dir`. "
        "`postgresql+psycopg://…` for PostgreSQL.",
    )
    registry: tuple[SomePath, ...] = Field(
        (), description="Policy documents, or folders of them (*.yaml, *.yml, *.json)."
    )
    registry_reload_s: float = Field(
        1.0, ge=0.1, le=3600, description="Seconds between looks for changed policy documents."
    )
    models_dir: SomePath | None = Field(
        None,
        description="Folder with a `manifest.toml` of encoders of your own; default: those that "
        "ship.",
    )
    model: str | None = Field(
        None,
        description="Encoder id from `guardrail models list`; default: the manifest's default.",
    )
    describe_by_meaning: bool = Field(
        default=False,
        description="Compare descriptions by meaning too, not only by words; needs the extra "
        "`descriptions`.",
    )
    contexts: SomePath | None = Field(
        None,
        description="Lexicon of contexts (violence, gambling and so on) in prompts; default: the "
        "shipped `guardrail/prompt/contexts.yaml`.",
    )
    context_model: SomePath | None = Field(
        None,
        description="TOML file that describes an ONNX classifier of contexts in frames "
        "(`guardrail/embed/contexts.py`). Without one, the contexts of an output are those that "
        "its prompt asked for.",
    )
    threads: int = Field(
        2, ge=1, le=256, description="Threads that FFmpeg and the encoder share per screening."
    )
    provider: Provider = Field(
        Provider.CPU,
        description="What runs the models; one besides `cpu` needs the build of onnxruntime that "
        "has it. Thresholds were measured on `cpu`.",
    )
    decoder_processes: int = Field(
        2,
        ge=1,
        le=64,
        description="Processes that open media; as many screenings run at once, and a "
        "short one beside them.",
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
    most_stills: int = Field(
        4,
        ge=0,
        le=64,
        description="Frames kept with each decision that is not allow, for its reviewers; erased "
        "with it. 0 keeps none.",
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
    refusal_texts: SomePath | None = Field(
        None,
        description="Folder of texts in place of the shipped ones (`en.yaml`, `ja.yaml`, as "
        "`guardrail/policy/texts` has them) by which refusals are told.",
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
    input_path_folders: tuple[SomePath, ...] = Field(
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
    credential_headers: tuple[HeaderName, ...] = Field(
        ("authorization", "x-api-key", "api-key"),
        min_length=1,
        description="Request headers that tell callers apart.",
    )
    callers: tuple[Caller, ...] = Field((), description="What is known about some callers.")
    requester_territory: Territory | None = Field(
        None, description="Territory of requesters whom nothing else places."
    )
    circumstances_from: dict[Fact, Source] = Field(
        {},
        description="Where facts about a request stand: requester, delivery, licensee, tenant, use "
        "or exception from `header:NAME` (`header:cf-ipcountry` of a proxy that knows places), "
        "`query:NAME` or `field:NAME` of the body (JSON as `a.b`, or a form). Whoever can set these "
        "is believed, but for an exception, which only ever calls a reviewer.",
    )
    operator_territory: Territory | None = Field(None, description="Where this server is run.")
    delivery_territory: Territory | None = Field(
        None, description="Where clips will be seen, if one territory."
    )

    @field_validator("credential_headers")
    @classmethod
    def _lower(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name.lower() for name in value)

    @field_validator("callers")
    @classmethod
    def _apart(cls, value: tuple[Caller, ...]) -> tuple[Caller, ...]:
        credentials = [caller.credential for caller in value]
        for at, credential in enumerate(credentials):
            if credential in credentials[:at]:
                first = credentials.index(credential)
                raise ValueError(f"callers[{at}] has the same credential as callers[{first}]")
        return value

    @property
    def database_url(self) -> str:
        """The store's URL, with the default filled in."""
        return self.store_url or f"sqlite:///{self.data_dir / 'guardrail.db'}"

    @property
    def runtime(self) -> Runtime:
        """What models are run on."""
        return Runtime(threads=self.threads, provider=self.provider)
