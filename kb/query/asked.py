"""The kind of answer a question asks for, from the way it is put."""

from __future__ import annotations

import re

from kb.sorts import COUNTED, Sort

__all__ = ["asked_sorts"]

# Of one of a thing: what is paid for it is a rate.
_OF_ONE = r"(?:[一每](?:个人?|本|人|名|张|份|平|户|亩|次|件|位|月|季))"
_DOING = "办申领交查提续报弄取用走"
_ASKED = (
    (
        Sort.MEANING,
        r"(?:什么|啥)叫|叫(?:什么|啥)(?!名)|(?<!多)是个?(?:什么|啥)(?!时候|项目|科目|单位|标准)|含义|定义|什么意思|啥意思"
        r"|名词|解释|指(?:什么|啥|的是|哪)|怎么理解|包括|包含|分(?:为|成)?(?:哪|几)|算.*还是|怎么算"
        r"|算些?(?:什么|啥)|算不算|[是有]哪[几二两三四五]"
        r"|是不是.*(?:一回事|一样)|区别|definition|meaning|what is|what does|stand for",
    ),
    (
        Sort.TIME,
        r"多久|多长时间|几天|几个?工作日|什么时候|何时|啥时候|时限|期限|哪天|哪一天|几月|截止|最晚"
        r"|时间|拖|[按准及]时|多快|快不快|到账|how long|when|deadline",
    ),
    (
        Sort.SHARE,
        r"比例|比率|百分|几成|占比|率(?:是|要|达|多|$)|满意|打.{0,3}分|合格|过关|覆盖"
        # Whether all get it, or any wrongly, is said as a share.
        r"|是不是(?:都|全|每|人人)|[都全](?:能|给|要|会|有|办|发|得|查|交)|人人|[发办弄算]错|差错"
        r"|准不准|准头|ratio|percent|rate",
    ),
    (
        Sort.RATE,
        rf"标准|{_OF_ONE}.{{0,12}}(?:钱|元|块|补|费|领|出|拿|发)|人均|单价|单位成本"
        r"|最[高多].{0,4}(?:能|可以|可|补|给|花|发)|能(?:拿|领|补|得)(?:到)?多少"
        r"|per month|per person|cost of .*one",
    ),
    (
        Sort.MONEY,
        r"多少钱|花(?:了)?多少|几(?:块|元|万)|多少(?:万|元|经费|资金|预算|补助|补贴)|金额"
        r"|预算(?:数|是|多|$)|经费(?:多少|是|$)|资金$|费$|how much|cost|budget"
        r"|(?:补助|补贴|津贴|经费|资金|工资|奖金|养老金|费用?)[款额]?[能有是可以给发领拿要]{0,3}(?:一共|总共)?多少",
    ),
    (
        Sort.BASIS,
        r"依据|根据(?:什么|哪)|(?:[按照凭]|哪[个年]|什么|啥).{0,4}(?:文件|文$|文[办发下的])|文号",
    ),
    (
        Sort.DUTY,
        r"谁.{0,2}管|归谁|归哪|归.{2,6}管|哪个(?:部门|单位|科室|地方).{0,3}[管负办]"
        r"|谁.{0,2}负责|职责|职能|[局部委办门位心](?:是)?(?:干|做|管)(?:什么|啥|嘛)"
        r"|who is in charge|responsible",
    ),
    (
        Sort.REASON,
        r"为(?:什么|啥|何)|原因|凭(?:什么|啥)|(?:怎么|咋).{0,12}(?:多(?!少)|少|增|减|涨|降)|why",
    ),
    (Sort.PAST, r"去年|前年|上一?年|往年|以前|决算|执行数|实际(?:花|支|用)|last year|previous"),
    (
        Sort.PROCEDURE,
        rf"(?:怎么|咋)(?:[{_DOING}]|.{{0,6}}(?:出来|办理))|如何|怎样"
        r"|流程|补办|(?:什么|哪些|啥|要|需).{0,3}(?:材料|条件|手续|资格)"
        r"|(?:材料|条件|手续|资格)(?:是|有|吗|$)|怎么.{0,2}(?:申请|报名)|(?:申请|报名)(?:条件|方式|时间)"
        r"|how (?:to|do|can)",
    ),
    (
        Sort.PLACE,
        r"(?<![花用])在哪|(?<![花用]在)(?:哪里|哪儿)|地址|(?:什么|啥)地方|哪个(?:馆|村|镇|厅|窗口|医院|银行|学校)|where",
    ),
    (
        Sort.NAMES,
        r"叫(?:什么|啥)名|(?:[村镇人馆]|公司|单位)叫(?:什么|啥)|名字|姓名|名单|电话"
        r"|联系(?:方式|人|谁)|牌子|型号|哪几?家|(?<![其集])中的?标(?![准识])"
        r"|(?:什么|哪个|哪些|啥)(?:专业|品牌)"
        r"|who (?:is|are)|phone",
    ),
    (Sort.AREA, r"多大|几平|多少平"),
    (Sort.PERSONS, r"how many (?:people|persons|staff)"),
    *(
        (sort, rf"(?:多少|几)个?[{words}]|(?:{names})(?:是|有|多|$)")
        for sort, words, names in COUNTED
    ),
)
_PATTERNS = tuple((sort, re.compile(pattern)) for sort, pattern in _ASKED)
_ANY_FIGURE = re.compile(r"多少|几|多大|多高|how (?:many|much|large|big)")


def asked_sorts(folded: str) -> Sort:
    """All kinds that the wording of a folded question fits; none when it names a thing only."""
    found = Sort(0)
    for sort, pattern in _PATTERNS:
        if pattern.search(folded):
            found |= sort
    if _ANY_FIGURE.search(folded) and not found & Sort.MEANING:
        found |= Sort.FIGURE
    return found
