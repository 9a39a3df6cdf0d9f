"""Amounts in Chinese capitals, as invoices and approvals write them (金额大写)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.expr.binding import Form, number_of
from app.expr.faults import Fail
from app.expr.values import Value

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
MOST = Decimal(10) ** 16


def capitals(amount: Decimal) -> str:
    """An amount in yuan, rounded to fen: 壹佰贰拾叁元肆角伍分, 壹万元整."""
    if abs(amount) >= MOST:
        raise Fail("The amount is too large")
    fen = int((abs(amount) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    yuan, rest = divmod(fen, 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        words += "整"
    else:
        gap = "零" if yuan and not jiao else ""
        words += gap + (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "整")
    return ("负" if amount < 0 and (yuan or rest) else "") + words


def _whole(yuan: int) -> str:
    if not yuan:
        return DIGITS[0]
    groups: list[int] = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    words = ""
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            # 亿 is said even where nothing stands between it and 万亿.
            words += GROUPS[2] if place == 2 and len(groups) > 3 else ""
            continue
        needs_zero = bool(words) and (group < 1_000 or groups[place + 1] == 0)
        words += (DIGITS[0] if needs_zero else "") + _group(group)
        words += "万" if place == 3 else GROUPS[place]
        if place == 3 and groups[2] == 0:
            continue
    return words


def _group(group: int) -> str:
    words, is_gap = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit:
            words += (DIGITS[0] if is_gap and words else "") + DIGITS[digit] + PLACES[place]
        is_gap = not digit
    return words


def _in_words(amount: Value) -> Value:
    return capitals(number_of(amount))


FUNCTIONS: dict[str, tuple[Form, ...]] = {
    "amount in words": (Form(("amount",), _in_words),),
}
