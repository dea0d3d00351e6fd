"""The command table, and the one place where a fault becomes a line and an exit code."""

import codecs
import json
import os
import sys
import traceback
from importlib import import_module
from keyword import iskeyword
from typing import Annotated

import typer

from aigc_quiz import __version__, content
from aigc_quiz.cli import completion
from aigc_quiz.errors import GraderFault, QuizError, Unavailable

# In the order in which a newcomer needs them. Each names a module of this package with a function
# `command`; such a module imports typer and the standard library at its top, and nothing heavier.
COMMANDS = (
    "practice",
    "mock",
    "plan",
    "due",
    "stats",
    "list",
    "show",
    "search",
    "start",
    "grade",
    "hint",
    "solution",
    "faces",
    "check",
    "export",
    "import",
    "doctor",
)

# Click's base of all that is wrong with a command line; newer typers carry a click of their own.
_WRONG_OPTIONS: type[Exception] = next(
    kind
    for kind in typer.BadParameter.__mro__
    if kind.__name__ == "ClickException" and issubclass(kind, Exception)
)

app = typer.Typer(
    name="aigc-quiz",
    rich_markup_mode=None,  # rich help doubles the time to `--help`
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"aigc-quiz {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def bare(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of faults.")] = False,
) -> None:
    """Practise generative-AI interview questions, in Chinese or English, and grade your own code."""
    if context.invoked_subcommand is None:
        import_module("aigc_quiz.cli.overview").show()


# A line of the list of commands that fits beside its name, also in a narrow terminal.
_SHORT = {
    "practice": ("练习：先复习到期的，再学新的", "Practise: due first, then new"),
    "mock": ("计时的模拟面试与成绩单", "A timed mock interview, scored"),
    "plan": ("定下面试日期，按天安排", "Plan towards an interview"),
    "due": ("到期的题，和之后几天的量", "What is due, and when"),
    "stats": ("保持率、日历、弱项", "Retention, calendar, weak spots"),
    "list": ("浏览题目和编程练习", "List questions and exercises"),
    "show": ("看一道题；--answer 看答案", "Show a question; --answer too"),
    "search": ("在中英文题目里查找", "Search in both languages"),
    "start": ("取一个编程练习的起始文件", "Write an exercise's starter"),
    "grade": ("评测写好的程序", "Grade your programs"),
    "hint": ("编程练习的下一条提示", "The next hint of an exercise"),
    "solution": ("编程练习的参考解答", "A reference solution"),
    "faces": ("画卡通脸（图像练习的数据）", "Draw the cartoon faces"),
    "check": ("检查题库的内容文件", "Check content files"),
    "export": ("导出记录，或导出到 Anki", "Export the history, or to Anki"),
    "import": ("导入自己的导出文件", "Import an export of your own"),
    "doctor": ("本机能做什么；修复记录", "What works here; mend history"),
}


def _short(name: str) -> str | None:
    try:
        chinese = content.language() == "zh"
    except QuizError:  # told by the command itself, in its own line
        chinese = False
    told = _SHORT.get(name)
    return told and told[0 if chinese else 1]


for _name in COMMANDS:
    # A keyword of Python names its module with a line behind it: import_.
    _module = f"{_name}_" if iskeyword(_name) else _name
    app.command(_name, short_help=_short(_name))(
        completion.attach(import_module(f"aigc_quiz.cli.{_module}").command)
    )


def run(arguments: list[str] | None = None) -> int:
    """Run one command line and return its exit code (see ARCHITECTURE: 0, 1, 2, 3 or 130)."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given  # read before parsing can fail, and wherever it stands
    arguments = [argument for argument in given if argument != "--debug"]
    codecs.register_error("json", _escaped)
    codecs.register(_seven_bit)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a replacement, never a traceback; a program
        # that reads JSON gets the character all the same.
        if hasattr(stream, "reconfigure"):
            as_json = stream is sys.stdout and "--json" in given
            stream.reconfigure(
                encoding="seven_bit" if codecs.lookup(stream.encoding).name == "ascii" else None,
                errors="json" if as_json else "replace",
            )
    try:
        code = app(args=arguments, prog_name="aigc-quiz", standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except (BrokenPipeError, SystemExit) as end:
        if isinstance(end, SystemExit) and not isinstance(end.__context__, BrokenPipeError):
            raise
        # The reader (`| head`) has gone: stop quietly, and keep Python from flushing into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except QuizError as fault:
        return _report(fault, fault.exit_code, debug=debug)
    except _WRONG_OPTIONS as fault:
        return _report(QuizError(_usage(fault)), QuizError.exit_code, debug=debug)
    except Exception as fault:  # noqa: BLE001 - the last net: no traceback ever reaches a user
        return _unexpected(fault, debug=debug)
    return code if isinstance(code, int) else 0


def _seven_bit(name: str) -> codecs.CodecInfo | None:
    """ASCII by a name that click does not know: under its own it would write UTF-8 instead."""
    found = codecs.lookup("ascii")
    return codecs.CodecInfo(*found, found.incrementalencoder, found.incrementaldecoder, name) if name == "seven_bit" else None  # fmt: skip


def _escaped(fault: UnicodeError) -> tuple[str, int]:
    """What JSON writes for characters that the stream's encoding lacks."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    return json.dumps(fault.object[fault.start : fault.end])[1:-1], fault.end


# Where "us" is, depends on where it came from: a clone, a company's mirror, a package index.
_OURS = (
    "this is a fault of the grader, not your file's, and no verdict: run the same command with --debug "
    "and send what it prints, with your file, to where you got aigc-quiz"
)


def _report(fault: Exception, code: int, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(fault)
    typer.echo(f"aigc-quiz: {fault}" if "\n" not in str(fault) else str(fault), err=True)
    if isinstance(fault, GraderFault) and not isinstance(fault, Unavailable):
        typer.echo(f"aigc-quiz: {_OURS}", err=True)
    return code


def _usage(fault: BaseException) -> str:
    said = str(getattr(fault, "format_message", lambda: fault)()).rstrip(".")
    context = getattr(fault, "ctx", None)
    return f"{said}; see {context.command_path if context else 'aigc-quiz'} -h"


def _unexpected(fault: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(fault)
    where = traceback.extract_tb(fault.__traceback__)[-1]
    typer.echo(
        f"aigc-quiz: a fault of ours, not yours: {type(fault).__name__}: {fault} "
        f"({where.name}, line {where.lineno})\naigc-quiz: {_OURS}",
        err=True,
    )
    return 3
