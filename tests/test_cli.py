"""The command line: what it prints, its exit codes, and that pipes and terminals are respected."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kb.cli import COMMANDS, main
from kb.commands.output import Progress
from kb.commands.render import answer_text, entry_text, width
from kb.index import open_index
from kb.model import Answer, Box, Entry, Hit, Kind

ROOT = Path(__file__).parent.parent
KB = [sys.executable, "-m", "kb.cli"]
RENT = "房租补贴所使用资金"


def run(
    *args: object, stdin: str | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`kb` as a process of its own."""
    return subprocess.run(
        [*KB, *map(str, args)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        timeout=120,
        check=False,
    )


def answered(capsys: pytest.CaptureFixture[str], *args: object, code: int = 0) -> str:
    """What `kb ARGS` prints in this process."""
    assert main([str(arg) for arg in args]) == code
    return capsys.readouterr().out


@pytest.fixture
def rent(document_index: Path) -> Entry:
    index = open_index(document_index)
    return next(entry for entry in index.entries if entry.title == RENT)


# Help and usage


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_chinese_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([name, "-h"])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert COMMANDS[name].ABOUT in out
    for english in ("usage", "options", "positional", "show this", "default"):
        assert english not in out


def test_no_command_lists_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, code=2)
    for name, command in COMMANDS.items():
        assert f"{name} " in out
        assert command.HELP in out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nonsense"], "没有 nonsense"),
        (["show"], "缺少 编号"),
        (["search"], "要有一个问题"),
        (["search", "问题", "--batch", "x"], "两者只取其一"),
        (["search", "-k", "0", "问题"], "0 不是 1 到"),
        (["search", "--kind", "猫", "问题"], "没有种类 猫"),
        (["search", "--year", "25", "问题"], "四位数"),
        (["export", "--format", "doc"], "没有 doc"),
        (["version", "--loud"], "不认识的参数：--loud"),
    ],
)
def test_wrong_usage_is_said_in_chinese(
    args: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(args)
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(capsys, "version").startswith("kb ")


# Errors


def test_errors_are_messages_with_what_to_do(tmp_path: Path) -> None:
    for args in (["search", "问题"], ["show", "x"], ["export"], ["check"]):
        done = run(*args, "--index", tmp_path / "none")
        assert done.returncode == 3
        assert "kb build" in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_a_wrong_setting_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--workers", "many"]) == 3
    err = capsys.readouterr().err
    assert "workers" in err
    assert "--workers" in err


def test_an_unknown_entry_is_an_error(
    document_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "nothing", "--index", str(document_index)]) == 3
    assert "nothing" in capsys.readouterr().err


def test_an_unreadable_batch_is_an_error(
    document_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gbk.txt").write_bytes("人才绿卡".encode("gbk"))
    for name in ("gbk.txt", "absent.txt"):
        batch = tmp_path / name
        assert main(["search", "--batch", str(batch), "--index", str(document_index)]) == 3
        assert name in capsys.readouterr().err


# build, check


def test_build_reports_what_it_read_and_could_not(tmp_path: Path, document_pdf: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / document_pdf.name).symlink_to(document_pdf)
    (data / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    places = ("--data", data, "--index", tmp_path / "index")
    first = run("build", *places)
    assert first.returncode == 0, first.stderr
    for part in (document_pdf.name, "96 页", "绩效指标 247", "项目 37", "broken.pdf", "索引已更新"):
        assert part in first.stdout
    assert "\r" not in first.stderr, "a bar is for terminals"
    assert "读取" in first.stderr
    (data / "broken.pdf").unlink()
    assert "[移除] broken.pdf" in run("build", *places).stdout
    again = run("build", *places)
    assert "[未变]" in again.stdout
    assert "没有改动" in again.stdout


def test_build_without_pdfs_says_where_to_put_them(tmp_path: Path) -> None:
    done = run("build", "--data", tmp_path, "--index", tmp_path.parent / "i")
    assert done.returncode == 3
    assert str(tmp_path) in done.stderr


def test_check_says_what_was_covered(
    document_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = answered(capsys, "check", "--index", document_index, code=1)
    assert "96 页" in out
    data = json.loads(answered(capsys, "check", "--json", "--index", document_index, code=1))
    assert data["coverage"] >= 0.995
    assert data["problems"] == []


# show, export


def test_show_prints_the_whole_entry(
    document_index: Path, rent: Entry, capsys: pytest.CaptureFixture[str]
) -> None:
    out = answered(capsys, "show", rent.id, "--index", document_index)
    for part in (RENT, "1250/人/季度", "500/人/季度", "第 85—86 页", "指标值确定依据", *rent.path):
        assert part in out
    project = answered(capsys, "show", rent.parent, "--index", document_index)
    assert rent.id in project, "a project lists its indicators"


def test_show_json_is_the_entry_and_its_children(
    document_index: Path, rent: Entry, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(answered(capsys, "show", rent.parent, "--json", "--index", document_index))
    children = data.pop("children")
    assert rent.id in children
    assert Entry.from_json(data).id == rent.parent


def test_export_to_a_file_and_to_a_pipe_are_the_same(document_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    assert run("export", "-o", file, "--index", document_index).returncode == 0
    assert run("export", "--index", document_index).stdout == file.read_text(encoding="utf-8")


def test_export_takes_filters(document_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("project", "项目"):
        out = answered(capsys, "export", "--kind", kind, "--index", document_index)
        assert {json.loads(line)["kind"] for line in out.splitlines()} == {"project"}


def test_export_to_a_place_that_is_none(
    document_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "no" / "such" / "folder.csv"
    assert main(["export", "-o", str(file), "--index", str(document_index)]) == 3
    assert "folder.csv" in capsys.readouterr().err


# search


def test_search_prints_figure_place_and_evidence(
    document_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = answered(capsys, "search", "人才绿卡补贴标准", "-k", 3, "--index", document_index)
    first = out.split("\n\n")[0]
    for part in ("1250/人/季度", "500/人/季度", RENT, "第 85—86 页", "符合：", "编号："):
        assert part in first


def test_search_json_is_the_contract(
    document_index: Path, rent: Entry, capsys: pytest.CaptureFixture[str]
) -> None:
    out = answered(capsys, "search", "人才绿卡补贴标准", "--json", "--index", document_index)
    data = json.loads(out)
    assert data["query"] == "人才绿卡补贴标准"
    assert data["answerable"] is True
    assert 1 <= len(data["hits"]) <= 10
    hit = data["hits"][0]
    assert Entry.from_json(hit) == rent
    assert 0 <= hit["score"] <= 1
    assert hit["why"]


def test_search_filters(document_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ("search", "人才绿卡", "--json", "--kind", "项目", "--index", document_index)
    hits = json.loads(answered(capsys, *args))["hits"]
    assert hits
    assert {hit["kind"] for hit in hits} == {"project"}


def test_nothing_found_says_so(document_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "火星探测器发射时间"
    assert "未找到" in answered(capsys, "search", question, "--index", document_index, code=1)
    out = answered(capsys, "search", question, "--json", "--index", document_index, code=1)
    assert json.loads(out)["answerable"] is False


def test_batch_answers_line_by_line(document_index: Path, tmp_path: Path) -> None:
    asked = ["人才绿卡补贴标准", "2080101", "公务接待费"]
    batch = tmp_path / "questions.txt"
    batch.write_text("\ufeff" + "\n\n".join(asked) + "\n", encoding="utf-8")
    places = ("--index", document_index)
    done = run("search", "--batch", batch, "--json", *places)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["query"] for line in done.stdout.splitlines()] == asked
    piped = run("search", "--batch", "-", "--json", *places, stdin="\n".join(asked))
    assert piped.stdout == done.stdout
    shown = run("search", "--batch", batch, *places).stdout
    assert all(f"问：{question}" in shown for question in asked)


def test_search_loads_only_what_it_needs(document_index: Path) -> None:
    """Half a second of start-up lies between these and not these."""
    script = (
        "import sys; from kb.cli import main; main(sys.argv[1:]); "
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "search", "人才绿卡", "--index", str(document_index)],
        capture_output=True, encoding="utf-8", cwd=ROOT, check=True,
    )  # fmt: skip
    heavy = {"torch", "sentence_transformers", "transformers", "streamlit", "pandas", "pdfplumber"}
    assert not heavy & set(json.loads(done.stderr.splitlines()[-1].replace("'", '"')))


# pipes, signals, encodings


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_reader_that_stops_early_is_no_error(document_index: Path) -> None:
    command = f"{sys.executable} -m kb.cli export --index {document_index} | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 1


def test_ctrl_c_ends_quietly(tmp_path: Path, document_data: Path) -> None:
    args = ["build", "--data", str(document_data), "--index", str(tmp_path / "index")]
    with subprocess.Popen([*KB, *args], stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stderr is not None
        process.stderr.readline()  # reading has begun
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
    assert process.returncode == 130
    assert "已中止" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK"])
def test_output_is_utf8_whatever_the_locale(document_index: Path, rent: Entry, locale: str) -> None:
    env = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    assert RENT in run("show", rent.id, "--index", document_index, env=env).stdout


def test_bytes_that_are_no_text_do_not_crash(document_index: Path) -> None:
    args: Sequence[str | bytes] = [*KB, "search", b"\xff\xfe", "--index", str(document_index)]
    done = subprocess.run(args, capture_output=True, cwd=ROOT, check=False)
    assert b"Traceback" not in done.stderr


# progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def report(stream: io.StringIO) -> str:
    progress = Progress(stream)
    for page in range(1, 97):
        progress("读取", page, 0)
    for entry in range(83, 748, 83):
        progress("生成向量", entry, 747)
    progress.close()
    return stream.getvalue()


def test_progress_is_a_bar_on_a_terminal() -> None:
    first, second, rest = report(Terminal()).split("\n")
    assert first.startswith("\r")
    assert first.endswith("读取：96")
    assert second.endswith("█ 生成向量：747/747")
    assert rest == ""


def test_progress_is_few_lines_elsewhere() -> None:
    lines = report(io.StringIO()).splitlines()
    assert lines == ["读取：1", "生成向量：83/747", "生成向量：747/747"]


# rendering


ENTRY = Entry(
    "abc", "d", "某局 2025 年预算", Kind.TABLE_ROW, "培训费", ("三、支出表", "商品和服务支出"),
    "培训费 12.50", {"科目": "培训费", "预算数/合计": "12.50", "备注": ""}, "12.50", "万元", 2025,
    "某局", (3, 4), (Box(3, 1, 2, 3, 4),), {}, "预算数/合计",
)  # fmt: skip


def test_an_answer_as_text() -> None:
    hit = Hit(ENTRY, 0.9, ("原词：培训", "语义相近 0.61"))
    answer = Answer("培训", True, (hit,), ("按“培训”查",))
    assert answer_text(answer) == (
        "按“培训”查\n\n"
        " 1. 12.50 万元\n"
        "    培训费（表中一行，预算数 › 合计）\n"
        "    三、支出表 › 商品和服务支出\n"
        "    第 3—4 页，2025 年，《某局 2025 年预算》\n"
        "    符合：原词：培训；语义相近 0.61\n"
        "    编号：abc"
    )


def test_related_questions_close_a_list() -> None:
    hit = Hit(ENTRY, 0.9, ())
    answer = Answer("培训", True, (hit,) * 3, related=("会议费", "差旅费"))
    assert answer_text(answer).endswith("\n\n可以再问：会议费、差旅费")
    assert "可以再问" not in answer_text(answer, with_related=False)
    assert "可以再问" not in answer_text(replace(answer, hits=(hit, hit)))
    assert "可以再问" not in answer_text(replace(answer, related=()))


def test_no_answer_as_text() -> None:
    text = answer_text(Answer("x", False, (Hit(ENTRY, 0.1, ()),)))
    assert text.startswith("未找到")
    assert "不是答案" in text
    assert answer_text(Answer("x", False, ())).startswith("未找到")


def test_an_entry_as_text_tells_an_empty_cell_from_a_zero() -> None:
    text = entry_text(ENTRY, ())
    assert "备注           （空）" in text
    assert "预算数 › 合计  12.50" in text
    assert "第 3 页  1.0 2.0 3.0 4.0" in text


def test_recognised_text_is_said_to_be() -> None:
    assert "文字识别" in entry_text(replace(ENTRY, ocr=0.91), ())


def test_width_counts_cells() -> None:
    assert [width(text) for text in ("ab", "预算", "a预", "（）", "")] == [2, 4, 3, 4, 0]
