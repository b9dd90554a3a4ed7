"""`guardrail policy`: why something was decided so, and what documents say."""

import json
from pathlib import Path
from typing import Annotated

import typer

from guardrail import settings as settings_module
from guardrail.cli.circumstances import As
from guardrail.cli.printing import AsJson, ConfigFile, RegistryPaths, print_json, say
from guardrail.cli.screen import judged_files, judged_prompts
from guardrail.domain import Decision
from guardrail.errors import BadInputError

app = typer.Typer(no_args_is_help=True, help="What owners' documents say, in words.")


@app.command()
def explain(
    decision_id: Annotated[
        str, typer.Argument(metavar="[ID]", help="A recorded decision, as `Guardrail-Id` names it.")
    ] = "",
    *,
    prompt: Annotated[str, typer.Option(metavar="TEXT", help="Judge this prompt instead.")] = "",
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Judge this picture or clip instead.")
    ] = None,
    registry: RegistryPaths = None,
    told: As = "{}",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Tell why a decision is what it is: who had the last word, and what else was said.

    Example: `guardrail policy explain gr_0123456789abcdef01234567`, or
    `guardrail policy explain --prompt "Kitsunebi in the rain" --registry policies/`
    """
    from guardrail.audit import decision_to_json
    from guardrail.policy.explaining import explained

    if sum(map(bool, (decision_id, prompt, file))) != 1:
        raise BadInputError(
            "name one thing to explain", fix="give an ID, --prompt TEXT or --file FILE"
        )
    if decision_id:
        decision = _recorded(decision_id, config)
    elif file is not None:
        decision = judged_files([file], registry, told, config, field="video")[0][1].decision
    else:
        decision = judged_prompts([prompt], registry, told, config)[0][1].decision
    lines = list(explained(decision))
    if as_json:
        print_json({"words": lines, "decision": json.loads(decision_to_json(decision))})
        return
    for line in lines:
        say(line)


@app.command()
def schema() -> None:
    """Print the JSON Schema of policy documents, for editors and other programs.

    Example: `guardrail policy schema > policy.schema.json`
    """
    from guardrail.policy.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


@app.command()
def export(
    document: Annotated[Path, typer.Argument(metavar="FILE")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print a document in the current version of the format, with all that it says.

    Example: `guardrail policy export old/kaze.yaml > policies/kaze.yaml`
    """
    from guardrail.policy.documents import read_text
    from guardrail.policy.writing import rewritten

    text = rewritten(read_text(document), origin=str(document), as_json=as_json)
    typer.echo(text, nl=False)


def _recorded(decision_id: str, config: Path | None) -> Decision:
    from guardrail.build.records import opened_archive

    with opened_archive(settings_module.load(config)) as archive:
        decision = archive.decision(decision_id)
    if decision is None:
        raise BadInputError(
            f"there is no decision {decision_id!r} on record, or it was erased",
            fix="give an id as `Guardrail-Id` names it",
        )
    return decision
