"""kb build: the PDFs under data/ become the index."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kb.commands.flags import add_settings
from kb.commands.output import Progress
from kb.model import DocumentInfo
from kb.settings import Settings
from kb.ui.words import KINDS

if TYPE_CHECKING:
    from kb.build import BuildReport

HELP = "读 data/ 下的全部 PDF，建立或更新索引"
ABOUT = """读 data/ 下的全部 PDF（含子文件夹），建立或更新索引。

只读新的和改过的文件；新索引完整写好之后一次替换旧的，中途停下时旧索引照常可用。
读不了的文件和页会列出来，其余照常收录。"""


def configure(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data", "index", "model", "workers", "page_seconds", "memory_mb")


def run(args: argparse.Namespace, settings: Settings) -> int:
    print(summary(bring_up_to_date(settings), settings))
    return 0


def bring_up_to_date(settings: Settings) -> BuildReport:
    """Build with progress on standard error."""
    from kb.pdf import workers

    workers.prepare()  # the parser is loaded there while the rest is loaded here
    from kb.build import build

    progress = Progress(sys.stderr)
    try:
        return build(settings, progress)
    finally:
        progress.close()


def summary(report: BuildReport, settings: Settings) -> str:
    """What was read and what could not be, for people."""
    done = f"索引已更新：{settings.index}" if report.written else "索引已是最新，没有改动"
    lines = [*_documents(report), *_totals(report), *_problems(report)]
    return "\n".join([*lines, f"{done}（用时 {report.seconds:.1f} 秒）"])


def _documents(report: BuildReport) -> Iterator[str]:
    for document in report.documents:
        if document.pages:
            how = "新读" if document.file in report.read else "未变"
            yield from (f"[{how}] {document.file}", *document_lines(document))
    yield from (f"[移除] {name}" for name in report.removed)


def document_lines(document: DocumentInfo) -> tuple[str, ...]:
    """The title and what was found in the file, indented under its name."""
    return (
        f"  《{document.title}》",
        f"  {document.pages} 页，{document.tables} 张表，{document.entries} 条，"
        f"接回被分页截断的 {document.joined_rows} 行，收录全部文字的 {document.coverage:.2%}",
    )


def _totals(report: BuildReport) -> Iterator[str]:
    counts = ((name, report.kinds.get(kind, 0)) for kind, name in KINDS.items())
    kinds = "，".join(f"{name} {count}" for name, count in counts if count)
    yield f"共 {sum(report.kinds.values())} 条：{kinds}"


def _problems(report: BuildReport) -> Iterator[str]:
    if report.problems:
        yield f"有 {len(report.problems)} 处没有读到："
        yield from (f"  {problem}" for problem in report.problems)
