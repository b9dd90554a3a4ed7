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
    "an unknown caller's field": ('callers = [{credential = "12345678", x = 1}]', "callers.0.x"),
    "no territory": ('operator_territory = "Japan"', "operator_territory"),
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
