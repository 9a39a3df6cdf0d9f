"""Trees of XPath as expressions of forms. Pure.

XPath turns values into what is needed there; ours are of a kind. So every translated piece
knows its kind, and comparisons bring both sides to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.form.exchange.piece import Piece, Scope, as_number, as_text, like, quoted, whole, yes
from app.form.exchange.xpath import Binary, Call, Minus, Number, Ref, Text, Tree, Unreadable, parse

_LEVELS = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "div": 6}
OPS: Mapping[str, int] = {**dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), 3), **_LEVELS}


def translated(text: str, scope: Scope) -> Piece:
    """An expression of XPath as one of ours; raises Unreadable."""
    return _Writer(scope).piece(parse(text))


def condition(text: str, scope: Scope) -> str:
    """As a condition: what is no yes or no counts as XPath counts it."""
    return yes(translated(text, scope)).text


class _Writer:
    """Writes one expression."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def piece(self, tree: Tree) -> Piece:
        match tree:
            case Number(text=text):
                return Piece(text if text[0] != "." else f"0{text}", "number")
            case Text(text=text):
                return Piece(quoted(text) if text else "null", "literal")
            case Ref(name=name):
                return self._scope.ref(name)
            case Minus(operand=operand):
                return Piece(f"-{self._number(operand).within(7)}", "number", 7)
            case Binary():
                return self._binary(tree)
            case Call():
                return self._call(tree)

    def _binary(self, tree: Binary) -> Piece:
        op = tree.op
        if op in ("and", "or"):
            left, right = yes(self.piece(tree.left)), yes(self.piece(tree.right))
            level = OPS[op]
            return Piece(f"{left.within(level - 1)} {op} {right.within(level)}", "yes", level)
        if op == "mod":
            left, right = self._number(tree.left), self._number(tree.right)
            return Piece(f"modulo({left.text}, {right.text})", "number")
        if op in ("=", "!=", "<", "<=", ">", ">="):
            return self._compared(op, self.piece(tree.left), self.piece(tree.right))
        return self._reckoned(op, tree)

    def _reckoned(self, op: str, tree: Binary) -> Piece:
        left, right = self.piece(tree.left), self.piece(tree.right)
        level = OPS[op]
        sign = "/" if op == "div" else op
        if "date" in (left.kind, right.kind) and op in "+-":
            return self._moved(sign, left, right)
        left, right = as_number(left), as_number(right)
        return Piece(f"{left.within(level - 1)} {sign} {right.within(level)}", "number", level)

    def _moved(self, sign: str, left: Piece, right: Piece) -> Piece:
        """Days before or after a date; XPath counts dates in days."""
        if left.kind == right.kind == "date" and sign == "-":
            return Piece(f"({left.within(4)} - {right.within(5)}).days", "number")
        if left.kind == "date" and right.kind == "number":
            days = f'{right.within(6)} * duration("P1D")'
            return Piece(f"{left.within(4)} {sign} {days}", "date", 5)
        raise Unreadable(f"{left.text} {sign} {right.text}")

    def _compared(self, op: str, left: Piece, right: Piece) -> Piece:
        if left.kind == "list" and op in ("=", "!="):
            raise Unreadable(f"{left.text} {op}")
        left, right = like(left, right.kind), like(right, left.kind)
        return Piece(f"{left.within(3)} {op} {right.within(3)}", "yes", 3)

    def _number(self, tree: Tree) -> Piece:
        return as_number(self.piece(tree))

    def _call(self, tree: Call) -> Piece:
        name = tree.name.removeprefix("fn:")
        if name in _CONSTANTS and not tree.args:
            return _CONSTANTS[name]
        special = getattr(self, _SPECIAL.get(name, ""), None)
        if special is not None:
            return special(tree.args)
        form = _PLAIN.get(name)
        if form is None or not form.least <= len(tree.args) <= form.most:
            raise Unreadable(f"{name}()")
        args = [self._argument(arg, form.kind) for arg in tree.args]
        return Piece(f"{form.ours}({', '.join(args)})", form.result)

    def _argument(self, tree: Tree, kind: str) -> str:
        piece = self.piece(tree)
        if kind == "number":
            return as_number(piece).text
        if kind == "text":
            return as_text(piece).text
        return yes(piece).text if kind == "yes" else piece.text

    # What XPath writes otherwise than we do.

    def _if(self, args: tuple[Tree, ...]) -> Piece:
        test, then, other = _exactly(args, 3)
        a, b = self.piece(then), self.piece(other)
        kind = a.kind if a.kind == b.kind else "any"
        text = f"if {yes(self.piece(test)).text} then {a.within(0)} else {b.within(0)}"
        return Piece(text, "text" if kind == "literal" else kind, 0)

    def _coalesce(self, args: tuple[Tree, ...]) -> Piece:
        if len(args) < 2:
            raise Unreadable("coalesce()")
        found = self.piece(args[-1])
        for arg in reversed(args[:-1]):
            first = self.piece(arg)
            text = f"if {first.within(3)} != null then {first.within(0)} else {found.within(0)}"
            found = Piece(text, first.kind, 0)
        return found

    def _selected(self, args: tuple[Tree, ...]) -> Piece:
        of, choice = (self.piece(arg) for arg in _exactly(args, 2))
        wanted = as_text(choice).text
        if of.kind == "list":
            return Piece(f"list contains({of.text}, {wanted})", "yes")
        return Piece(f"{of.within(3)} = {wanted}", "yes", 3)

    def _selected_at(self, args: tuple[Tree, ...]) -> Piece:
        of, place = _exactly(args, 2)
        return Piece(f"{self.piece(of).within(8)}[{self._number(place).within(5)} + 1]", "text")

    def _count_selected(self, args: tuple[Tree, ...]) -> Piece:
        of = self.piece(_exactly(args, 1)[0])
        return Piece(f"if {of.within(3)} = null then 0 else count({of.text})", "number", 0)

    def _concat(self, args: tuple[Tree, ...]) -> Piece:
        texts = ", ".join(as_text(self.piece(arg)).text for arg in args)
        return Piece(f'string join([{texts}], "")', "text")

    def _join(self, args: tuple[Tree, ...]) -> Piece:
        by, *rest = args
        texts = [self.piece(arg) for arg in rest]
        one = texts[0].text if len(texts) == 1 else f"[{', '.join(t.text for t in texts)}]"
        return Piece(f"string join({one}, {self.piece(by).text})", "text")

    def _substr(self, args: tuple[Tree, ...]) -> Piece:
        """Counted from 0 to before the end; ours from 1 and how many."""
        if not 2 <= len(args) <= 3:
            raise Unreadable("substr()")
        text, start = as_text(self.piece(args[0])).text, self._number(args[1])
        if len(args) == 2:
            return Piece(f"substring({text}, {start.within(5)} + 1)", "text")
        end = self._number(args[2])
        count = f"{end.within(5)} - {start.within(5)}"
        return Piece(f"substring({text}, {start.within(5)} + 1, {count})", "text")

    def _regex(self, args: tuple[Tree, ...]) -> Piece:
        of, pattern = _exactly(args, 2)
        if not isinstance(pattern, Text):
            raise Unreadable("regex()")
        return Piece(
            f"matches({as_text(self.piece(of)).text}, {quoted(whole(pattern.text))})", "yes"
        )

    def _int(self, args: tuple[Tree, ...]) -> Piece:
        of = self._number(_exactly(args, 1)[0])
        text = f"if {of.within(3)} < 0 then ceiling({of.text}) else floor({of.text})"
        return Piece(text, "number", 0)

    def _round(self, args: tuple[Tree, ...]) -> Piece:
        of = self._number(args[0]).text
        places = self._number(args[1]).text if len(args) > 1 else "0"
        return Piece(f"round half up({of}, {places})", "number")

    def _pow(self, args: tuple[Tree, ...]) -> Piece:
        base, power = (self._number(arg) for arg in _exactly(args, 2))
        return Piece(f"{base.within(7)} ** {power.within(7)}", "number", 7)

    def _to_number(self, args: tuple[Tree, ...]) -> Piece:
        return self._number(_exactly(args, 1)[0])

    def _to_text(self, args: tuple[Tree, ...]) -> Piece:
        return as_text(self.piece(_exactly(args, 1)[0]))

    def _to_yes(self, args: tuple[Tree, ...]) -> Piece:
        return yes(self.piece(_exactly(args, 1)[0]))

    def _yes_of_text(self, args: tuple[Tree, ...]) -> Piece:
        of = self.piece(_exactly(args, 1)[0])
        return Piece(f'{of.within(3)} = "true" or {of.within(3)} = "1"', "yes", 1)

    def _date(self, args: tuple[Tree, ...]) -> Piece:
        of = self.piece(_exactly(args, 1)[0])
        return of if of.kind == "date" else Piece(f"date({of.text})", "date")

    def _format_date(self, args: tuple[Tree, ...]) -> Piece:
        of, shape = _exactly(args, 2)
        if not isinstance(shape, Text) or shape.text != "%Y-%m-%d":
            raise Unreadable("format-date()")
        return Piece(f"string({like(self.piece(of), 'date').text})", "text")

    def _count(self, args: tuple[Tree, ...]) -> Piece:
        (arg,) = _exactly(args, 1)
        if isinstance(arg, Ref) and (table := self._scope.table(arg.name)):
            return Piece(f"count({table})", "number")
        return Piece(f"count({self.piece(arg).text})", "number")

    def _count_filled(self, args: tuple[Tree, ...]) -> Piece:
        of = self.piece(_exactly(args, 1)[0])
        return Piece(f"count({of.within(8)}[item != null])", "number")

    def _indexed(self, args: tuple[Tree, ...]) -> Piece:
        of, repeat, place = _exactly(args, 3)
        if not isinstance(of, Ref) or not isinstance(repeat, Ref):
            raise Unreadable("indexed-repeat()")
        table, column = self._scope.table(repeat.name), self._scope.ref(of.name)
        if not table:
            raise Unreadable("indexed-repeat()")
        name = column.text.rpartition(".")[2]
        return Piece(f"{table}[{self._number(place).text}].{name}", column.kind)


def _exactly(args: tuple[Tree, ...], count: int) -> tuple[Tree, ...]:
    if len(args) != count:
        raise Unreadable(f"({count})")
    return args


@dataclass(frozen=True, slots=True)
class _Form:
    """A function that only has another name with us."""

    ours: str
    least: int
    most: int
    kind: str
    result: str


_PLAIN: Mapping[str, _Form] = {
    "string-length": _Form("string length", 1, 1, "text", "number"),
    "substring-before": _Form("substring before", 2, 2, "text", "text"),
    "substring-after": _Form("substring after", 2, 2, "text", "text"),
    "contains": _Form("contains", 2, 2, "text", "yes"),
    "starts-with": _Form("starts with", 2, 2, "text", "yes"),
    "ends-with": _Form("ends with", 2, 2, "text", "yes"),
    "upper-case": _Form("upper case", 1, 1, "text", "text"),
    "lower-case": _Form("lower case", 1, 1, "text", "text"),
    "not": _Form("not", 1, 1, "yes", "yes"),
    "today": _Form("today", 0, 0, "", "date"),
    "now": _Form("now", 0, 0, "", "any"),
    "abs": _Form("abs", 1, 1, "number", "number"),
    "sqrt": _Form("sqrt", 1, 1, "number", "number"),
    "exp": _Form("exp", 1, 1, "number", "number"),
    "log": _Form("log", 1, 1, "number", "number"),
    "sum": _Form("sum", 1, 1, "", "number"),
    "min": _Form("min", 1, 99, "", "number"),
    "max": _Form("max", 1, 99, "", "number"),
}
_CONSTANTS: Mapping[str, Piece] = {
    "true": Piece("true", "yes"),
    "false": Piece("false", "yes"),
    "pi": Piece("3.141592653589793238462643383279503", "number"),
}
_SPECIAL: Mapping[str, str] = {
    "if": "_if",
    "coalesce": "_coalesce",
    "selected": "_selected",
    "selected-at": "_selected_at",
    "count-selected": "_count_selected",
    "concat": "_concat",
    "join": "_join",
    "substr": "_substr",
    "regex": "_regex",
    "int": "_int",
    "round": "_round",
    "pow": "_pow",
    "number": "_to_number",
    "string": "_to_text",
    "boolean": "_to_yes",
    "boolean-from-string": "_yes_of_text",
    "date": "_date",
    "format-date": "_format_date",
    "count": "_count",
    "count-non-empty": "_count_filled",
    "indexed-repeat": "_indexed",
}
