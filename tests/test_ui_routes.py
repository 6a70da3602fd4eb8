"""What the server hands out, and what it refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from support_ui import (
    DATA,
    PROJECT,
    RENT,
    FakeSettings,
    Server,
    entries_read,
    entry_read,
    fake_searcher,
    routes_served,
)

from kb.asked_cell import with_cell
from kb.errors import IndexMissing
from kb.ui import library, places
from kb.ui.files import inside

DOCUMENT = entries_read()[0][0]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with traps round the PDF."""
    root = tmp_path_factory.mktemp("served")
    folder = root / "data"
    (folder / "区").mkdir(parents=True)
    shutil.copy(DATA / DOCUMENT.file, folder / DOCUMENT.file)
    shutil.copy(DATA / DOCUMENT.file, folder / "区" / "另一份.pdf")
    shutil.copy(DATA / DOCUMENT.file, root / "outside.pdf")
    (folder / "secret.txt").write_text("secret")
    (folder / "fake.pdf").write_text("secret")
    (folder / ".hidden.pdf").write_bytes(b"%PDF-1.7")
    (folder / "link.pdf").symlink_to(root / "outside.pdf")
    (folder / "linked").symlink_to(root)
    (folder / "loop.pdf").symlink_to(folder / "loop.pdf")
    (folder / "folder.pdf").mkdir()
    return folder


@pytest.fixture(scope="module")
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    library.configure(FakeSettings(data, tmp_path_factory.mktemp("i")), lambda _: fake_searcher())
    with routes_served() as running:
        yield running


def test_a_pdf_opens_in_the_browser(server: Server) -> None:
    reply = server.get(f"/files/{DOCUMENT.file}")
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"].startswith("inline")
    assert reply.headers["accept-ranges"] == "bytes"
    assert reply.body == (DATA / DOCUMENT.file).read_bytes()


def test_a_part_of_a_pdf_is_sent_on_request(server: Server) -> None:
    reply = server.get(f"/files/{DOCUMENT.file}", Range="bytes=5-9")
    assert reply.status == 206
    assert reply.body == (DATA / DOCUMENT.file).read_bytes()[5:10]


def test_a_pdf_in_a_folder_of_data_is_served(server: Server) -> None:
    assert server.get("/files/" + quote("区/另一份.pdf"), "HEAD").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "../outside.pdf",
        "%2e%2e/outside.pdf",
        "..%2foutside.pdf",
        "%2e%2e%2foutside.pdf",
        "..%5coutside.pdf",
        "%E5%8C%BA/../../outside.pdf",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "file:///etc/passwd",
        "link.pdf",
        "linked/outside.pdf",
        "loop.pdf",
        "folder.pdf",
        "secret.txt",
        "fake.pdf",
        ".hidden.pdf",
        "none.pdf",
        "none.pdf%00.pdf",
        "",
        "%ff.pdf",
        "a" * 5000 + ".pdf",
    ],
)
def test_nothing_but_pdfs_under_data_is_served(server: Server, path: str) -> None:
    reply = server.get(f"/files/{path}")
    assert reply.status in (400, 404)
    assert b"secret" not in reply.body
    assert b"%PDF" not in reply.body


@pytest.mark.parametrize("path", ["/../kb/model.py", "/kb/model.py", "/data/x.pdf", "/etc/passwd"])
def test_unknown_paths_are_not_found(server: Server, path: str) -> None:
    assert server.get(path).status == 404


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/upload_file/a/b", "/_stcore/agent"])
def test_what_is_not_needed_is_closed(server: Server, path: str) -> None:
    assert server.get(path).status == 404


def test_inside_keeps_names_inside(data: Path) -> None:
    assert inside(data, DOCUMENT.file) == (data / DOCUMENT.file).resolve()
    assert inside(data, "../outside.pdf") is None
    assert inside(data / "none", DOCUMENT.file) is None


def picture(part: str = "row", page: int = 85, entry_id: str = RENT) -> str:
    link = places.picture_link(entry_read(RENT), page, part, DOCUMENT.sha256)
    return "/" + link.replace(RENT, entry_id)


@pytest.mark.parametrize("part", ["row", "page"])
def test_pictures_are_drawn_once_and_cached_for_good(server: Server, part: str) -> None:
    reply = server.get(picture(part))
    assert reply.status == 200
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.body.startswith(b"\x89PNG")
    assert server.get(picture(part)).body == reply.body
    assert server.get(picture(part), If_None_Match=reply.headers["etag"]).status == 304


def test_another_cell_of_the_row_is_lit_when_it_is_the_answer(server: Server) -> None:
    asked = with_cell(entry_read(RENT), "三级指标")
    reply = server.get("/" + places.picture_link(asked, 85, "row", DOCUMENT.sha256))
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.body != server.get(picture()).body


def test_a_picture_with_an_old_tag_is_asked_for_again(server: Server) -> None:
    link = picture().partition("&v=")[0]
    assert server.get(f"{link}&v=old").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        picture(page=84),
        picture(entry_id="none"),
        picture("crop"),
        "/pictures/row.png",
        f"/pictures/row.png?id={RENT}&page=x",
        f"/pictures/row.png?id={RENT}&page=%C2%B2",
    ],
)
def test_pictures_of_nothing_are_not_found(server: Server, path: str) -> None:
    assert server.get(path).status == 404


def test_search_answers_in_json(server: Server) -> None:
    reply = server.get("/api/search?q=" + quote("房租补贴所使用资金"))
    answer = json.loads(reply.body)
    assert reply.status == 200
    assert answer["query"] == "房租补贴所使用资金"
    assert answer["answerable"] is True
    assert answer["hits"][0]["id"] == RENT
    assert answer["hits"][0]["why"]


def test_search_takes_the_filters_of_the_page(server: Server) -> None:
    path = "/api/search?kind=project&q=" + quote("人才绿卡专项费用")
    kinds = {hit["kind"] for hit in json.loads(server.get(path).body)["hits"]}
    assert kinds == {"project"}


def test_an_entry_comes_with_what_is_under_it(server: Server) -> None:
    found = json.loads(server.get(f"/api/entry?id={PROJECT}").body)
    assert found["value"] == "1715.00"
    assert len(found["children"]) == 6
    assert server.get("/api/entry?id=none").status == 404


def test_suggestions_complete_what_was_typed(server: Server) -> None:
    assert json.loads(server.get("/api/suggest?q=" + quote("房租补贴")).body) == [
        "房租补贴所使用资金"
    ]
    assert json.loads(server.get("/api/suggest?q=%20").body) == []


def test_health_says_what_is_served(server: Server) -> None:
    reply = server.get("/healthz")
    assert json.loads(reply.body) == {"status": "ok", "documents": 1, "entries": DOCUMENT.entries}


@pytest.mark.parametrize("name", ["app.css", "app.js", "icon.svg"])
def test_assets_are_served_and_nothing_beside_them(server: Server, name: str) -> None:
    assert server.get(f"/ui/{name}").status == 200
    assert server.get("/ui/page.py").status == 404


@pytest.mark.parametrize("path", ["/", "/healthz", f"/files/{DOCUMENT.file}", "/none", picture()])
def test_security_headers_are_on_every_response(server: Server, path: str) -> None:
    headers = server.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_page_runs_only_scripts_of_its_own(server: Server) -> None:
    reply = server.get("/")
    policy = reply.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    html = reply.body.decode()
    assert '<html lang="zh-CN"' in html
    assert "<title>预算公开检索</title>" in html
    assert "<script>" not in html
    assert "http://" not in html.replace("http://www.apache.org/licenses/LICENSE-2.0", "")
    assert 'href="./ui/app.css?v=' in html


def test_without_an_index_the_answer_says_what_to_run(data: Path, tmp_path: Path) -> None:
    def missing(_: object) -> object:
        raise IndexMissing("index 里还没有索引。请先运行 kb build。")

    before = library.shared()
    library.configure(FakeSettings(data, tmp_path), missing)
    try:
        with routes_served() as running:
            reply = running.get("/healthz")
            assert reply.status == 503
            assert "kb build" in json.loads(reply.body)["error"]
            assert running.get(picture()).status == 503
            assert running.get(f"/files/{DOCUMENT.file}", "HEAD").status == 200
    finally:
        library.configure(before.settings, lambda _: fake_searcher())
