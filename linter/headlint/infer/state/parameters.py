"""Binding arguments to parameters."""

from __future__ import annotations

from headlint.infer.domain.spare import Spare
from headlint.infer.domain.values import DictValue, Function, Pack, Unknown, Value
from headlint.infer.state.machine import Arguments, Site

OPTION = "option "  # prefix of the slots that hold the constructor arguments of a library's object


def bound_parameters(function: Function, arguments: Arguments, site: Site) -> dict[str, Value]:
    """The local variables with which a call of a function of the project begins."""
    parameters = function.node.parameters
    defaults = dict(function.defaults)
    positional = list(arguments.positional)
    keywords = dict(arguments.keywords)
    bound: dict[str, Value] = {}
    for parameter in parameters:
        if parameter.kind == "star":
            bound[parameter.name] = Pack(tuple(positional), open=arguments.open or arguments.spare)
            positional = []
        elif parameter.kind == "double_star":
            rest = Spare if arguments.spare and not arguments.open else DictValue
            bound[parameter.name] = rest(dict(keywords), open=arguments.open or arguments.spare)
        elif positional and parameter.kind != "keyword":
            bound[parameter.name] = positional.pop(0)
        elif parameter.name in keywords and parameter.kind != "positional":
            bound[parameter.name] = keywords.pop(parameter.name)
        elif parameter.name in defaults and not arguments.open:
            bound[parameter.name] = defaults[parameter.name]
        else:
            bound[parameter.name] = Unknown(f"the argument {parameter.name} is not known", site.span)
    return bound


def bound_row(names: tuple[str, ...], arguments: Arguments) -> dict[str, Value]:
    """The arguments of a library's function by parameter name; names behind "*" take no positional argument."""
    in_order = names[: names.index("*")] if "*" in names else names
    keywords = arguments.keywords
    if "dim" in names:
        keywords = {_NUMPY.get(name, name): value for name, value in keywords.items()}
    return dict(zip(in_order, arguments.positional, strict=False)) | keywords


_NUMPY = {"axis": "dim", "keepdims": "keepdim"}  # torch takes NumPy's names as well
