"""`guardrail registry`: what rights holders have registered, checked before it is in force."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from guardrail import settings as settings_module
from guardrail.cli import importing
from guardrail.cli.printing import (
    AsJson,
    ConfigFile,
    RegistryPaths,
    err,
    out,
    print_json,
    print_table,
    say,
)
from guardrail.domain import Asset, NameKind
from guardrail.errors import BadInputError

app = typer.Typer(no_args_is_help=True, help="Policy documents, assets and references.")
app.add_typer(importing.app, name="import")


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…")],
    *,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Check policy documents, or folders of them, as they would be read in service.

    Every document is read, every reference is found and decoded, and the documents are checked
    against each other. Ends with 2 and one line for each thing that is wrong, with file, line and
    fix. What is allowed and odd (an expired document, a name of one letter) is a warning.

    Example: `guardrail registry check policies/`
    """
    from guardrail.build.checking import check_registry

    checked = check_registry(paths, settings_module.load(config), now=datetime.now(UTC))
    registry = checked.registry
    counts = {
        "documents": len(registry.documents),
        "holders": len(registry.holders),
        "assets": len(registry.assets),
        "names": sum(len(asset.names) for asset in registry.assets.values()),
        "references": sum(
            len(version.references)
            for asset in registry.assets.values()
            for version in asset.versions
        ),
    }
    if as_json:
        found = {"ok": True, "sha256": registry.sha256, "warnings": list(checked.warnings)}
        print_json({**found, **counts})
        return
    for warning in checked.warnings:
        err.print("[yellow]warning:[/] ", end="")
        say(warning, on=err)
    out.print("[green]fine[/]: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


@app.command()
def floods(
    *,
    share: Annotated[
        float, typer.Option(min=0.01, max=1, help="Of all recorded outputs, at least.")
    ] = 0.25,
    quarantine: Annotated[
        bool, typer.Option("--quarantine", help="Set them aside: they block nothing any more.")
    ] = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Find references that match what shows nobody: a large share of everything that is made.

    What is set aside holds or logs, as its owner's document says, from the next look at the
    registry on. The list is `quarantined.json` in the data folder.

    Example: `guardrail registry floods --share 0.3 --quarantine`
    """
    from guardrail.build.quarantine import floods as find
    from guardrail.build.quarantine import set_aside

    settings = settings_module.load(config)
    now = datetime.now(UTC)
    found = find(settings, share=share, since=datetime.min.replace(tzinfo=UTC), until=now)
    if quarantine and found:
        set_aside(settings, [one.sha256 for one in found])
    rows = [
        {
            "asset": one.asset,
            "reference": str(one.reference),
            "sha256": one.sha256,
            "share": round(one.share, 4),
            "outputs": one.outputs,
            "quarantined": quarantine,
        }
        for one in found
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "References that flood",
        ["asset", "reference", "share", "outputs", "set aside"],
        [
            [r["asset"], r["reference"], f"{r['share']:.0%}", r["outputs"], r["quarantined"]]
            for r in rows
        ],
        whole=["asset"],
    )


@app.command()
def show(
    asset: Annotated[str | None, typer.Argument(help="One asset's id; default: all.")] = None,
    *,
    registry: RegistryPaths = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show assets with their names, references, and the rules and licences that speak of them.

    Example: `guardrail registry show kaze/kitsunebi --registry policies/`
    """
    from guardrail.build.snapshots import read_registry

    found = read_registry(_named(registry, config))
    if asset is not None and asset not in found.assets:
        raise BadInputError(f"there is no asset {asset!r}", fix="see `guardrail registry show`")
    rules = [(rule.target, rule) for doc in found.documents for rule in doc.rules]
    licences = [(t, one) for doc in found.documents for one in doc.licences for t in one.assets]
    rows = [
        {
            "asset": known.id,
            "kind": known.kind,
            "holder": known.holder,
            "names": [name.text for name in known.names],
            "references": sum(len(version.references) for version in known.versions),
            "rules": [
                f"{rule.id} ({rule.action})" for target, rule in rules if _speaks_of(target, known)
            ],
            "licences": [
                f"{licence.id} ({licence.licensee}, until {licence.ends_at:%F %R} UTC)"
                for target, licence in licences
                if _speaks_of(target, known)
            ],
        }
        for known in found.assets.values()
        if asset is None or known.id == asset
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "Registry",
        ["asset", "kind", "holder", "names", "references", "rules", "licences"],
        [
            [", ".join(value) if isinstance(value, list) else value for value in row.values()]
            for row in rows
        ],
        whole=["asset"],
    )


@app.command()
def suggest(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH…]")] = None,
    *,
    registry: RegistryPaths = None,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Ordinary prompts, one a line: plain, or JSON with a `text`. May be given "
            "several times.",
        ),
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Propose what kind each name is: distinctive, common_word or person_name, and why.

    Evidence is a dictionary, the frequency of words, a census of names and, with `--corpus`, how
    many ordinary prompts hold the name. Documents are only read: set `name_kind` yourself where
    you agree. The table shows the names of which the document says otherwise; JSON has all.

    Example: `guardrail registry suggest policies/ --corpus prompts.jsonl`
    """
    from guardrail.build.suggesting import suggest as suggested

    found = suggested(_named(paths or registry, config), corpus or ())
    if as_json:
        print_json(
            [
                {
                    "asset": one.asset,
                    "name": one.name,
                    "lang": one.lang,
                    "kind": one.proposed,
                    "current": one.current,
                    "differs": one.differs,
                    "evidence": one.evidence,
                    "hits": one.hits,
                }
                for one in found
            ]
        )
        return
    print_table(
        "Kinds that the documents do not have",
        ["asset", "name", "now", "proposed", "evidence"],
        [[o.asset, o.name, o.current, o.proposed, o.evidence] for o in found if o.differs],
        whole=["asset"],
    )
    counts = {kind: sum(one.proposed is kind for one in found) for kind in NameKind}
    say(f"{len(found)} names: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))


def _named(paths: list[Path] | None, config: Path | None) -> Sequence[Path]:
    """The documents that were named, else those of the settings."""
    found = paths or settings_module.load(config).registry
    if not found:
        raise BadInputError("no registry is configured", fix="pass --registry PATH")
    return found


def _speaks_of(target: str, asset: Asset) -> bool:
    """Whether a rule or a licence for this target is one for the asset."""
    return target in {asset.id, asset.parent, f"{asset.holder}/*", "*"}
