"""Follows the names of one torch release through imports, aliases and base classes (see torch_api.py)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from torch_source import UNREAD, Call, Imported, Module, Signature, definitions, last, overloads, union

SUPER_INIT = re.compile(r"super\(.*\)\.__init__")
# Where the stubs of C functions are, by the expression that torch.nn.functional finds them with.
STUBS = {
    "torch": ("_C/_VariableFunctions",),
    "_VF": ("_C/_VariableFunctions", "_VF"),
    "torch._C._nn": ("_C/_nn", "nn/functional"),
}
# Decorators that hand the call on as it came.
TRANSPARENT = frozenset(
    {
        "_disable_dynamo_if_unsupported",
        "_jit_unused",
        "_no_grad",
        "assume_constant_result",
        "cache",
        "contextmanager",
        "deprecated",
        "implements_per_sample_grads",
        "lru_cache",
        "no_grad",
        "weak_module",
        "weak_script",
        "weak_script_method",
    }
)
# Takes *args and **kwargs on paper and raises TypeError when it is given any.
MODULE = ("torch.nn.modules.module", "Module")


@dataclass(frozen=True)
class Found:
    """What a name stands for: "class", "function", "builtin" (a function written in C), "module" or "other"; how it
    is called and, for a layer, how its instance is called (None where it is not)."""

    kind: str
    call: Call | None = None
    forward: Call | None = None


OTHER = Found("other")
Class = tuple[Module, ast.ClassDef]


class Release:
    """One release, its files read as they are asked for."""

    def __init__(self, version: str, root: Path) -> None:
        self.version, self.root = version, root
        self._modules: dict[str, Module | None] = {}
        self._stubs: dict[str, dict[str, list[Signature]]] = {}

    def module(self, dotted: str) -> Module | None:
        """A module by its dotted name, None where the folder does not hold it."""
        if dotted not in self._modules:
            path = self.root.joinpath(*dotted.split("."))
            package = path / "__init__.py"
            source = package if package.is_file() else path.with_suffix(".py")
            self._modules[dotted] = (
                Module(dotted, source == package, ast.parse(source.read_text("utf-8"))) if source.is_file() else None
            )
        return self._modules[dotted]

    def public_names(self, dotted: str) -> list[str]:
        """Every name of a module that does not begin with an underscore, star imports and submodules included."""
        return sorted(name for name in self._names(dotted) if not name.startswith("_"))

    def _names(self, dotted: str) -> set[str]:
        module = self.module(dotted)
        if module is None:
            return set()
        found = set(module.bound).union(*(self._exports(star) for star in module.stars))
        if module.is_package:
            folder = self.root.joinpath(*dotted.split("."))
            found |= {p.stem for p in folder.iterdir() if p.is_dir() or p.suffix == ".py"}
        return found

    def _exports(self, dotted: str) -> set[str]:
        module = self.module(dotted)
        if module is not None and module.exported is not None:
            return module.exported
        return {name for name in self._names(dotted) if not name.startswith("_")}

    def resolve(self, dotted: str, name: str) -> Found:
        """What a name of a module stands for."""
        module = self.module(dotted)
        if module is None:
            return OTHER
        binding = module.bound.get(name)
        match binding:
            case ast.FunctionDef():
                return Found("function", union(_signature(f) for f in definitions(module.tree.body, name)))
            case ast.ClassDef():
                return Found("class", self.constructor((module, binding)), self.forward((module, binding)))
            case ast.expr():
                return self._value(module, binding)
            case Imported(source, None):
                return Found("module") if self.module(source) else OTHER
            case Imported(source, str(original)) if (source, original) != (dotted, name):
                return self.resolve(source, original)
        for star in module.stars:
            if name in self._exports(star):
                return self.resolve(star, name)
        return Found("module") if self.module(f"{dotted}.{name}") else OTHER

    def _value(self, module: Module, value: ast.expr) -> Found:
        match value:
            case ast.Name(id=name):
                return self.resolve(module.dotted, name) if module.bound.get(name) is not value else OTHER
            case ast.Attribute():
                return self._c_function(ast.unparse(value))
            case ast.Call(func=ast.Name(id="_add_docstr"), args=[ast.Attribute() as original, text]):
                return self._c_function(ast.unparse(original), documented(text))
            case ast.Call(func=func, args=[original, *_]) if last(func) in ("_add_docstr", "_make_deprecate"):
                return self._value(module, original)
            case ast.Call(func=func, keywords=keywords) if last(func) == "boolean_dispatch":
                branches = [self._value(module, k.value).call for k in keywords if k.arg in ("if_true", "if_false")]
                return Found("function", union(call or UNREAD for call in branches))
        return OTHER

    def _c_function(self, dotted: str, documentation: list[Signature] | None = None) -> Found:
        """A function written in C: its stubs, and its documentation."""
        owner, _, name = dotted.rpartition(".")
        if owner == "torch._C._nn" and name.endswith("_"):
            return Found("builtin", UNREAD)  # elu_ takes more than its stub and its documentation say
        stubs = [s for file in STUBS.get(owner, ()) for s in self._stub(file).get(name, ())]
        call = union(stubs + (documentation or []))
        if isinstance(call, Signature):
            call = Signature(tuple("input" if n == "self" else n for n in call.names), call.keyword_only)
        return Found("builtin", call)

    def _stub(self, file: str) -> dict[str, list[Signature]]:
        if file not in self._stubs:
            path = self.root / "torch" / f"{file}.pyi"
            found = self._stubs[file] = {}
            for node in ast.parse(path.read_text("utf-8")).body if path.is_file() else ():
                if isinstance(node, ast.FunctionDef):
                    found.setdefault(node.name, []).append(Signature.of(node))
        return self._stubs[file]

    def constructor(self, owner: Class) -> Call:
        """How a class is called: its ``__init__`` and ``__new__``, own or inherited."""
        module, definition = owner
        if (module.dotted, definition.name) == MODULE:
            return Signature()
        if any(last(d) not in TRANSPARENT for d in definition.decorator_list):
            return UNREAD
        own = [f for method in ("__init__", "__new__") for f in definitions(definition.body, method)]
        if own:
            return union(self._handed_on(owner, f) or Signature.of(f, bound=True) for f in own)
        return self._inherited(owner)

    def _inherited(self, owner: Class) -> Call:
        bases = list(self._bases(owner))
        if None in bases:
            return UNREAD
        return self.constructor(bases[0]) if bases and bases[0] else Signature()

    def _handed_on(self, owner: Class, init: ast.FunctionDef) -> Call | None:
        """What an ``__init__`` takes that hands its ``**kwargs`` to the base's and to nothing else, else None."""
        calls = [n for n in ast.walk(init) if isinstance(n, ast.Call) and SUPER_INIT.fullmatch(ast.unparse(n.func))]
        keys = _keys(init)
        if len(calls) != 1 or keys is None or all(keyword.arg for keyword in calls[0].keywords):
            return None
        base = self._inherited(owner)
        if not isinstance(base, Signature):
            return UNREAD
        given = [a for a in calls[0].args if not isinstance(a, ast.Starred)]
        named = [k.arg for k in calls[0].keywords if k.arg]
        own = Signature.of(init, bound=True)
        rest = base.without([*base.names[: len(given)], *named])
        declared = overloads(owner[1].body, init.name)
        return union([*declared, Signature(own.names, own.keyword_only) | rest, Signature(tuple(keys), tuple(keys))])

    def forward(self, owner: Class) -> Call | None:
        """How an instance of a layer is called, None for what is no layer or leaves it to its subclasses."""
        module, definition = owner
        if (module.dotted, definition.name) == MODULE:
            return None
        own = definitions(definition.body, "forward")
        if own:
            return union(Signature.of(f, bound=True) for f in own)
        found = (self.forward(base) for base in self._bases(owner) if base)
        return next((call for call in found if call), None)

    def _bases(self, owner: Class) -> Iterator[Class | None]:
        """The base classes, None for one that the source does not hold."""
        module, definition = owner
        for base in definition.bases:
            plain = base.value if isinstance(base, ast.Subscript) else base
            if last(plain) not in ("object", "Generic"):
                yield self._class(module, plain)

    def _class(self, module: Module, expression: ast.expr) -> Class | None:
        if isinstance(expression, ast.Attribute):
            owner = self._module_of(module, expression.value)
            return self._class(owner, ast.Name(expression.attr)) if owner else None
        name = last(expression)
        match module.bound.get(name):
            case ast.ClassDef() as definition:
                return module, definition
            case Imported(source, str(original)):
                found = self.module(source)
                return self._class(found, ast.Name(original)) if found else None
        stars = (self.module(star) for star in module.stars if name in self._exports(star))
        return next((self._class(star, expression) for star in stars if star), None)

    def _module_of(self, module: Module, expression: ast.expr) -> Module | None:
        if isinstance(expression, ast.Attribute):
            dotted = ast.unparse(expression)
            return self.module(dotted) if dotted.startswith("torch.") else None
        match module.bound.get(last(expression)):
            case Imported(source, name):
                return self.module(f"{source}.{name}" if name else source)
        return None


def documented(text: ast.expr) -> list[Signature]:
    """The signature that a docstring of a C function begins with: ``gelu(input, approximate='none') -> Tensor``."""
    pieces = [c for c in ast.walk(text) if isinstance(c, ast.Constant)]
    first = min(pieces, key=lambda c: (c.lineno, c.col_offset)).value if pieces else ""
    head = re.match(r"\s*(\w+\(.*?\)) *->", str(first), re.DOTALL)
    try:
        parsed = ast.parse(f"def {head[1]}: ...").body if head else []
    except SyntaxError:
        return []
    return [Signature.of(f) for f in parsed if isinstance(f, ast.FunctionDef)]


def _signature(function: ast.FunctionDef) -> Call:
    opaque = any(last(d) not in TRANSPARENT for d in function.decorator_list)
    return UNREAD if opaque else Signature.of(function)


def _keys(function: ast.FunctionDef) -> list[str] | None:
    """The constant keys that ``**kwargs`` is asked for, None where more is done with it than asking and handing on."""
    kwargs = function.args.kwarg
    if kwargs is None:
        return None
    asked = [_asked(node, kwargs.arg) for node in ast.walk(function)]
    uses = sum(isinstance(n, ast.Name) and n.id == kwargs.arg for n in ast.walk(function))
    plain = [key for key in asked if key is not None]
    return sorted({key for key in plain if key}) if len(plain) == uses else None


def _asked(node: ast.AST, kwargs: str) -> str | None:
    """The key that a node asks ``kwargs`` for, "" where it hands all of it on, None where it does neither."""
    match node:
        case ast.keyword(arg=None, value=ast.Name(id=used)) if used == kwargs:
            return ""
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id=used), attr="pop" | "get"), args=[ast.Constant(str(key)), *_])
            | ast.Compare(left=ast.Constant(str(key)), comparators=[ast.Name(id=used)])
            | ast.Subscript(value=ast.Name(id=used), slice=ast.Constant(str(key)))
        ) if used == kwargs:
            return key
    return None
