"""From a recorded forward to the layers and outputs of a trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from headlint.diagnostics import Span
from headlint.engine.trace.forward import Forward, held
from headlint.engine.trace.marks import parts, tensors
from headlint.engine.trace.recording import Draft
from headlint.engine.trace.result import Known, Layer, Output
from headlint.engine.trace.wording import Words, layer, part
from headlint.infer.domain.heap import options
from headlint.infer.domain.modules import container
from headlint.infer.domain.values import BuiltinMethod, External, Function, Instance, Method, Value
from headlint.ir import expressions as ex
from headlint.ir.statements import Augment
from headlint.tensor import ALWAYS, Guards, Kind, Tensor

DEEPEST = 8
MOST_LAYERS = 1_500
MOST_OBJECTS = 4_000
ARGUMENTS = 32  # characters of the arguments that are shown
_SQUASHED = frozenset({Kind.SOFTMAX, Kind.SIGMOID, Kind.LOG_SOFTMAX, Kind.LOG_SIGMOID})


class Writer:
    """Writes one forward down."""

    def __init__(
        self, forward: Forward, subject: Instance, words: Words, arguments: Mapping[int, Mapping[str, Value]]
    ) -> None:
        self._forward = forward
        self._subject = subject
        self._words = words
        self._arguments = arguments
        self._numbers: dict[int, int] = {}
        self._paths: dict[int, dict[int, str]] = {}
        self._returned: dict[int, list[str]] = {}
        for draft in [*forward.parameters, *_all(forward.drafts)]:
            self._numbers[id(draft)] = len(self._numbers)
            self._notice_scores(draft)
        for path, _, value in self._results():
            maker = forward.makers.get(id(value))
            if maker is not None and path not in self._returned.setdefault(id(maker), []):
                self._returned[id(maker)].append(path)

    def _results(self) -> Iterator[tuple[str, Guards, Value]]:
        for guards, value in self._forward.results:
            for path, own, single in parts(value):
                yield path, guards | own, single

    def _notice_scores(self, draft: Draft) -> None:
        """What a softmax or sigmoid takes are logits."""
        if isinstance(draft.result, Tensor) and draft.result.kind in _SQUASHED:
            given = [tensor for source in draft.sources for tensor in tensors(source.result)]
            self._words.scores.update(t.maker for t in given if t.kind is Kind.RAW and t.maker is not None)

    def layers(self) -> tuple[Layer, ...]:
        """What the forward does."""
        return tuple(self._layer(draft, None, ALWAYS) for draft in self._forward.drafts if self._is_kept(draft))

    def _is_kept(self, draft: Draft) -> bool:
        return self._numbers[id(draft)] < MOST_LAYERS

    def _layer(self, draft: Draft, parent: Draft | None, under: Guards, depth: int = 0) -> Layer:
        name, what = self._called(draft, parent)
        inside = draft.inside if depth < DEEPEST else []
        return Layer(
            name=name,
            what=what,
            gives=self._words.known(draft.result, draft.guards),
            span=_span(draft),
            number=self._numbers[id(draft)],
            sources=self._sources(draft.sources),
            conditions=self._words.conditions(draft.guards - under),
            layers=tuple(self._layer(one, draft, draft.guards, depth + 1) for one in inside if self._is_kept(one)),
            returned=tuple(self._returned.get(id(draft), ())),
        )

    def _sources(self, drafts: list[Draft]) -> tuple[int, ...]:
        return tuple(sorted({self._numbers[id(one)] for one in drafts if id(one) in self._numbers}))

    def outputs(self) -> tuple[Output, ...]:
        """What the forward returns, part by part."""
        found: dict[str, list[Known]] = {}
        sources: dict[str, list[Draft]] = {}
        for path, guards, value in self._results():
            for one in self._words.known(value):
                known = replace(one, path=path, conditions=self._words.conditions(guards))
                if known not in found.setdefault(path, []):
                    found[path].append(known)
            maker = self._forward.makers.get(id(value))
            sources.setdefault(path, []).extend([maker] if maker else [])
        return tuple(Output(path, tuple(gives), (), self._sources(sources[path])) for path, gives in found.items())

    def _called(self, draft: Draft, parent: Draft | None) -> tuple[str, str]:
        """The name of what is done and, in few words, what it is."""
        func = draft.func
        if func is None:
            return _operator(draft.node), self._source(draft, draft.node)
        choices = [option for _, option in options(func)]
        if all(isinstance(option, Instance) for option in choices):
            name = self._path(choices[0], draft, parent) or self._source(draft, _callee(draft))
            return name, " or ".join(dict.fromkeys(self._built(option) for option in choices))
        if isinstance(func, (Method, Function)):
            function = func.function if isinstance(func, Method) else func
            return function.name.rpartition(".")[2], ""
        if isinstance(func, External):
            return func.name.rpartition(".")[2], self._arguments_text(draft, 1)
        if isinstance(func, BuiltinMethod):
            return func.name, self._arguments_text(draft, 0)
        inside = isinstance(parent.func, Instance) and container(parent.func) is not None if parent else False
        return ("?" if inside else self._source(draft, _callee(draft))), ""

    def _built(self, made: Instance) -> str:
        return layer(made) if isinstance(made.cls, External) else part(made, self._arguments.get(id(made), {}))

    def _path(self, made: Instance, draft: Draft, parent: Draft | None) -> str:
        """The attribute that holds a layer, seen from the object whose code calls it."""
        around = [self._subject if parent is None else parent.func, draft.owner, self._subject]
        for owner in around:
            if isinstance(owner, Instance) and (owner is draft.owner or _runs_its_own(owner) or owner is self._subject):
                if id(owner) not in self._paths:
                    self._paths[id(owner)] = ways(owner)
                if path := self._paths[id(owner)].get(id(made)):
                    return path
        return ""

    def _source(self, draft: Draft, node: ex.Node | None) -> str:
        if draft.site is None or node is None:
            return ""
        return self._words.source(draft.site.frame.namespace.module, node)

    def _arguments_text(self, draft: Draft, skip: int) -> str:
        node = draft.site.node if draft.site is not None else None
        if not isinstance(node, ex.Call):
            return ""
        texts = [self._source(draft, argument) for argument in node.arguments[skip:]]
        text = ", ".join(texts)
        return text if len(text) <= ARGUMENTS else f"{text[: ARGUMENTS - 1]}…"


def _runs_its_own(owner: Instance) -> bool:
    """True for objects that call what they hold by themselves: containers and ready-made networks."""
    return container(owner) is not None or isinstance(owner.cls, External)


def _all(drafts: list[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        yield draft
        yield from _all(draft.inside)


def _span(draft: Draft) -> Span:
    assert draft.site is not None
    return draft.site.span


def _callee(draft: Draft) -> ex.Node | None:
    node = draft.site.node if draft.site is not None else None
    return node.func if isinstance(node, ex.Call) else node


def _operator(node: ex.Node | None) -> str:
    if isinstance(node, Augment):
        return f"{node.op}="
    if isinstance(node, (ex.Binary, ex.Unary)):
        return node.op
    return node.ops[0] if isinstance(node, ex.Compare) else "[ ]"


def ways(owner: Instance) -> dict[int, str]:
    """The shortest way from an object to each that it holds, by identity."""
    found: dict[int, str] = {id(owner): ""}
    waiting = [("", owner)]
    while waiting and len(found) < MOST_OBJECTS:
        path, here = waiting.pop(0)
        for own, child in held(here):
            if id(child) not in found:
                found[id(child)] = f"{path}.{own}" if path else own
                waiting.append((found[id(child)], child))
    return found
