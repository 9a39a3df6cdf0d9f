"""Everyday words that hold a piece of a date and are none: 今日头条, 3天内容, 下周一定, 8.8折.

Two kinds of rules: names that are stepped over whole, and what may not stand before or behind
a date because it makes another word of the date's end. Where a text can be read both ways the
date is not taken: a date that is missed is typed again, a false one goes unseen.
"""

from __future__ import annotations

import re

from app.calendar.number import PATTERN

NUMERALS = "零〇一二两三四五六七八九十百千万亿"

_NAMES = (
    "今日头条|今日热榜|今日说法|今日影评|今日资本|今日份|今日水印|今晚报|今晚80后",
    "明日方舟|明日之后|明日之星|明日之子|明日香|昨日重现|昨日青空|昨日之歌",
    "(?:疯狂|黑色|超级|会员)(?:星期|周|礼拜)[一二三四五六日天]|星期五餐厅|黑五",
    "周一围|周六福|周六野|周末画报|先天后天|后天(?:性|培养|养成|免疫)",
    f"{PATTERN}[日天]游|{PATTERN}(?:日|天内?)无理由|一日三餐|一日之[计长]|一日千里|一年之计|七日年化",
    "五四(?:运动|精神|广场|路)|五一(?:广场|路)|六一(?:居士|班)|清明上河图|中秋路|国庆路|李国庆",
    "三八(?:线|红旗)|(?:吃|煮|做|卖|包|芝麻)元宵",
    r"\bblack friday\b|\bcyber monday\b|\btgi fridays?\b|\busa today\b",
    "早[上晨]好|上午好|中午好|下午好|晚上好|下午茶|晚上见",
)
NAME = re.compile("|".join(_NAMES), re.IGNORECASE)
"""A name: nothing in it is a date."""

_COUNTED = (
    r"元(?![旦宵气素])|块|万(?![圣达象豪科])|亿|千(?![川牛图问])|百(?![度货科])|个|人(?![员力事工民气群物设])"
    r"|天(?![猫气津下河])|次(?![日品要])|倍|折(?![扣叠页])|分(?![享发析镜工组销配批会别])|秒(?!杀)|小时|分钟"
    r"|场(?![地景控馆])|条(?![件款例])|篇|件|份(?!额)|家(?![庭长电居装具访])|位(?![置于])|名(?![单额称片字])"
    r"|款(?![项式待])|种(?![草植子])|组(?![会织长建内员])|轮(?![播值换岗])|套(?![餐装路用])"
    r"|支(?![付持撑援出])|部(?![门署分长])|张(?=海报|图|照片|卡|票|券)|只(?![要能有是需剩])"
    r"|台(?![风词湾账历])|单(?![位品页独元图])|箱|盒|瓶|袋|斤|克|吨|米(?![兰其])|公里|页(?!面)|字(?![体幕])"
    r"|年(?![会货终度底前初末])|岁|月(?![报会度底饼结考初末中刊])|期(?![待间望中末限货])"
    r"|周(?![一二三四五六日天末会报刊年])|包邮"
)
COUNTED = re.compile(_COUNTED)
"""A measure word: the number before it counts things and is no day."""

UNIT = re.compile(
    _COUNTED
    + r"|折|[a-z%‰℃°]|版|代(?![言理发表购码运播写])|级|层|寸|度(?![假量过])|升(?![级职温])|点"
    r"|集(?![合中团体结采训成])|季|章|英寸|毫|厘|公斤|以上|以下|左右",
    re.IGNORECASE,
)
"""What makes a decimal of 12.1: a unit."""

DECIMAL = re.compile(
    r"(?:[A-Za-z¥\uffe5$€£×第约近]|(?:\b(?:v|ver|version|ios|android|python|roi)\.?|版本?|评分|得分|均分|价格?|低至"
    r"|只要|仅需|增长|提升|上涨|下降|涨|降|减|满|达到?)[\s::为]{0,2})$",
    re.IGNORECASE,
)
"""What stands before a decimal, not before a date."""

CAMPAIGN = re.compile(
    "大促|促销|活动|方案|策划|预售|预热|会场|主会场|专场|狂欢|购物节|女[神王]节|划算节|消费者权益|营销|海报"
    "|文案|推文|主题|礼[盒物品]|限定|款|系列|套装|复盘|战报|备货|返场|项目|计划|企划|选题|物料|晚会|联欢|档"
    "|月饼|粽|糕|老人|树|帽|歌|特惠|优惠|特卖|福利|红包|好礼|秒杀|满减|大战|爆款|节目|氛围|装饰|视频|素材"
    "|专题|预算|销售|业绩|包邮|gmv|kv",
    re.IGNORECASE,
)
"""Behind a festival it makes the name of a campaign or of a thing: 双11大促, 中秋礼盒."""

RATIO = re.compile(r"(?:比|比例|比分|roi|投产)[\s::为]{0,2}$", re.IGNORECASE)
"""Before 1:10."""

OTHER_DAY = re.compile(
    rf"(?:(?:[当次翌首隔某那]|第[\d{NUMERALS}]{{1,3}})[天日]|(?:发布|上线|活动|直播|开售|交付|截止)日|当晚?)"
    r"[的\s]{0,2}$"
)
"""Before a time: it is of a day that the text does not date (当天18:00, 次日上午)."""
WHOLE = re.compile(r"(?:[一整半大]|[整半两几]个)$")
"""Before a part of a day: 一下午 and 整个上午 are lengths."""
RANGE_END = re.compile(r"[点时分半刻钟整\d]\s?[到至~\u2014-]\s?$")
"""Before a time: the end of a range, of which only the beginning is a date."""

POINTS = re.compile(r"(?:[第有几这那共列提]|[以如]下)$")
"""Before 三点 it counts points."""

EVERY = re.compile(r"(?:每|逢)[隔逢到当]?")
EVERY_UNIT = re.compile(
    rf"{PATTERN}[日号]|(?:{PATTERN})?个?(?:工作日|天|日|周|双周|星期|礼拜|月|年|季度?|小时|分钟|晚上?|早上?)"
)
EVERY_NEXT = re.compile(r"\s?[、和及与到至~-]\s?")
EVERY_WEEKDAY = re.compile(r"[一二三四五六日天1-7](?![\d:])")

UP = "(?!线|架|市|新|传|映|班|课|台|场|海|报|交|播|岗|货|门|车|热搜)"
"""Behind 晚上 and 早上: 今晚上线 is 今晚 and 上线."""

_EARLY = rf"凌晨|清晨|早晨|早上{UP}"
_LATE = rf"傍晚|晚上{UP}|晚间(?!新闻)"
PART = rf"{_EARLY}|上午|中午|午间|下午(?!茶)|午后|{_LATE}"
"""The parts of a day that may stand without an hour."""
SHORT_PART = (
    r"早(?=$|[\s,,。;;、!!)])"
    r"|晚(?!点|些|一点|一些|餐|饭|报|安|期|年|高峰|会(?!议)|宴|礼|装|霜|市|班|自习|于|婚|熟|辈|[\d一二两三几]{1,2}[天日周小分])"
)
"""早 and 晚 behind a day; 明天晚点 is later, not in the evening."""
TAIL = rf"早(?:上{UP}|晨)?|晚(?:上{UP}|间)?"
"""Behind 今, 明 and 昨."""

OCLOCK = (
    r"(?!建议|说明|要求|意见|原因|理由|注意|希望|内容|问题|不足|优势|启示|思考|心得|总结|感受|结论|体会|补充|反馈"
    r"|提示|好处|变化|共识|创意|想法|疑问|击|赞|餐|亮|点|儿|缀|位|评(?![审选估标测])|名(?![单额])|单(?![品独价图元])"
    r"|播(?![出放])|一线|间|代|期|段|长|尚|装|候|刻|不|节|机|髦|常|光|效|速|限)"
)
"""Behind 点 and 时: three points, not three o'clock."""
MINUTE_SIGN = r"分(?![享发析镜工组销配批会别])"
HALF_PAST = r"半(?!价|折|小时|天|年|月|成|数|程|个|场|糖)"

WAY = (
    r"(?:之|以)?(?:后(?!台(?!风)|期(?![待望满中末限盼])|端(?!午)|续(?![费约签订租航写])|勤|缀|备|浪|果|悔)"
    r"|内(?!容|部(?!署)|测(?![完试出评])|卷|购|衣|训|饰|存|销|涵|刊|幕)"
    r"|前(?!端(?!午)|台|期(?![待望末中限])|沿|言|任|瞻|缀|线(?![上下])|锋))"
)
"""之后, 以内, 前 behind a length of time: 3天内容 is no 3天内."""

PLACE = (
    r"底(?!薪|价|色|图|片|妆|料|盘|座|层|线(?![上下])|稿(?!件))|末(?!端|班|流)"
    r"|初(?!次|步|稿(?!件)|级|心|衷|审|版|期|夏|秋|冬|春|创|恋|选(?![品题址购片]))|中旬|上旬|下旬"
    r"|中(?!秋|国|心|型|层|文|介|奖|标|台|间|央|学|期|端|式|餐|药|年|旬|转|华|英|小|高|超|外|场|信|石油|午)"
)
"""The place in a month: 月底薪 is no 月底."""

NUMBER_SIGN = (
    r"号(?![线楼店院馆机位文令门厅桌车柜仓字码色球款]"
    r"|链接|选手|嘉宾|产品|方案|电池|模特|主播|海报|素材|会议室)"
)
DAY_SIGN = (
    r"日(?!游|三餐|之|均|租|卡|体验|店长|票|报(?![告名备价到送批道])|更|历|常|闻|行程|子|餐|课|训|营|留存|复购|活|roi|gmv"
    rf"|{PATTERN}[次条篇更问题换练签餐善])"
)
NOT_DAY_OF_MONTH = r"(?<![A-Za-z月第近这那前去满每连共某生双])"
"""Before 7日: 近7日 is a length, 第7日 an ordinal, 次月7日 of a month that is not known."""

WEEKDAY = (
    r"日(?!报(?![告名备价到送批道])|常|程|历|期|记|均|活|用|化|更|式|系|本|结)|天(?![天气猫津])"
    r"|一(?!定(?![稿档版价妆金位向制调型时点下做])|直(?![播达营通发])|般|共|样(?![品片衣稿机张刊])|些|旦"
    r"|致(?![辞电谢])|切(?![换片图])|下子|边|体化|键|站式|线(?![上下])|对一|周(?![会报刊])|方面)"
    r"|三(?!亚|方(?![案式向法]))|四(?!川)|五(?!粮液|菱|金店)|六(?!安|福)|二|[1-7]"
)
"""The name of a weekday: 下周日程 and 下周一定 hold none."""
NOT_WEEK = r"(?<![零一二两三四五六七八九十\d半双单隔满首头整圆个])"
WEEK = r"上上|下下|(?<![线早晚加赶马网路])上|(?<![日样版书文基成])本|这|(?<![线以如余地楼])下"
"""Which week; 线上周五 is 线上 and 周五."""


def is_counting(source: str, end: int) -> bool:
    """Whether a measure word follows, so that the number before it counts things."""
    return COUNTED.match(source, end) is not None


def before(rule: re.Pattern[str], source: str, at: int) -> bool:
    """Whether the words before a place are those of a rule (which ends in `$`)."""
    return rule.search(source[max(0, at - 10) : at]) is not None
