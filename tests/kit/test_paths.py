from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lanyan_desktop.kit import paths
from lanyan_desktop.kit.errors import LanyanError


def test_data_dir_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.VARIABLE, "elsewhere")  # so that what use_data_dir sets is taken back
    paths.use_data_dir(tmp_path / "moved")
    for place in (paths.data_dir(), paths.settings_file(), paths.log_dir(), paths.backup_dir(), paths.documents_dir()):
        assert place.is_relative_to(tmp_path / "moved")


def test_a_process_started_from_here_moves_too(own_data_dir: Path) -> None:
    code = "from lanyan_desktop.kit import paths; print(paths.data_dir())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert Path(said.stdout.strip()) == own_data_dir


def test_without_it_the_place_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(paths.VARIABLE)
    for variable in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert paths.data_dir().name == "Lanyan"


def test_a_folder_that_cannot_be_made_is_said_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(paths.VARIABLE, str(tmp_path / "file" / "below"))
    with pytest.raises(LanyanError) as caught:
        paths.data_dir()
    assert caught.value.code == "folder.not_writable"
    assert caught.value.params["folder"] == str(tmp_path / "file" / "below")
