"""Chinese names of functions and operators; an expression may be written with either."""

from __future__ import annotations

FUNCTIONS = {
    "求和": "sum",
    "平均": "mean",
    "最大": "max",
    "最小": "min",
    "计数": "count",
    "乘积": "product",
    "中位数": "median",
    "绝对值": "abs",
    "取整": "floor",
    "向上取整": "ceiling",
    "四舍五入": "round half up",
    "取余": "modulo",
    "长度": "string length",
    "包含": "contains",
    "开头是": "starts with",
    "结尾是": "ends with",
    "截取": "substring",
    "替换": "replace",
    "拼接": "string join",
    "匹配": "matches",
    "去重": "distinct values",
    "列表包含": "list contains",
    "日期": "date",
    "时间": "time",
    "时长": "duration",
    "今天": "today",
    "现在": "now",
    "工作日数": "workdays between",
    "加工作日": "add workdays",
    "为空": "is empty",
    "非": "not",
    "金额大写": "amount in words",
}
OPERATORS = {"且": "and", "并且": "and", "或": "or", "或者": "or"}
IF = "如果"
"""如果(test, then, else): only the part that is asked for is worked out."""
