"""`guardrail registry`: what rights holders have registered, checked before it is in force."""

from pathlib import Path
from typing import Annotated

import typer

from guardrail import settings as settings_module
from guardrail.cli.printing import (
    AsJson,
    ConfigFile,
    RegistryPaths,
    out,
    print_json,
    print_table,
)
from guardrail.errors import BadInputError

app = typer.Typer(no_args_is_help=True, help="Policy documents, assets and references.")


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…")], *, as_json: AsJson = False
) -> None:
    """Check policy documents, or folders of them, as they would be read in service.

    Every document is read, every reference is found and hashed, and the documents are checked
    against each other. Ends with 2 and one line that names file, line and fix.

    Example: `guardrail registry check policies/`
    """
    from guardrail.build.snapshots import read_registry

    registry = read_registry(paths)
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
        print_json({"ok": True, "sha256": registry.sha256, **counts})
        return
    out.print("[green]fine[/]: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


@app.command()
def show(
    asset: Annotated[str | None, typer.Argument(help="One asset's id; default: all.")] = None,
    *,
    registry: RegistryPaths = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show assets with their names, references and the rules that speak of them.

    Example: `guardrail registry show kaze/kitsunebi --registry policies/`
    """
    from guardrail.build.snapshots import read_registry

    paths = registry or settings_module.load(config).registry
    if not paths:
        raise BadInputError("no registry is configured", fix="pass --registry PATH")
    found = read_registry(paths)
    if asset is not None and asset not in found.assets:
        raise BadInputError(f"there is no asset {asset!r}", fix="see `guardrail registry show`")
    rules = [(rule.target, rule.id, rule.action) for doc in found.documents for rule in doc.rules]
    rows = [
        {
            "asset": known.id,
            "kind": known.kind,
            "holder": known.holder,
            "names": [name.text for name in known.names],
            "references": sum(len(version.references) for version in known.versions),
            "rules": [
                f"{rule} ({action})"
                for target, rule, action in rules
                if target in {known.id, known.parent, f"{known.holder}/*", "*"}
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
        ["asset", "kind", "holder", "names", "references", "rules"],
        [
            [", ".join(value) if isinstance(value, list) else value for value in row.values()]
            for row in rows
        ],
    )
