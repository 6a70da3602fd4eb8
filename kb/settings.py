"""Settings: flags before environment before kb.toml before defaults.

`kb.toml` lies in the working directory and has the names of `Settings` as keys; in the
environment a name is upper case after `KB_` (`KB_INDEX`). An empty variable counts as unset.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from kb.errors import SettingsError

__all__ = ["FILE_NAME", "Settings", "env_name"]

FILE_NAME = "kb.toml"
MOST_WORKERS = 32


def usable_cpus() -> int:
    """Processors this process may run on, which in a container can be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _default_workers() -> int:
    return max(1, min(4, usable_cpus()))


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(value)
    return int(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)
    return float(value)


def _words(value: object) -> str:
    if not isinstance(value, str | Path):
        raise ValueError(value)
    return str(value).strip()


def _folder(value: object) -> Path:
    return Path(_words(value)).expanduser()


def _model(value: object) -> str | None:
    return _words(value) or None


def _file(value: object) -> Path | None:
    return _folder(value) if _words(value) else None


def _about(read: Callable[[object], object], kind: str, about: str) -> dict[str, Any]:
    """What a field needs besides its type: how to read it, and two texts for people."""
    return {"read": read, "kind": kind, "about": about}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of the program. Making one checks it; raises SettingsError."""

    data: Path = field(
        default=Path("data"), metadata=_about(_folder, "文件夹", "放 PDF 的文件夹，子文件夹也读")
    )
    index: Path = field(
        default=Path("index"), metadata=_about(_folder, "文件夹", "建好的索引所在的文件夹")
    )
    model: str | None = field(
        default=None,
        metadata=_about(
            _model, "文字", "sentence-transformers 的模型名或文件夹；不设则用自带的模型，不需联网"
        ),
    )
    synonyms: Path | None = field(
        default=None,
        metadata=_about(
            _file, "文件", "自己的同义词文件，默认是 data 里的 synonyms.tsv；改了立即生效"
        ),
    )
    workers: int = field(
        default_factory=_default_workers,
        metadata=_about(_whole, "整数", "建索引时同时用几个进程，默认为处理器数，最多 4"),
    )
    page_seconds: float = field(
        default=30.0,
        metadata=_about(_number, "数字", "解析一页最多用多少秒，超过则跳过这页并报告"),
    )
    memory_mb: int = field(
        default=2048,
        metadata=_about(_whole, "整数", "每个解析进程最多用多少 MB 内存，超过则跳过那页并报告"),
    )
    host: str = field(
        default="127.0.0.1",
        metadata=_about(_words, "文字", "网页监听的地址；0.0.0.0 让其他机器也能访问"),
    )
    port: int = field(default=8501, metadata=_about(_whole, "整数", "网页的端口"))

    def __post_init__(self) -> None:
        _check("workers", 1 <= self.workers <= MOST_WORKERS, f"应在 1 到 {MOST_WORKERS} 之间")
        _check("page_seconds", 0 < self.page_seconds < float("inf"), "应大于 0")
        _check("memory_mb", self.memory_mb >= 256, "应不小于 256")
        found = self.synonyms is None or self.synonyms.is_file()
        _check("synonyms", found, "没有这个文件")
        _check("host", bool(self.host), "不能为空")
        _check("port", 1 <= self.port <= 65535, "应在 1 到 65535 之间")
        inside = self.index.resolve().is_relative_to(self.data.resolve())
        _check("index", not inside, f"不能放在 PDF 的文件夹 {self.data} 里，否则会被当作文件公开")

    @property
    def synonyms_file(self) -> Path:
        """An operator's own synonyms, added to the shipped ones; need not exist."""
        return self.synonyms or self.data / "synonyms.tsv"

    @classmethod
    def load(
        cls,
        overrides: Mapping[str, object] | None = None,
        *,
        env: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Settings:
        """`overrides` (None values left out) before `env` before `folder`/kb.toml.

        `env` is os.environ and `folder` the working directory unless given. Raises
        SettingsError, naming the setting and where its value came from.
        """
        known = {item.name: item for item in fields(cls)}
        given: dict[str, tuple[object, str]] = {
            **_from_file((folder or Path()) / FILE_NAME, known),
            **_from_env(os.environ if env is None else env, known),
            **_from_overrides(overrides or {}),
        }
        values = {name: _read(known[name], value, where) for name, (value, where) in given.items()}
        try:
            return cls(**values)
        except SettingsError as error:
            raise SettingsError(f"{error}{_origin(given, str(error))}") from None


def env_name(name: str) -> str:
    """The environment variable of a setting."""
    return f"KB_{name.upper()}"


def _check(name: str, holds: bool, rule: str) -> None:
    if not holds:
        raise SettingsError(f"设置 {name} 不对：{rule}。")


def _origin(given: Mapping[str, tuple[object, str]], message: str) -> str:
    """Where the value came from that `message` (of `_check`) names; "" for a default."""
    for name, (value, where) in given.items():
        if message.startswith(f"设置 {name} "):
            return f"现在是 {value}（来自{where}）。"
    return ""


def _read(item: Field[Any], value: object, where: str) -> Any:
    try:
        return item.metadata["read"](value)
    except ValueError:
        kind = item.metadata["kind"]
        raise SettingsError(
            f"设置 {item.name} 不对：{value!r} 不是{kind}（来自{where}）。"
        ) from None


def _from_overrides(overrides: Mapping[str, object]) -> dict[str, tuple[object, str]]:
    return {
        name: (value, f"命令行 --{name.replace('_', '-')}")
        for name, value in overrides.items()
        if value is not None
    }


def _from_env(
    env: Mapping[str, str], known: Mapping[str, Field[Any]]
) -> dict[str, tuple[object, str]]:
    pairs = ((name, env.get(env_name(name), "").strip()) for name in known)
    return {name: (value, f"环境变量 {env_name(name)}") for name, value in pairs if value}


def _from_file(path: Path, known: Mapping[str, Field[Any]]) -> dict[str, tuple[object, str]]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"设置文件 {path} 读不懂：{error}。请改正，或移走这个文件。") from None
    for name in values.keys() - known.keys():
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"是不是 {near[0]}？" if near else ""
        raise SettingsError(
            f"设置文件 {path} 里的 {name} 不认识。{hint}可用的有：{'、'.join(known)}。"
        )
    return {name: (value, f"设置文件 {path}") for name, value in values.items()}
