"""``headlint [check] PATH...``"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headlint import __version__
from headlint.cli import mending
from headlint.cli.show import FORMATS, View, show
from headlint.cli.terminal import HELP, Terminal, colour_option
from headlint.project.config import FAIL_ON, Config, find_config, load_config, unknown_code
from headlint.project.errors import ProjectError

if TYPE_CHECKING:
    from headlint.engine.result import Request, Result

DEFAULT_FAIL_ON = "warning"


@dataclass(frozen=True, slots=True)
class Options:
    """The options as they were given."""

    paths: tuple[Path, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    exclude: tuple[str, ...]
    output_format: str | None
    fail_on: str | None
    fail_on_unresolved: bool
    exit_zero: bool
    pedantic: bool
    ledger: bool
    statistics: bool
    cache: bool
    jobs: int
    fix: bool
    unsafe_fixes: bool
    diff: bool
    config: Path | None
    isolated: bool
    colour: str
    quiet: bool
    verbose: bool


@click.command(short_help="Check files and directories (the default verb).", context_settings=HELP)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--select", multiple=True, metavar="CODES", help="Report these codes or prefixes only (HL1,HL403).")
@click.option("--ignore", multiple=True, metavar="CODES", help="Do not report these codes or prefixes.")
@click.option("--exclude", multiple=True, metavar="PATTERNS", help="Leave out files that match, as in .gitignore.")
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    help="How to show findings. [default: full in a terminal, concise otherwise]",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(FAIL_ON)),
    help=f"Exit with 1 from this severity on. [default: {DEFAULT_FAIL_ON}]",
)
@click.option("--fail-on-unresolved", is_flag=True, help="Exit with 1 where a loss call could not be followed.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even where there are findings.")
@click.option("--pedantic", is_flag=True, help="Report also what is wrong on some path only.")
@click.option("--ledger", is_flag=True, help="List every loss call: ok, wrong or unresolved.")
@click.option("--statistics", is_flag=True, help="Count the findings of each code instead of listing them.")
@click.option("--fix", is_flag=True, help="Apply the fixes that are safe, and report what remains.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also fixes with effects elsewhere.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--cache/--no-cache", default=True, help="Remember unchanged files between runs. [default: cache]")
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, metavar="N", help="Parse in N processes. [one a core]")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read [tool.headlint] from this file.")
@click.option("--isolated", is_flag=True, help="Read no configuration.")
@colour_option
@click.option("-q", "--quiet", is_flag=True, help="Print findings only: no summary, no hints.")
@click.option("--verbose", is_flag=True, help="Show the traceback of an internal error.")
@click.version_option(__version__, "--version", message="headlint %(version)s")
@click.pass_context
def check(context: click.Context, /, **given: Any) -> None:
    """Check Python files, notebooks and directories (by default the working directory)."""
    options = Options(**given)
    terminal = Terminal.of(options.colour)
    view = _view(options, terminal)
    config = _config(options)
    request = _request(options, config)
    if options.diff:
        context.exit(_diff(request, options, terminal))
    if options.fix:
        result, notes = _fix(request, options)
        view = replace(view, notes=notes)
    else:
        result = _run(request)
    show(result, view, terminal)
    context.exit(_exit_code(result, options, options.fail_on or config.fail_on or DEFAULT_FAIL_ON))


def _run(request: Request) -> Result:
    from headlint.engine.answers import answer

    return answer(request)


def _fix(request: Request, options: Options) -> tuple[Result, tuple[str, ...]]:
    """Mend what can be mended; what remains, and what is to be said of it."""
    outcome = mending.mended(request, unsafe=options.unsafe_fixes)
    mending.write(outcome)
    return outcome.after, tuple(mending.told(outcome))


def _diff(request: Request, options: Options, terminal: Terminal) -> int:
    """Show what would be mended; the exit code is 1 where that is anything, whatever remains."""
    outcome = mending.mended(request, unsafe=options.unsafe_fixes)
    mending.show_diff(outcome, terminal)
    if not options.quiet:
        for line in mending.told(outcome, would=True):
            print(line, file=sys.stderr)
    return int(bool(outcome.files) and not options.exit_zero)


def _view(options: Options, terminal: Terminal) -> View:
    style = options.output_format or ("full" if terminal.interactive else "concise")
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise click.UsageError("--unsafe-fixes widens --fix or --diff: give one of them as well")
    if style == "json" and options.statistics:
        raise click.UsageError("--statistics has no JSON form: count the findings of --output-format json")
    paths = tuple(str(path) for path in options.paths) or (".",)
    return View(style, paths, options.statistics, options.ledger, options.quiet)


def _config(options: Options) -> Config:
    if options.isolated:
        if options.config is not None:
            raise click.UsageError("--config and --isolated exclude each other")
        return Config()
    first = options.paths[0].absolute() if options.paths else Path.cwd()
    path = options.config or find_config(first if first.is_dir() else first.parent)
    return Config() if path is None else load_config(path, _known_codes())


def _request(options: Options, config: Config) -> Request:
    from headlint.engine.result import Request

    root = Path.cwd() if config.path is None else config.path.absolute().parent
    return Request(
        paths=options.paths or (Path("."),),
        select=_codes(options.select) or config.select,
        ignore=config.ignore + _codes(options.ignore),
        exclude=config.exclude + tuple(_below(root, pattern) for pattern in _items(options.exclude)),
        root=root,
        pedantic=options.pedantic,
        cache=options.cache,
        jobs=options.jobs,
        contracts=config.contracts,
    )


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    codes = tuple(_items(given))
    known = _known_codes() if codes else {}
    if fault := next(filter(None, (unknown_code(code, known) for code in codes)), None):
        raise ProjectError(fault)
    return codes


def _items(given: Iterable[str]) -> list[str]:
    """The items of repeated comma lists."""
    return [item.strip() for each in given for item in each.split(",") if item.strip()]


def _below(root: Path, pattern: str) -> str:
    """A pattern with a folder in it, written relative to the working directory, as one relative to ``root``."""
    cwd = Path.cwd()
    if cwd == root or not cwd.is_relative_to(root) or "/" not in pattern.rstrip("/"):
        return pattern
    return f"/{cwd.relative_to(root).as_posix()}/{pattern.lstrip('/')}"


def _known_codes() -> dict[str, str]:
    from headlint.engine.registry import known_codes

    return known_codes()


def _exit_code(result: Result, options: Options, fail_on: str) -> int:
    threshold = FAIL_ON[fail_on]
    if options.exit_zero:
        return 0
    found = threshold is not None and any(finding.severity >= threshold for finding in result.findings)
    unresolved = options.fail_on_unresolved and any(e.verdict == "unresolved" for e in result.ledger)
    return int(found or unresolved)
