"""data/catalogue.toml: what an operator knows of a file better than the program.

One table a file, all keys optional:

    ["2025/组织部.pdf"]
    title = "组织部2025年部门预算"
    department = "组织部"
    year = 2025
    report = "预算"
    level = "区县级"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kb.errors import SettingsError

__all__ = ["FILE_NAME", "Corrections", "load_catalogue"]

FILE_NAME = "catalogue.toml"
Corrections = Mapping[str, str | int]
"""Name of a DocumentInfo field -> its right value."""

_KEYS: Mapping[str, type] = MappingProxyType(
    {"title": str, "department": str, "code": str, "year": int, "report": str, "level": str}
)


def load_catalogue(data: Path) -> dict[str, Corrections]:
    """File (path below the data folder) -> corrections; {} when there is no catalogue.

    Raises SettingsError naming the file and the key that can't be understood.
    """
    path = data / FILE_NAME
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"目录文件 {path} 读不懂：{error}。请改正，或移走这个文件。") from None
    return {name: _checked(path, name, table) for name, table in tables.items()}


def _checked(path: Path, name: str, table: Any) -> Corrections:
    if not isinstance(table, dict):
        raise SettingsError(f'目录文件 {path}：{name} 应写成一节，如 ["{name}"]。')
    for key, value in table.items():
        wanted = _KEYS.get(key)
        if wanted is None:
            raise SettingsError(
                f"目录文件 {path} 的 {name}：{key} 不认识。可用的有：{'、'.join(_KEYS)}。"
            )
        if not isinstance(value, wanted) or isinstance(value, bool):
            kind = "整数" if wanted is int else "文字"
            raise SettingsError(f"目录文件 {path} 的 {name}：{key} 应为{kind}。")
    return dict(table)
