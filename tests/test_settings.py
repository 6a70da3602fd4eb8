"""Settings: precedence, and errors that say which setting and where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import Settings


def load(
    folder: Path, *, file: str = "", env: dict[str, str] | None = None, **flags: object
) -> Settings:
    if file:
        (folder / "kb.toml").write_text(file, encoding="utf-8")
    return Settings.load(flags, env=env or {}, folder=folder)


def test_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings == Settings()
    assert (settings.data, settings.index, settings.model) == (Path("data"), Path("index"), None)
    assert settings.workers >= 1


def test_flags_before_environment_before_file(tmp_path: Path) -> None:
    file = 'index = "from-file"\ndata = "from-file"\nport = 1001\nworkers = 3'
    env = {"KB_INDEX": "from-env", "KB_PORT": "1002"}
    settings = load(tmp_path, file=file, env=env, port="1003", index=None)
    assert settings.port == 1003
    assert settings.index == Path("from-env")
    assert settings.data == Path("from-file")
    assert settings.workers == 3


def test_an_empty_variable_is_unset(tmp_path: Path) -> None:
    assert load(tmp_path, env={"KB_MODEL": " ", "KB_PORT": ""}) == Settings()


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load(tmp_path, env={"KB_INDEX": "~/index"}).index == tmp_path / "index"


@pytest.mark.parametrize(
    ("file", "env", "flags", "said"),
    [
        ("workers = 0", {}, {}, ["workers", "1 到 32", "kb.toml"]),
        ("", {"KB_PORT": "eighty"}, {}, ["port", "eighty", "整数", "KB_PORT"]),
        ("", {}, {"page_seconds": "-1"}, ["page_seconds", "大于 0", "--page-seconds"]),
        ("", {"KB_PAGE_SECONDS": "nan"}, {}, ["page_seconds", "KB_PAGE_SECONDS"]),
        ("memory_mb = 1.5", {}, {}, ["memory_mb", "1.5", "整数", "kb.toml"]),
        ("workers = true", {}, {}, ["workers", "整数"]),
        ("data = 3", {}, {}, ["data", "文件夹"]),
        ("modle = 'x'", {}, {}, ["modle", "是不是 model"]),
        ("model = ", {}, {}, ["kb.toml", "读不懂"]),
        ("", {"KB_SYNONYMS": "absent.tsv"}, {}, ["synonyms", "没有这个文件", "KB_SYNONYMS"]),
        ("", {}, {"data": "d", "index": "d/index"}, ["index", "--index", "d"]),
    ],
)
def test_errors_name_setting_and_source(
    tmp_path: Path, file: str, env: dict[str, str], flags: dict[str, str], said: list[str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, file=file, env=env, **flags)
    for part in said:
        assert part in str(caught.value)


def test_own_synonyms_lie_with_the_data_unless_set(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.touch()
    assert load(tmp_path, data="d").synonyms_file == Path("d/synonyms.tsv")
    assert load(tmp_path, synonyms=str(own)).synonyms_file == own
