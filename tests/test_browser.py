"""The main ways through the app in a real Chromium, over the index of THE document.

Screenshots go to tests/screenshots (not in git), or to the folder KB_SCREENSHOTS names; some of
them are kept in docs/screenshots.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright")

from playwright.sync_api import Browser, Page, expect  # noqa: E402

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
SCREENSHOTS = Path(os.environ.get("KB_SCREENSHOTS", ROOT / "tests" / "screenshots"))
RENT_QUESTION = "人才绿卡补贴标准"
RENT_TITLE = "房租补贴所使用资金"
PROJECT_TITLE = "人才绿卡专项费用"
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
}
SETTLE_MS = 300

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM, reason="没有 chromium；Debian/Ubuntu：apt-get install chromium fonts-noto-cjk"
    ),
]

Opener = Callable[..., Page]


def started(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """The app in a process of its own, and its address once it has said so."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "ui_server.py"), port, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    assert f"http://127.0.0.1:{port}" in said, said + process.stdout.read()
    return process, f"http://127.0.0.1:{port}"


def stopped(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    return out


@pytest.fixture(scope="module")
def site(document_index: Path) -> Iterator[str]:
    process, address = started(str(document_index))
    yield address
    stopped(process)


@pytest.fixture(scope="module")
def hostile_site() -> Iterator[str]:
    process, address = started()
    yield address
    stopped(process)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Opens a page and waits for its content; at the end nothing may have gone wrong in any."""
    pages: list[Page] = []
    wrong: list[str] = []

    def open_page(address: str, *, calm: bool = True, **options: Any) -> Page:
        context = browser.new_context(**{**WIDE, "locale": "zh-CN", **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        pages.append(page)
        if calm:
            page.on("console", lambda told: _note(wrong, told.type, told.text))
            page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: _note_outside(wrong, address, request.url))
        page.goto(address)
        expect(page.locator("#content")).to_be_visible(timeout=30_000)
        expect(page.locator(".st-key-search input")).to_be_visible()
        return page

    yield open_page
    for page in pages:
        page.context.close()
    assert not wrong


def _note(wrong: list[str], kind: str, text: str) -> None:
    if kind == "error":
        wrong.append(text)


def _note_outside(wrong: list[str], address: str, url: str) -> None:
    own = address.split("/")[2]
    if not url.startswith((f"http://{own}/", f"ws://{own}/", "data:", "blob:")):
        wrong.append(f"asked for {url}")


def ask(page: Page, question: str) -> None:
    page.locator(".st-key-search input").fill(question)
    page.keyboard.press("Enter")


def query_of(page: Page) -> str:
    return unquote(page.url.partition("?")[2])


def pictures_come(page: Page) -> None:
    page.evaluate("Promise.all([...document.images].map(image => image.decode()))")


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    """Keeps a picture; `whole` shows all of the page, which scrolls inside Streamlit's frame."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    pictures_come(page)
    page.wait_for_timeout(SETTLE_MS)
    size = page.viewport_size
    assert size is not None
    if whole:
        frame = "document.querySelector('[data-testid=stMain]').scrollHeight"
        page.set_viewport_size({**size, "height": min(page.evaluate(frame), 4000)})
        page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    page.set_viewport_size(size)


def test_the_main_way_from_a_question_to_the_lit_cells(site: str, opened: Opener) -> None:
    page = opened(site)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    expect(page.locator(".st-key-search input")).to_be_focused()
    shoot(page, "home")
    page.keyboard.type(RENT_QUESTION)
    page.keyboard.press("Enter")
    results = page.locator(".results")
    expect(results).to_contain_text("1250/人/季度")
    expect(results).to_contain_text("500/人/季度")
    assert query_of(page) == f"q={RENT_QUESTION}"
    shoot(page, "answer-wide")
    page.get_by_role("link", name=RENT_TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RENT_TITLE)
    for number in (85, 86):
        picture = page.get_by_alt_text(f"原文第 {number} 页", exact=False)
        expect(picture).to_be_visible()
        pictures_come(page)
        assert picture.evaluate("image => image.naturalWidth") > 1000
        link = page.get_by_role("link", name=f"在 PDF 中打开第 {number} 页")
        assert str(link.get_attribute("href")).endswith(f".pdf#page={number}")
    shoot(page, "entry")


def test_an_answer_opens_by_link_in_a_fresh_browser(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(PROJECT_TITLE)}")
    expect(page.locator(".best h2")).to_have_text(PROJECT_TITLE)
    expect(page.locator(".st-key-search input")).to_have_value(PROJECT_TITLE)
    assert page.title().startswith(PROJECT_TITLE)
    page.reload()
    expect(page.locator(".best h2")).to_have_text(PROJECT_TITLE)


def test_back_and_forward_go_through_questions_entries_and_filters(
    site: str, opened: Opener
) -> None:
    page = opened(f"{site}/?q={quote(PROJECT_TITLE)}")
    page.locator(".filters").get_by_role("link", name="绩效指标").click()
    expect(page.locator(".filters [aria-current]")).to_contain_text("绩效指标")
    assert "kind=indicator" in query_of(page)
    assert set(page.locator(".results .chip").all_inner_texts()) == {"绩效指标"}
    page.locator(".best h2 a").click()
    expect(page.locator(".entry h1")).to_be_visible()
    expect(page.locator("#content")).to_be_focused()
    page.go_back()
    expect(page.locator(".filters [aria-current]")).to_be_visible()
    page.go_back()
    expect(page.locator(".best h2")).to_have_text(PROJECT_TITLE)
    expect(page.locator(".filters [aria-current]")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".filters [aria-current]")).to_be_visible()
    ask(page, "公务接待费")
    expect(page.locator(".best")).to_contain_text("公务接待费")
    assert query_of(page) == "q=公务接待费"


def test_a_sample_question_answers(site: str, opened: Opener) -> None:
    page = opened(site)
    sample = page.locator(".samples a").first
    text = sample.inner_text()
    sample.click()
    expect(page.locator(".best h2")).to_have_text(text)
    expect(page.locator(".st-key-search input")).to_have_value(text)


def test_a_citation_is_copied(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(RENT_TITLE)}")
    page.get_by_role("button", name="复制引用").click()
    expect(page.locator("[data-copy]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("《中共石家庄高新技术产业开发区工委组织部")
    assert "第85—86页" in copied
    assert "1250/人/季度" in copied
    link = copied[copied.index("http") :]
    assert link.startswith(f"{site}/?id=")
    page.goto(link)
    expect(page.locator(".entry h1")).to_have_text(RENT_TITLE)


def test_where_copying_is_refused_the_citation_is_selected(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(RENT_TITLE)}")
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }"
    )
    page.get_by_role("button", name="复制引用").click()
    expect(page.locator(".citation")).to_be_visible()
    assert "1250/人/季度" in page.evaluate("getSelection().toString()")


def test_a_project_shows_all_its_indicators(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(PROJECT_TITLE)}")
    page.locator(".best h2 a").click()
    expect(page.locator(".entry h1")).to_have_text(PROJECT_TITLE)
    rows = page.get_by_role("region", name="全部绩效指标").get_by_role("row")
    expect(rows).to_have_count(1 + 6)
    shoot(page, "project", whole=True)


def test_nothing_found_is_said(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote('火星登陆计划经费')}")
    expect(page.get_by_role("heading", name="本文件中未找到")).to_be_visible()
    shoot(page, "not-found")


def test_on_a_phone_nothing_is_wider_than_the_screen(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(RENT_QUESTION)}", **PHONE)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    shoot(page, "answer-phone")
    pictures_come(page)
    shot = page.locator(".shot").first
    assert shot.evaluate("box => box.scrollLeft") > 0, "the picture is moved to the value"
    expect(page.locator(".st-key-search input")).not_to_be_focused()
    shoot(page, "answer-phone-whole", whole=True)


def test_in_the_dark_the_page_is_dark(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(RENT_TITLE)}", color_scheme="dark")
    colour = page.locator(".stApp").evaluate("app => getComputedStyle(app).backgroundColor")
    assert colour == "rgb(17, 22, 28)"
    shoot(page, "dark")


def test_the_keyboard_is_enough(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(RENT_TITLE)}")
    page.locator(".best h2 a").focus()
    page.keyboard.press("/")
    expect(page.locator(".st-key-search input")).to_be_focused()
    page.locator(".best h2 a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".entry h1")).to_be_visible()
    assert page.locator("#kb-announcer").inner_text() == RENT_TITLE


def test_a_completion_is_chosen_by_keyboard(site: str, opened: Opener) -> None:
    page = opened(site)
    box = page.get_by_role("combobox")
    page.keyboard.type("人才绿卡")
    expect(box).to_have_attribute("aria-expanded", "true")
    options = page.get_by_role("option")
    titles = options.all_inner_texts()
    assert PROJECT_TITLE in titles
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    for _ in range(titles.index(PROJECT_TITLE) + 1):
        page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_text(PROJECT_TITLE)
    expect(box).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    shoot(page, "completions")
    page.keyboard.press("Enter")
    expect(page.locator(".best h2")).to_have_text(PROJECT_TITLE)
    expect(options).to_have_count(0)
    assert query_of(page) == f"q={PROJECT_TITLE}"


def test_escape_and_leaving_close_the_completions(site: str, opened: Opener) -> None:
    page = opened(site)
    box = page.get_by_role("combobox")
    for close in ("Escape", "Tab"):
        box.fill("")
        page.keyboard.type("人")
        expect(box).to_have_attribute("aria-expanded", "true")
        page.keyboard.press(close)
        expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("人")


def test_a_completion_is_tapped_on_a_phone_and_the_keyboard_makes_way(
    site: str, opened: Opener
) -> None:
    page = opened(site, **PHONE)
    box = page.get_by_role("combobox")
    box.tap()
    page.keyboard.type("人才绿卡专")
    page.get_by_role("option", name=PROJECT_TITLE, exact=True).tap()
    expect(page.locator(".best h2")).to_have_text(PROJECT_TITLE)
    expect(box).not_to_be_focused()


def test_what_was_understood_can_be_undone_and_shared(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote('招待费多少')}")
    conditions = page.get_by_role("navigation", name="查找条件")
    expect(conditions).to_contain_text("公务接待费")
    conditions.get_by_role("link", name="改按原词“招待费”查找").click()
    expect(conditions).to_contain_text("原词 招待费")
    assert query_of(page) == "q=招待费多少&as=招待费"
    page.reload()
    conditions.get_by_role("link", name="恢复对“招待费”的理解").click()
    expect(conditions.get_by_role("link", name="改按原词“招待费”查找")).to_be_visible()
    assert query_of(page) == "q=招待费多少"


def test_projects_with_the_same_item_stand_together(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote('基础养老金按政策规定标准执行')}")
    others = page.locator(".others")
    for figure in ("71.75", "27.5", "123"):
        expect(others).to_contain_text(figure)
    shoot(page, "others")


def test_filters_fold_up_on_a_phone_and_stay_as_they_were_left(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(PROJECT_TITLE)}", **PHONE)
    kind = page.locator(".filters").get_by_role("link", name="绩效指标")
    expect(kind).to_be_hidden()
    page.locator(".filters summary").first.tap()
    kind.tap()
    expect(page.get_by_role("navigation", name="查找条件")).to_contain_text("绩效指标")
    expect(kind).to_be_visible()


def test_going_back_finds_the_place_on_the_page_again(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(PROJECT_TITLE)}")
    frame = page.locator("[data-testid=stMain]")
    pictures_come(page)
    page.locator(".brief h3 a").nth(3).scroll_into_view_if_needed()
    left = frame.evaluate("frame => frame.scrollTop")
    assert left > 0
    page.locator(".brief h3 a").nth(3).click()
    expect(page.locator(".entry")).to_be_visible()
    assert frame.evaluate("frame => frame.scrollTop") == 0
    page.locator(".st-key-search input").fill("半途而废")
    page.go_back()
    expect(page.locator(".briefs")).to_be_visible()
    assert frame.evaluate("frame => frame.scrollTop") == left
    expect(page.locator(".st-key-search input")).to_have_value(PROJECT_TITLE)


@pytest.mark.parametrize("place", ["", f"?q={quote(RENT_QUESTION)}", "?view=documents"])
def test_at_four_times_the_size_nothing_has_to_be_scrolled_sideways(
    site: str, opened: Opener, place: str
) -> None:
    page = opened(f"{site}/{place}", viewport={"width": 320, "height": 480})
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")


def test_no_question_is_wider_than_the_page(site: str, opened: Opener) -> None:
    page = opened(site)
    main = "document.querySelector('[data-testid=stMain]')"
    for question in (
        "1" * 200,
        "预算" * 100,
        "<script>alert(1)</script>",
        "\u05d0\u0628 👩 预算",
    ):
        ask(page, question)
        expect(page.locator("#content h1")).to_contain_text(question)
        assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")


def test_on_paper_stands_the_answer_alone(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(RENT_TITLE)}")
    page.emulate_media(media="print")
    expect(page.locator(".best .figure").first).to_be_visible()
    for part in (".st-key-search", ".filters", ".best .buttons"):
        expect(page.locator(part)).to_be_hidden()


def test_a_link_followed_leaves_no_half_typed_question(site: str, opened: Opener) -> None:
    page = opened(f"{site}/?q={quote(RENT_TITLE)}")
    page.locator(".st-key-search input").fill("别的")
    page.locator(".best h2 a").click()
    expect(page.locator(".entry h1")).to_have_text(RENT_TITLE)
    expect(page.locator(".st-key-search input")).to_have_value(RENT_TITLE)
    page.locator(".st-key-search input").fill("公务接待费")
    page.get_by_role("button", name="搜索").click()
    expect(page.locator(".best:not(.entry) h2")).to_contain_text("公务接待费")


def test_two_visitors_do_not_meet(site: str, opened: Opener) -> None:
    first, second = opened(site), opened(site)
    ask(first, PROJECT_TITLE)
    ask(second, "公务接待费")
    expect(first.locator(".best h2")).to_have_text(PROJECT_TITLE)
    expect(second.locator(".best h2")).to_contain_text("公务接待费")


def test_the_documents_are_listed(site: str, opened: Opener) -> None:
    page = opened(site)
    page.get_by_role("link", name="收录文件", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收录文件")
    expect(page.locator(".document")).to_contain_text("100.00%")
    shoot(page, "documents")


def test_text_of_a_document_that_is_markup_is_shown_as_text(
    hostile_site: str, opened: Opener
) -> None:
    for place in ("?id=hostile", f"?q={quote('恶意')}"):
        page = opened(f"{hostile_site}/{place}")
        content = page.locator("#content")
        expect(content).to_contain_text("<script>document.title='hacked'</script>")
        expect(content).to_contain_text("**bold** [link](javascript:alert(1)) $E=mc^2$ `code`")
        assert content.locator("script, strong, .katex, a[href^=javascript]").count() == 0
        assert content.locator("img:not([src^=pictures])").count() == 0
        assert "hacked" not in page.title().replace("document.title='hacked'", "")


def test_the_server_stops_in_good_order_and_the_page_says_so(opened: Opener) -> None:
    process, address = started()
    with urllib.request.urlopen(f"{address}/healthz") as reply:
        assert reply.status == 200
    page = opened(address, calm=False)
    page.wait_for_load_state("networkidle")
    assert stopped(process).strip() == "网页已停止。"
    assert process.returncode == 0
    expect(page.locator("#kb-lost")).to_be_visible(timeout=20_000)
