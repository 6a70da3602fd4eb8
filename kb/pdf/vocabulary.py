"""Words by which tables are told apart: the field's standard column heads and form labels.

They are conventions of Chinese budget disclosure as a whole (Ministry of Finance templates
and their provincial variants); nothing here names a document, a project or a title.
"""

from __future__ import annotations

import re

from kb.text import compact

__all__ = [
    "CAPTION",
    "FORM_LABELS",
    "FULL_WIDTH",
    "INDICATOR_HEADS",
    "INDICATOR_LEVELS",
    "TABLE_NUMBER",
    "is_column_head",
    "is_form_label",
    "is_number",
]

INDICATOR_LEVELS = ("一级指标", "二级指标", "三级指标")
INDICATOR_HEADS = frozenset(
    {
        *INDICATOR_LEVELS,
        "指标名称",
        "指标值",
        "年度指标值",
        "全年指标值",
        "目标值",
        "实施周期指标值",
        "绩效指标描述",
        "指标解释",
        "指标值确定依据",
        "指标性质",
        "计量单位",
        "绩效指标性质",
        "绩效度量单位",
        "指标内容",
        "绩效指标",
    }
)

FORM_LABELS = frozenset(
    {
        "项目名称",
        "项目编码",
        "项目代码",
        "项目类型",
        "项目类别",
        "项目等级",
        "项目属性",
        "项目期",
        "项目概况",
        "项目概述",
        "立项依据",
        "主管部门",
        "主管部门及代码",
        "实施单位",
        "用款单位",
        "项目单位",
        "单位名称",
        "实施周期",
        "起始年度",
        "到期年度",
        "预算规模及资金用途",
        "预算数",
        "预算金额",
        "资金总额",
        "年度资金总额",
        "其中:财政资金",
        "其中:财政拨款",
        "财政资金",
        "财政拨款",
        "其他资金",
        "资金用途",
        "资金支出计划(%)",
        "资金支出计划",
        "绩效目标",
        "总体目标",
        "总体绩效目标",
        "年度目标",
        "年度绩效目标",
        "年度总体目标",
        "中期目标",
        "实施周期总目标",
        "联系人",
        "联系电话",
    }
)
_FORM_LABEL = re.compile(
    r"(\d{1,2}月底|\d{4}年(度)?(预算金额|预算数|目标|绩效目标|资金总额)(\(.{0,3}元\))?"
    r"|(预算|资金)(金额|总额|数)?\(.{0,3}元\))"
)

_COLUMN_HEAD = re.compile(
    r"(序号|行次|栏次|编码|代码|科目|项目|名称|类|款|项|合计|小计|总计|金额|预算数|决算数|执行数"
    r"|数量|单价|单位|备注|收入|支出|基本支出|项目支出|人员经费|公用经费|比重|增减|占比|价值|口径)"
)
_NUMBER = re.compile(r"[-+−]?[（(]?[\d,，]*\.?\d+[）)]?[%％‰]?")
FULL_WIDTH = str.maketrans("（）：％", "():%")

# Lines between a title and its table, and above its continuation on the next page.
CAPTION = re.compile(
    r"(金额)?单位[:：].*|.*[(（]单位[:：].*[)）]|预算年度[:：].*|(编制|填报|预算)?(部门|单位)(名称)?[:：].*"
    r"|截止(时间|日期)[:：].*|\d{3,9}(?!年)[一-鿿（）()]{3,40}|续表.*|[(（]续[)）]|(公开)?(附)?表[\d一二三四五六七八九十-]+"
    r"|20\d\d年(度)?|.*预算年度[:：].*"
)
# 附表一, 公开02表: the number of a table, by itself on a line.
TABLE_NUMBER = re.compile(
    r"(公开)?(附|续)?表[\d一二三四五六七八九十-]{1,6}[:：]?|(公开)?(附)?\d{1,2}表"
)


def is_number(text: str) -> bool:
    """True for a printed number or percentage, with nothing else in the cell."""
    return bool(_NUMBER.fullmatch(compact(text)))


def is_column_head(text: str) -> bool:
    """True when `text` reads like the head of a column."""
    text = compact(text).translate(FULL_WIDTH)
    return len(text) <= 24 and not is_number(text) and bool(_COLUMN_HEAD.search(text))


def is_form_label(text: str) -> bool:
    """True when `text` is the label of a field in a form."""
    text = compact(text).translate(FULL_WIDTH)
    return text in FORM_LABELS or bool(_FORM_LABEL.fullmatch(text))
