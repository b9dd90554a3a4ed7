"""Policy documents from disk or text: YAML or JSON in, frozen facts out, or one precise complaint.

Reading is all or nothing. A document that is wrong anywhere is refused, so that the version in
force stays in force. The complaint is the first one found, with further ones as its notes.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from pydantic import ValidationError

from guardrail.domain import (
    Action,
    Asset,
    Conditions,
    Defaults,
    Description,
    Licence,
    Name,
    PolicyDocument,
    Review,
    RightsHolder,
    Rule,
    Thresholds,
    Version,
)
from guardrail.errors import PolicyDocumentError
from guardrail.policy.checks import check, window_of, zone_of
from guardrail.policy.complaints import complaints_about
from guardrail.policy.references import References
from guardrail.policy.schema import (
    AssetPart,
    DefaultsPart,
    DocumentPart,
    LicencePart,
    RulePart,
    ThresholdsPart,
    WhenPart,
    json_schema,
)
from guardrail.policy.source import MAX_BYTES, Source, read
from guardrail.policy.upgrades import upgraded
from guardrail.wording import Place, together

__all__ = [
    "SUFFIXES",
    "files_of",
    "json_schema",
    "load",
    "load_all",
    "parse",
    "read_part",
    "read_text",
]

SUFFIXES = frozenset({".yaml", ".yml", ".json"})


def load_all(path: Path) -> tuple[PolicyDocument, ...]:
    """The document at `path`, or all documents of a folder (not of its subfolders), by file name.

    A folder without documents is an empty registry, not an error.

    Raises:
        PolicyDocumentError: nothing is there, or one of the documents is wrong.
    """
    if not path.is_dir():
        return (load(path),)
    documents, complaints = [], []
    for file in files_of(path):
        try:
            documents.append(load(file))
        except PolicyDocumentError as error:
            complaints.append(error)
    if complaints:
        raise together(complaints)
    return tuple(documents)


def files_of(folder: Path) -> list[Path]:
    """The documents of a folder (not of its subfolders), by file name."""
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix in SUFFIXES and not file.name.startswith(".") and file.is_file()
    )


def load(path: Path) -> PolicyDocument:
    """One document; its reference globs are relative to the folder that it lies in.

    Raises:
        PolicyDocumentError: unreadable, or wrong; the message names file, line, column and fix.
    """
    return parse(read_text(path), origin=str(path), folder=path.parent)


def parse(text: str, *, origin: str, folder: Path) -> PolicyDocument:
    """A document from its text. `origin` names it in complaints; its digest is that of the text.

    Raises:
        PolicyDocumentError: see `load`.
    """
    part, source = read_part(text, origin=origin)
    holder = RightsHolder(**part.rights_holder.model_dump())
    references = References(folder, source)
    assets = tuple(_assets(part, holder, references))
    complaints = [*check(part, source), *references.complaints]
    try:
        zone = zone_of(part.valid.zone, ("valid", "zone"), source)
        valid_from, valid_until = window_of(
            part.valid.start, part.valid.until, zone, ("valid",), source
        )
        licences = tuple(_licences(part, zone, source))
    except PolicyDocumentError as error:
        raise together([*complaints, error]) from None
    if complaints:
        raise together(complaints)
    return PolicyDocument(
        id=part.id,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        holder=holder,
        valid_from=valid_from,
        valid_until=valid_until,
        regime=dict(part.regime),
        defaults=_defaults(part.defaults),
        assets=assets,
        rules=tuple(_rule(rule) for rule in part.rules),
        licences=licences,
        review=Review(sla_hours=part.review.sla_hours, on_timeout=Action(part.review.on_timeout)),
        origin=origin,
    )


def read_part(text: str, *, origin: str) -> tuple[DocumentPart, Source]:
    """A document's shape, of whatever version it was, and where its parts stand in the text.

    Raises:
        PolicyDocumentError: it is not one document, or not of this shape.
    """
    source = upgraded(read(text, origin=origin))
    try:
        return DocumentPart.model_validate_json(json.dumps(source.value)), source
    except ValidationError as error:
        raise together(complaints_about(error, source)) from None


def read_text(path: Path) -> str:
    """The text of a document's file.

    Raises:
        PolicyDocumentError: it cannot be read, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise PolicyDocumentError(
            f"cannot be read: {error.strerror}", where=str(path), fix="name a document or a folder"
        ) from None
    except UnicodeDecodeError:
        raise PolicyDocumentError("is not UTF-8", where=str(path), fix="save it as UTF-8") from None


def _defaults(part: DefaultsPart) -> Defaults:
    return Defaults(
        prior_permission=part.prior_permission,
        opt_out=part.opt_out,
        low_confidence=part.low_confidence,
        quarantined=part.quarantined,
        version_margin=part.version_margin,
        thresholds=_thresholds(part.expected_false_matches) or Thresholds(),
    )


def _thresholds(part: ThresholdsPart | None) -> Thresholds | None:
    return None if part is None else Thresholds(hold=part.hold, block=part.block)


def _assets(part: DocumentPart, holder: RightsHolder, references: References) -> Iterator[Asset]:
    for at, asset in enumerate(part.assets):
        yield Asset(
            id=asset.id,
            holder=holder.id,
            kind=asset.kind,
            parent=asset.parent,
            names=tuple(Name(text=name.text, lang=name.lang) for name in asset.names),
            name_kind=asset.name_kind,
            context_terms=asset.context_terms,
            descriptions=tuple(Description(text=d.text, lang=d.lang) for d in asset.descriptions),
            versions=tuple(_versions(asset, ("assets", at, "versions"), references)),
        )


def _versions(asset: AssetPart, place: Place, references: References) -> Iterator[Version]:
    for at, version in enumerate(asset.versions):
        yield Version(
            id=version.id,
            references=references.find(version.references, (*place, at, "references")),
            status=dict(version.status),
        )


def _rule(part: RulePart) -> Rule:
    return Rule(
        id=part.id,
        target=part.target,
        action=part.action,
        when=_conditions(part.when),
        reason=part.reason,
        overrides_licences=part.overrides_licences,
        thresholds=_thresholds(part.expected_false_matches),
    )


def _conditions(part: WhenPart) -> Conditions:
    seconds, frames = part.clip_seconds, part.frames_matched
    return Conditions(
        stage=frozenset(part.stage) if part.stage else None,
        territory=frozenset(part.territory) if part.territory else None,
        context_any=frozenset(part.context_any) if part.context_any else None,
        use=frozenset(part.use) if part.use else None,
        exception=frozenset(part.exception) if part.exception else None,
        licensee=frozenset(part.licensee) if part.licensee else None,
        signal=frozenset(part.signal) if part.signal else None,
        clip_seconds_lt=seconds.lt if seconds else None,
        clip_seconds_gte=seconds.gte if seconds else None,
        frames_matched_gte=frames.gte if frames else None,
    )


def _licences(part: DocumentPart, zone: tzinfo, source: Source) -> Iterator[Licence]:
    for at, licence in enumerate(part.licences):
        yield _licence(licence, zone, ("licences", at, "window"), source)


def _licence(part: LicencePart, zone: tzinfo, place: Place, source: Source) -> Licence:
    window = part.window
    if window.zone is not None:
        zone = zone_of(window.zone, (*place, "zone"), source)
    starts_at, ends_at = window_of(window.start, window.until, zone, place, source)
    return Licence(
        id=part.id,
        licensee=part.licensee,
        assets=frozenset(part.assets),
        starts_at=starts_at,
        ends_at=ends_at,
        territories=frozenset(part.territory) if part.territory else None,
        prohibits_context=frozenset(part.prohibits_context),
        duties=part.duties,
    )
