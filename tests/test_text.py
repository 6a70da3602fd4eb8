"""Shown text: only typesetting is mended; mending twice is mending once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import clean, compact, join_wrapped, mend_lookalikes

HAN = "一丁万三预算公开支出元年度"
PRINTED = HAN + "⺠⻢⻚⼀⽉⾦，。：（）《》“”〔〕—%％·1234567890.AbcXYZ \u3000\xa0\t\n"
LINES = st.text(alphabet=PRINTED, max_size=40)
# Any text without what no printed line has: surrogates and unassigned code points.
ANY = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cn")), max_size=40)


class TestClean:
    @given(LINES)
    def test_is_idempotent(self, text: str) -> None:
        assert clean(clean(text)) == clean(text)

    @given(ANY)
    def test_is_idempotent_on_any_text(self, text: str) -> None:
        assert clean(clean(text)) == clean(text)

    @given(LINES)
    def test_changes_nothing_but_blanks_and_lookalikes(self, text: str) -> None:
        assert compact(clean(text)) == compact(text)

    @given(LINES)
    def test_leaves_single_blanks_inside_only(self, text: str) -> None:
        cleaned = clean(text)
        assert cleaned == cleaned.strip()
        assert not any(blank in cleaned for blank in ("  ", "\n", "\t", "\u3000", "\xa0"))

    @given(st.text(alphabet=HAN, max_size=20), st.text(alphabet=HAN, max_size=20))
    def test_blanks_between_chinese_characters_mean_nothing(self, a: str, b: str) -> None:
        assert clean(f"{a} {b}") == clean(f"{a}\u3000{b}") == a + b

    @pytest.mark.parametrize(
        ("found", "shown"),
        [
            ("项 目", "项目"),
            ("单位：  万元", "单位：万元"),
            ("293.6 平方米", "293.6 平方米"),
            ("共 5 个", "共 5 个"),
            ("人次 ， 其他", "人次，其他"),
            ("Excel 2016 文件", "Excel 2016 文件"),
            ("（一） 总体目标", "（一）总体目标"),
            ("预算\u200b公开\ufeff", "预算公开"),
            ("软\xad件", "软件"),
            ("a\x00b", "ab"),
            ("２０２５年（全角）", "２０２５年（全角）"),
            ("—", "—"),
            ("", ""),
            (" \u3000\t\n", ""),
        ],
    )
    def test_examples(self, found: str, shown: str) -> None:
        assert clean(found) == shown


class TestLookalikes:
    @given(ANY)
    def test_is_idempotent(self, text: str) -> None:
        assert mend_lookalikes(mend_lookalikes(text)) == mend_lookalikes(text)

    @given(ANY)
    def test_changes_only_radicals(self, text: str) -> None:
        mended = mend_lookalikes(text)
        assert len(mended) == len(text)
        for was, now in zip(text, mended, strict=True):
            assert was == now or "\u2e80" <= was <= "\u2fdf"

    def test_every_kangxi_radical_becomes_a_character(self) -> None:
        for code in range(0x2F00, 0x2FD6):
            mended = mend_lookalikes(chr(code))
            assert len(mended) == 1
            assert mended >= "\u3400"

    def test_radicals_that_unicode_maps_to_nothing(self) -> None:
        assert mend_lookalikes("人⺠政府⻚码⻔⻋⻢") == "人民政府页码门车马"

    def test_mainland_forms(self) -> None:
        assert mend_lookalikes("账⼾⿈河⾭年") == "账户黄河青年"

    def test_other_text_is_the_same_object(self) -> None:
        text = "一般公共预算"
        assert mend_lookalikes(text) is text


class TestJoinWrapped:
    @given(st.lists(LINES, max_size=6))
    def test_is_idempotent(self, lines: list[str]) -> None:
        joined = join_wrapped(lines)
        assert join_wrapped([joined]) == joined
        assert clean(joined) == joined

    @given(st.lists(LINES, max_size=6))
    def test_loses_and_adds_nothing_but_blanks(self, lines: list[str]) -> None:
        assert compact(join_wrapped(lines)) == compact("".join(lines))

    @given(st.lists(LINES, max_size=6), st.integers(0, 6))
    def test_empty_lines_do_not_matter(self, lines: list[str], at: int) -> None:
        assert join_wrapped([*lines[:at], " \u3000", *lines[at:]]) == join_wrapped(lines)

    @given(st.from_regex(r"[A-Z]?\d{3,12}(\.\d\d)?", fullmatch=True), st.data())
    def test_codes_and_figures_are_whole_wherever_they_break(
        self, token: str, data: st.DataObject
    ) -> None:
        at = data.draw(st.integers(1, len(token) - 1))
        first, rest = token[:at], token[at:]
        assert join_wrapped([first, rest]) == token
        assert join_wrapped([f"  {first} ", f"{rest}\n"]) == token

    @pytest.mark.parametrize(
        ("lines", "joined"),
        [
            (["208010", "1"], "2080101"),
            (["15776.", "79"], "15776.79"),
            (["年度工作计", "划"], "年度工作计划"),
            (["public", "budget"], "public budget"),
            (["Part A,", "part B"], "Part A, part B"),
            (["共计 10", "万元"], "共计 10万元"),
            (["1250/人/", "季度"], "1250/人/季度"),
            (["13019025P00", "DJ6C10"], "13019025P00DJ6C10"),
            ([], ""),
        ],
    )
    def test_examples(self, lines: list[str], joined: str) -> None:
        assert join_wrapped(lines) == joined


class TestCompact:
    @given(ANY)
    def test_is_idempotent(self, text: str) -> None:
        assert compact(compact(text)) == compact(text)

    @given(LINES)
    def test_has_no_blank(self, text: str) -> None:
        assert not any(char.isspace() for char in compact(text))
