"""Mutants of a module: its source with one thing changed, wherever that thing stands in it.

The changes are mutmut's own (`mutmut.mutation.mutators`) and two more. Its runner is not used: it leaves
out decorated functions and whatever stands outside of functions, and judges are just that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper
from mutmut.mutation.mutators import mutation_operators, operator_arg_removal, operator_string


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed module.

    module: dotted name. where: the function or the assigned name that the change stands in.
    before, after: the changed lines, without the blanks around them. source: the whole module.
    """

    module: str
    where: str
    line: int
    before: str
    after: str
    source: str


def mutants(path: Path, root: Path) -> list[Mutant]:
    """Every mutant of a module that is Python, each once."""
    text = path.read_bytes()
    module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    finder = _Finder()
    wrapper.visit(finder)
    found: dict[str, Mutant] = {}
    for begin, end, node, where in finder.found:
        changed = text[:begin] + wrapper.module.code_for_node(node).encode() + text[end:]
        source = changed.decode()
        if changed != text and source not in found and _compiles(source):
            line = text.count(b"\n", 0, begin) + 1
            found[source] = Mutant(module, where, line, *_difference(text.decode(), source), source)
    return list(found.values())


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _difference(text: str, changed: str) -> tuple[str, str]:
    """The lines in which two texts differ, of each."""
    one, other = text.splitlines(), changed.splitlines()
    least = min(len(one), len(other))
    begin = next((n for n in range(least) if one[n] != other[n]), least)
    end = next((n for n in range(least - begin) if one[-1 - n] != other[-1 - n]), least - begin)
    before, after = (" ".join(each.strip() for each in lines[begin : len(lines) - end]) for lines in (one, other))
    return before, after


class _Finder(cst.CSTVisitor):
    """Finds what can be changed, and what it can become."""

    METADATA_DEPENDENCIES = (ByteSpanPositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, int, cst.CSTNode, str]] = []
        self._within: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_no_behaviour(node):
            return False
        name = _name(node)
        if name:
            self._within.append(name)
        where = ".".join(self._within) or "module"
        for part, changed in _changes(node):
            span = self.get_metadata(ByteSpanPositionProvider, part)
            self.found.append((span.start, span.start + span.length, changed, where))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if _name(original_node):
            self._within.pop()


def _name(node: cst.CSTNode) -> str:
    match node:
        case cst.FunctionDef(name=cst.Name(value=name)) | cst.ClassDef(name=cst.Name(value=name)):
            return name
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]) if name.isupper():
            return name
        case cst.AnnAssign(target=cst.Name(value=name)) if name.isupper():
            return name
        case _:
            return ""


def _is_no_behaviour(node: cst.CSTNode) -> bool:
    """Annotations and their aliases, imports, docstrings, `if TYPE_CHECKING`, and what makes a class a dataclass."""
    match node:
        case cst.Annotation() | cst.Import() | cst.ImportFrom() | cst.Expr(value=cst.SimpleString()):
            return True
        case cst.If(test=cst.Name(value="TYPE_CHECKING")):
            return True
        case cst.Assign(value=cst.BinaryOperation() as value) if _is_union(value):
            return True
        case cst.Assign(value=cst.Subscript(value=cst.Name(value="Iterator" | "Callable"))):
            return True
        case cst.Decorator(decorator=cst.Call(func=cst.Name(value="dataclass"))):
            return True
        case _:
            return False


def _is_union(node: cst.BaseExpression) -> bool:
    """Whether an expression is a type, or types that stand side by side: `Attempt | Deletion | Race`."""
    match node:
        case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
            return _is_union(left) and _is_union(right)
        case _:
            return isinstance(node, cst.Name) or _is_tuple(node)


def _is_tuple(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name) and node.value.value == "tuple"


def _changes(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """The part of a node that is changed, and what it becomes."""
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            changed = list(operator(node))
            if operator is operator_string:
                changed = changed[:1]  # the same words in capitals die of what kills these
            elif operator is operator_arg_removal and isinstance(node, cst.Call):
                changed = changed[: len(node.args)]  # None in place of each; most calls fail anyway without one
            yield from ((node, each) for each in changed)
    match node:
        case cst.FormattedStringText(value=value) if value.strip():
            yield node, node.with_changes(value=f"XX{value}XX")
        case cst.If(test=cst.Call() | cst.Name() | cst.Attribute() as test):
            yield test, cst.UnaryOperation(cst.Not(), test)
        case _:
            return
