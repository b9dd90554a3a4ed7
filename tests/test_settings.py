"""Settings: read once, checked once, every complaint with the place and the fix."""

from pathlib import Path

import pytest

from guardrail.errors import SettingsError
from guardrail.settings import HeldAs, Settings, load


def test_without_a_file_the_defaults_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(environment={})
    assert settings.data_dir == tmp_path / "guardrail-data"
    assert settings.registry == ()
    assert settings.database_url == f"sqlite:///{tmp_path}/guardrail-data/guardrail.db"


@pytest.mark.parametrize("suffix", ["toml", "yaml"])
def test_a_file_is_named_by_the_environment(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"guardrail.{suffix}"
    text = {
        "toml": 'held_as = "failed"\nregistry = ["a"]',
        "yaml": "held_as: failed\nregistry: [a]",
    }
    path.write_text(text[suffix])
    settings = load(environment={"GUARDRAIL_CONFIG": str(path)})
    assert settings.held_as is HeldAs.FAILED
    assert settings.registry == (tmp_path / "a",)


def test_variables_win_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "guardrail.toml"
    path.write_text("lease_s = 5")
    environment = {"GUARDRAIL_LEASE_S": "7", "GUARDRAIL_REGISTRY": "/a,/b"}
    settings = load(path, environment=environment)
    assert settings.lease_s == 7
    assert settings.registry == (Path("/a"), Path("/b"))


def test_the_folder_of_models_starts_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "guardrail.toml"
    path.write_text('models_dir = "encoders"')
    assert load(path, environment={}).models_dir == tmp_path / "encoders"
    assert load(environment={}).models_dir is None


def test_placeholders_are_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "guardrail.toml"
    path.write_text('server_name = "${NAME:spare}"\ncallers = [{credential = "Bearer ${KEY}"}]')
    settings = load(path, environment={"KEY": "secret"})
    assert settings.server_name == "spare"
    assert settings.callers[0].credential == "Bearer secret"


WRONG = {
    "an unknown setting": ("hold_as = 1", "held_as"),
    "a wrong type": ('lease_s = "soon"', "lease_s"),
    "out of bounds": ("poll_after_ms = 1", "poll_after_ms"),
    "a wrong word": ('on_unknown = "shrug"', "on_unknown"),
    "a missing variable": ('server_name = "${NOT_SET}"', "NOT_SET"),
    "no TOML": ("this is not", "parse"),
    "an unknown caller's field": ('callers = [{credential = "12345678", x = 1}]', "callers[0].x"),
    "no territory": (
        'operator_territory = "Japan"',
        "operator_territory: 'Japan' is no ISO 3166-1",
    ),
    "a mistaken territory": ('delivery_territory = "UK"', "write GB"),
    "no territory of a caller": (
        'callers = [{credential = "12345678", territory = "XX"}]',
        "callers[0].territory: 'XX' is no ISO 3166-1",
    ),
    "a misspelt caller's field": (
        'callers = [{credential = "12345678", licencee = "x"}]',
        ":1: callers[0].licencee: unknown key (did you mean 'licensee'?)",
    ),
    "one credential twice": (
        '[[callers]]\ncredential = "12345678"\n[[callers]]\ncredential = "12345678"',
        ":1: callers: callers[1] has the same credential as callers[0]",
    ),
    "a wrong value further down": ("lease_s = 5\nthreads = true2", ":2:"),
    "a line": ('lease_s = 5\nheld_as = "gone"', ":2: held_as: 'gone' is not 'in_progress'"),
    "no header to tell callers by": ("credential_headers = []", "must not be empty"),
    "a header with a colon": (
        'credential_headers = ["authorization:"]',
        "credential_headers[0]: 'authorization:' is not the name of a header",
    ),
    "an empty folder": ('data_dir = ""', "data_dir: must not be empty"),
    "an empty registry": ('registry = [" "]', "registry[0]: must not be empty"),
    "a variable without braces": ('data_dir = "$HOME/data"', "write ${HOME}"),
    "an unclosed placeholder": ('data_dir = "${HOME/data"', "begins a placeholder"),
    "a shell's placeholder": ('data_dir = "${HOME:-data}"', "write ${NAME} or ${NAME:default}"),
    "not a number": ("lease_s = nan", "lease_s"),
    "a list for a text": ("server_name = [1]", "server_name: must be text, not [1]"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, case: str) -> None:
    text, said = WRONG[case]
    path = tmp_path / "guardrail.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as raised:
        load(path, environment={})
    assert said in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.toml.*cannot read"):
        load(tmp_path / "absent.toml", environment={})


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().lease_s = 3  # type: ignore[misc]


def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "guardrail.yaml"
    path.write_text("lease_s: 5\nthreads: 1\nlease_s: 6\n")
    with pytest.raises(SettingsError, match=r"guardrail\.yaml:3:1: .*given twice, first on line 1"):
        load(path, environment={})


def test_a_yaml_setting_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "guardrail.yaml"
    path.write_text("# ours\ncallers:\n  - credential: '12345678'\n    territory: japan\n")
    with pytest.raises(SettingsError, match=r"yaml:4:5: callers\[0\]\.territory: 'japan'"):
        load(path, environment={})


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_leaves_the_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "guardrail.yaml"
    path.write_text(text)
    assert load(path, environment={}) == Settings(data_dir=tmp_path / "guardrail-data")


def test_all_that_is_wrong_is_said(tmp_path: Path) -> None:
    path = tmp_path / "guardrail.toml"
    path.write_text('lease_s = "soon"\nthreads = 0\nheld_as = 1\n')
    with pytest.raises(SettingsError) as raised:
        load(path, environment={})
    complaints = [str(raised.value), *raised.value.__notes__]
    assert {line.split(": ")[1] for line in complaints} == {"threads", "held_as", "lease_s"}


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "guardrail.toml"
    path.write_bytes(b"server_name = '\xff'")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load(path, environment={})


def test_territories_are_written_in_capitals(tmp_path: Path) -> None:
    path = tmp_path / "guardrail.toml"
    path.write_text('operator_territory = "jp"')
    assert load(path, environment={}).operator_territory == "JP"


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    path = tmp_path / "guardrail.toml"
    path.write_text('data_dir = "~/data"')
    assert load(path, environment={}).data_dir == tmp_path / "home" / "data"


def test_paths_of_variables_begin_at_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "etc" / "guardrail.toml"
    path.write_text('registry = ["policies"]')
    settings = load(path, environment={"GUARDRAIL_DATA_DIR": "data"})
    assert settings.data_dir == tmp_path / "data"
    assert settings.registry == (tmp_path / "etc" / "policies",)


def test_lists_in_variables_are_json_or_separated_by_commas() -> None:
    callers = '[{"credential": "Bearer one", "licensee": "op:tubeco"}]'
    environment = {"GUARDRAIL_CALLERS": callers, "GUARDRAIL_CREDENTIAL_HEADERS": "X-Key, api-key"}
    settings = load(environment=environment)
    assert settings.callers[0].licensee == "op:tubeco"
    assert settings.credential_headers == ("x-key", "api-key")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GUARDRAIL_LEASE_S", "soon", "GUARDRAIL_LEASE_S: lease_s: must be a number"),
        ("GUARDRAIL_REGISTRY", "", "GUARDRAIL_REGISTRY: is empty"),
        ("GUARDRAIL_DATA_DIR", " ", "GUARDRAIL_DATA_DIR: is empty"),
        ("GUARDRAIL_CALLERS", "[{", "GUARDRAIL_CALLERS: not JSON"),
        ("GUARDRAIL_CIRCUMSTANCES_FROM", "x", "GUARDRAIL_CIRCUMSTANCES_FROM: not JSON"),
        ("GUARDRAIL_LEASES", "1", "GUARDRAIL_LEASES: unknown setting 'leases'"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, name: str, value: str, said: str) -> None:
    path = tmp_path / "guardrail.toml"
    path.write_text("threads = 1")
    with pytest.raises(SettingsError) as raised:
        load(path, environment={name: value})
    assert str(raised.value).startswith(said)


def test_a_credential_is_not_quoted() -> None:
    with pytest.raises(SettingsError) as raised:
        load(environment={"GUARDRAIL_CALLERS": "Bearer hush"})
    assert "hush" not in str(raised.value)
