from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.kit import settings as module
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.settings import UPGRADES, VERSION_KEY, Content, Setting, Settings, declare


@pytest.fixture(autouse=True)
def _own_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SETTINGS", {})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_what_was_set_is_there_after_a_restart(path: Path) -> None:
    theme, recent = declare("theme", "浅色", "外观", choices=("浅色", "深色")), declare("recent", ("",))
    first = Settings(path)
    first.set(theme, "深色")
    first.set(recent, ("甲.lanyan", "乙.lanyan"))
    again = Settings(path)
    assert again.get(theme) == "深色"
    assert again.get(recent) == ("甲.lanyan", "乙.lanyan")


def test_never_set_is_the_default_and_makes_no_file(path: Path) -> None:
    zoom = declare("zoom", 100)
    settings = Settings(path)
    settings.set(zoom, 100)
    assert settings.get(zoom) == 100
    assert not path.exists()


def test_an_undeclared_setting_fails(path: Path) -> None:
    with pytest.raises(KeyError):
        Settings(path).get(Setting("loose", 1, ""))


def test_a_key_is_declared_once() -> None:
    declare("zoom", 100)
    with pytest.raises(ValueError, match="zoom"):
        declare("zoom", 120)


@pytest.mark.parametrize("value", ["120", 49, 201, True, None, [1]])
def test_what_it_does_not_allow_is_refused_and_in_a_file_ignored(path: Path, value: object) -> None:
    zoom = declare("zoom", 100, "缩放", low=50, high=200)
    with pytest.raises(ValueError, match="zoom"):
        Settings(path).set(zoom, value)  # type: ignore[misc]  # a wrong value is what this is about
    path.write_text(json.dumps({"zoom": value}))
    assert Settings(path).get(zoom) == 100


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"version": "x"}', b"[" * 100_000])
def test_a_damaged_file_is_kept_aside(path: Path, content: bytes) -> None:
    zoom = declare("zoom", 100)
    path.write_bytes(content)
    settings = Settings(path)
    assert settings.get(zoom) == 100
    assert settings.damaged is not None
    assert settings.damaged.read_bytes() == content
    settings.set(zoom, 120)
    assert Settings(path).get(zoom) == 120


def test_settings_of_a_newer_program_survive_an_older_one(path: Path) -> None:
    zoom = declare("zoom", 100)
    path.write_text(json.dumps({VERSION_KEY: 99, "from.tomorrow": {"x": [1]}}))
    Settings(path).set(zoom, 120)
    assert json.loads(path.read_text()) == {VERSION_KEY: 99, "from.tomorrow": {"x": [1]}, "zoom": 120}


def test_two_windows_do_not_undo_each_other(path: Path) -> None:
    zoom, theme = declare("zoom", 100), declare("theme", "浅色")
    one, other = Settings(path), Settings(path)
    one.set(zoom, 120)
    other.set(theme, "深色")
    after = Settings(path)
    assert (after.get(zoom), after.get(theme)) == (120, "深色")


def test_steps_run_once_and_in_order(path: Path) -> None:
    percent = declare("zoom.percent", 100)
    name = declare("theme", "浅色")

    def rename(content: Content) -> None:
        content["zoom.percent"] = content.pop("zoom")

    def translate(content: Content) -> None:
        content["theme"] = {"dark": "深色"}[content["theme"]]

    path.write_text(json.dumps({"zoom": 125, "theme": "dark"}))
    upgraded = Settings(path, [rename, translate])
    assert (upgraded.get(percent), upgraded.get(name)) == (125, "深色")
    upgraded.set(percent, 150)
    again = Settings(path, [rename, translate])  # a second run of a step would fail and put the file aside
    assert (again.get(percent), again.damaged) == (150, None)


def test_no_released_step_is_without_its_test() -> None:
    assert len(UPGRADES) == 0, "write a test of the new step here, from a file of the version before"


def test_a_full_disk_is_said_and_the_value_still_holds(path: Path) -> None:
    zoom = declare("zoom", 100)
    settings = Settings(path.parent / "absent" / "settings.json")
    with pytest.raises(LanyanError) as caught:
        settings.set(zoom, 120)
    assert caught.value.code == "settings.not_saved"
    assert settings.get(zoom) == 120


@given(
    content=st.dictionaries(
        st.sampled_from(["zoom", "theme", "recent", VERSION_KEY]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False),
            st.text(),
            st.lists(st.text()),
        ),
    )
)
def test_any_file_gives_values_of_the_declared_type(
    content: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    module.SETTINGS.clear()
    declared: list[Setting[Any]] = [
        declare("zoom", 100, low=50, high=200),
        declare("theme", "浅色"),
        declare("recent", ("",)),
    ]
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    path.write_text(json.dumps(content))
    settings = Settings(path)
    for setting in declared:
        assert setting.accepts(settings.get(setting))
