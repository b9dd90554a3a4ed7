"""What is written down is true: settings, commands, schemas, the README's snippets and commands."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from guardrail.cli import app
from guardrail.errors import SettingsError
from guardrail.policy import documents
from guardrail.settings import Settings, load

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def settings_table() -> str:
    """The README's table of settings. To write it anew: `python tests/test_docs.py`."""
    properties = Settings.model_json_schema()["properties"]
    rows = ["| setting | default | bounds | what it is |", "|---|---|---|---|"]
    for name, known in properties.items():
        default = json.dumps(known.get("default")) if known.get("default") is not None else "–"
        bounds = bounds_of(known)
        options = known.get("enum", [])
        about = known["description"] + (f" One of {', '.join(options)}." if options else "")
        rows.append(f"| `{name}` | `{default}` | {bounds} | {about} |")
    return "\n".join(rows)


def bounds_of(known: dict[str, Any]) -> str:
    most = known.get("maximum")
    if "exclusiveMinimum" in known:
        return f"more than {known['exclusiveMinimum']:g}, … {most:g}"
    return f"{known['minimum']:g} … {most:g}" if "minimum" in known else ""


def settings_schema() -> str:
    """The shipped JSON Schema of the settings."""
    return json.dumps(Settings.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Bring the README's table and the schema up to date."""
    begin, end = "<!-- settings -->\n", "\n<!-- /settings -->"
    head, rest = README.split(begin)
    text = head + begin + settings_table() + end + rest.split(end.strip(), 1)[1]
    (ROOT / "README.md").write_text(text, encoding="utf-8")
    (ROOT / "guardrail" / "settings.schema.json").write_text(settings_schema(), encoding="utf-8")


def test_the_readme_lists_every_setting() -> None:
    assert settings_table() in README, "run `python tests/test_docs.py`"


def test_every_setting_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name


def test_the_shipped_settings_schema_is_up_to_date() -> None:
    shipped = (ROOT / "guardrail" / "settings.schema.json").read_text(encoding="utf-8")
    assert shipped == settings_schema(), "run `python tests/test_docs.py`"


def test_the_readme_names_every_command() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        for sub in getattr(command, "commands", {"": None}):
            assert re.search(rf"`(guardrail )?{name}( {sub})?", README), f"{name} {sub}"
            assert not sub or f"{sub}`" in README, f"{name} {sub}"


def test_every_command_teaches_by_example() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        for sub, leaf in getattr(command, "commands", {"": command}).items():
            assert f"`guardrail {name}" in (leaf.help or ""), f"{name} {sub}"


def test_the_settings_of_the_readme_are_accepted_and_hold_no_known_credential(
    tmp_path: Path,
) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "guardrail.toml"
    path.write_text(block, encoding="utf-8")
    with pytest.raises(SettingsError, match="TUBECO_KEY is not set"):
        load(path, environment={})
    settings = load(path, environment={"TUBECO_KEY": "secret"})
    assert settings.callers[0].credential == "Bearer secret"


def test_the_policy_of_the_readme_is_accepted(tmp_path: Path) -> None:
    block, *parts = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    folder = tmp_path / "refs" / "kitsunebi"
    folder.mkdir(parents=True)
    (folder / "1.png").write_bytes(b"x")
    document = documents.parse(block, origin="README", folder=tmp_path)
    assert document.id == yaml.safe_load(block)["id"]
    for part in parts:  # each says more of what the first has
        whole = yaml.safe_dump(yaml.safe_load(block) | yaml.safe_load(part), allow_unicode=True)
        assert documents.parse(whole, origin="README", folder=tmp_path).assets


def test_ci_calls_the_readmes_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (command,) = re.findall(r"```sh\n(python3 -m venv .* tests)\n```", README)
    steps = [
        step.replace(".venv/bin/pip", ".venv/bin/python -m pip") for step in command.split(" && ")
    ]
    for step in steps:
        assert step in script, step


def test_importing_the_package_is_light() -> None:
    heavy = ("onnxruntime", "av", "sqlalchemy", "PIL", "starlette", "pydantic", "numpy")
    code = f"import sys, guardrail; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_are_few_and_sorted() -> None:
    import guardrail  # noqa: PLC0415

    assert guardrail.__all__ == sorted(guardrail.__all__)
    for name in guardrail.__all__:
        assert getattr(guardrail, name) is not None
    with pytest.raises(AttributeError):
        _ = guardrail.nothing_of_this_name


if __name__ == "__main__":
    write()
