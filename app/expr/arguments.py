"""Calls of built-in functions before they are run: how many arguments, and of which types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.expr import lattice, nodes, signatures
from app.expr.finding import Finding
from app.expr.lattice import ANY, said
from app.expr.nodes import Type
from app.expr.signatures import Described, Param, Signature

Given = Sequence[tuple[nodes.Node, Param, Type]]


def check(node: nodes.Call, types: Sequence[Type]) -> tuple[Type, list[Finding]]:
    """The type of what a call gives, and what is wrong with its arguments."""
    assert isinstance(node.function, nodes.Name)
    about = signatures.about(node.function.name)
    if about is None:
        return ANY, []
    forms = [form for form in about.forms if _takes(form, node)]
    if not forms:
        return about.forms[0].result if len(about.forms) == 1 else ANY, [_why_none(node, about)]
    tried = [_try(form, node, types) for form in forms]
    return min(tried, key=lambda one: len(one[1]))


def _takes(form: Signature, node: nodes.Call) -> bool:
    if not node.names:
        return form.takes(len(node.args))
    known = {param.name for param in form.params}
    needed = {param.name for param in form.params if not param.is_optional}
    return needed <= set(node.names) <= known and len(set(node.names)) == len(node.names)


def _why_none(node: nodes.Call, about: Described) -> Finding:
    start = nodes.start_of(node)
    strange = set(node.names) - {p.name for form in about.forms for p in form.params}
    if strange:
        told = {"name": about.name, "param": min(strange)}
        return Finding(start, node.end, "error", "{name} has no argument {param}", told)
    least = min(form.least for form in about.forms)
    most = max(form.most or 0 for form in about.forms)
    wanted = f"{least}" if least == most else f"{least}–{most}"
    told = {"name": about.name, "wanted": wanted, "number": len(node.args)}
    return Finding(start, node.end, "error", TOO_MANY, told)


TOO_MANY = "{name} takes {wanted} arguments, not {number}"


def _try(form: Signature, node: nodes.Call, types: Sequence[Type]) -> tuple[Type, list[Finding]]:
    """One form against the arguments, with what T stands for."""
    given = _given(form, node, types)
    bound = lattice.join(
        _bound(param.type, type_) for _, param, type_ in given if _is_open(param.type)
    )
    found: list[Finding] = []
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    for arg, param, type_ in given:
        wanted = _put(param.type, bound)
        if lattice.fits(type_, wanted):
            continue
        told = {"param": param.name, "name": name, "wanted": said(wanted), "kind": said(type_)}
        found.append(Finding(nodes.start_of(arg), arg.end, "error", WRONG, told))
    return _put(form.result, bound), found


WRONG = "{param} of {name}: {wanted} was expected, not {kind}"


def _given(form: Signature, node: nodes.Call, types: Sequence[Type]) -> Given:
    """Each argument with its parameter; many at the end share the last one."""
    if node.names:
        by_name = {param.name: param for param in form.params}
        params = [by_name[name] for name in node.names]
        return list(zip(node.args, params, types, strict=True))
    found: list[tuple[nodes.Node, Param, Type]] = []
    for at, arg in enumerate(node.args):
        param = form.params[min(at, len(form.params) - 1)]
        if param.takes_many and len(node.args) > len(form.params):
            param = replace(param, type=lattice.item_of(param.type))
        found.append((arg, param, types[at]))
    return found


def _is_open(type_: Type) -> bool:
    return type_.name == "T" or any(map(_is_open, type_.args))


def _bound(param: Type, type_: Type) -> Type:
    """What T is where this argument stands for the parameter."""
    return type_ if param.name == "T" else lattice.item_of(type_)


def _put(type_: Type, bound: Type) -> Type:
    if type_.name == "T":
        return bound
    if not type_.args:
        return type_
    return Type(type_.name, tuple(_put(arg, bound) for arg in type_.args))
