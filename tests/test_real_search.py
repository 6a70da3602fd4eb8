"""Figures of other makers' published budgets, asked for by document and name: in the first three.

The files may not be passed on; KB_REAL_PDFS names a folder with them, else they are looked for
beside this checkout; where there are none these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kb.build import build
from kb.search import Searcher
from kb.settings import Settings

ROOT = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("KB_REAL_PDFS") or ROOT.parent / "shared/data/real")
NAMES = ("A1", "A5", "A6", "B1s", "C2", "D2")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="KB_REAL_PDFS: no folder of real PDFs")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("real")
    (folder / "data").mkdir()
    for file in [*FOLDER.glob("*.pdf"), *(ROOT / "data").glob("*.pdf")]:
        if file.parent != FOLDER or file.name.startswith(NAMES):
            shutil.copy(file, folder / "data")
    build(Settings(data=folder / "data", index=folder / "index"))
    return Searcher.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "figure", "pages"),
    [
        ("普陀区商务委 收入总计", "371,514,655.00", {9}),
        ("普陀区商务委 基本支出", "19,830,655.00", {13}),
        ("普陀区商务委 项目支出", "351,684,000.00", {13}),
        ("普陀区商务委 公务接待费 302 17", "10,000.00", {20}),
        ("普陀区商务委 三公合计", "1.00", {21}),
        ("普陀区商务委 机关运行经费", "171.01", {21}),
        ("江苏省检察院 财政拨款收入", "21,940.96", {13}),
        ("江苏省检察院 公共安全支出", "16,458.75", {13}),
        ("江苏省人大 社会保障和就业支出", "1,608.51", {7, 8}),
        ("江苏省人大 收入总计", "13,649.07", {7, 8, 9}),
        ("江苏省人大 政府采购合计", "2,247.85", {20}),
        ("东莞市文化发展专项资金 预算", "15,873,800.00", {1}),
        ("东莞市文化发展专项资金 新闻报道类奖励数量", "15件", {1}),
        ("东莞 公开出版党史书籍", "2本（4000册）", {3}),
        ("保定市 政府性基金收入 预算数", "4243671", {30}),
        ("保定市 政府性基金收入 执行数", "1069764", {30}),
        ("保定市 彩票公益金收入 执行数", "15952", {30}),
        ("南昌市 一般公共服务 执行数", "794993", {1}),
    ],
)
def test_found_in_the_first_three(
    searcher: Searcher, question: str, figure: str, pages: set[int]
) -> None:
    answer = searcher.search(question, 3)
    assert answer.answerable
    assert any(
        pages & set(hit.entry.pages) and figure in (hit.entry.value, *hit.entry.fields.values())
        for hit in answer.hits
    )
