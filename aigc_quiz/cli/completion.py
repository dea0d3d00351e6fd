"""What a shell proposes for topics, ids, slugs and the like: from names of files and their raw text, never parsed."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

_ID = re.compile(rb"^(?:- |  )id:[ \t]*[\"']?([\w-]+)", re.MULTILINE)
_TAGS = re.compile(rb"^(?:- |  )tags:[ \t]*\[([^\]\n]*)\]", re.MULTILINE)
_CODING = "coding"

Proposals = list[str]


def topics(context: typer.Context, incomplete: str) -> Proposals:
    """The topics of the bank."""
    return _fitting((file.stem for file in _files(context)), incomplete)


def categories(context: typer.Context, incomplete: str) -> Proposals:
    """The categories of the bank."""
    found = (file.parent.name for file in _files(context))
    return _fitting((*found, *([_CODING] if _slugs(context) else [])), incomplete)


def tags(context: typer.Context, incomplete: str) -> Proposals:
    """The tags of the bank."""
    found = (
        name.strip(" \"'")
        for file in _files(context)
        for inside in _TAGS.findall(_text(file))
        for name in inside.decode("utf-8", "replace").split(",")
    )
    return _fitting(found, incomplete)


def ids(context: typer.Context, incomplete: str) -> Proposals:
    """The ids of the bank's questions, and the slugs of its exercises."""
    found = (name.decode() for file in _files(context) for name in _ID.findall(_text(file)))
    return _fitting((*found, *_slugs(context)), incomplete)


def slugs(context: typer.Context, incomplete: str) -> Proposals:
    """The slugs of the exercises."""
    return _fitting(_slugs(context), incomplete)


def languages(incomplete: str) -> Proposals:
    """The languages."""
    return _fitting(("zh", "en"), incomplete)


def types(incomplete: str) -> Proposals:
    """The types of questions."""
    from aigc_quiz.bank.question import TYPES

    return _fitting(TYPES, incomplete)


def roles(incomplete: str) -> Proposals:
    """The roles of a mock interview."""
    from aigc_quiz.quiz.blueprints import BLUEPRINTS

    return _fitting(BLUEPRINTS, incomplete)


def devices(incomplete: str) -> Proposals:
    """The kinds of devices."""
    return _fitting(("auto", "cpu", "cuda", "mps"), incomplete)


def isolations(incomplete: str) -> Proposals:
    """The wishes for isolation."""
    return _fitting(("auto", "strict", "none"), incomplete)


# By an option's name or an argument's.
_PROPOSED: dict[str, Callable[..., Proposals]] = {
    "--topic": topics,
    "--category": categories,
    "--tag": tags,
    "--type": types,
    "--lang": languages,
    "--role": roles,
    "--exercise": slugs,
    "--device": devices,
    "--isolation": isolations,
    "slug": slugs,
    "id_": ids,
}


def attach(command: Callable[..., object]) -> Callable[..., object]:
    """Let a shell propose values for the options and arguments of a command that have known ones."""
    for name, hint in command.__annotations__.items():
        for info in getattr(hint, "__metadata__", ()):
            # In an annotation typer keeps an option's name where its default would stand.
            known = {name, str(info.default), *(info.param_decls or ())} & _PROPOSED.keys()
            if known:
                info.autocompletion = _PROPOSED[known.pop()]
    return command


def _fitting(names: Iterable[str], begun: str) -> Proposals:
    return sorted({name for name in names if name and name.startswith(begun)})


def _folder(context: typer.Context) -> Path:
    from aigc_quiz import content

    bank = context.params.get("bank")
    return Path(bank).expanduser() if bank else content.questions_dir()


def _files(context: typer.Context) -> list[Path]:
    """The topic files; where nothing can be read there is nothing to propose."""
    folder = _folder(context)
    found = [*folder.glob("*.y*ml"), *folder.glob("*/*.y*ml")]
    return sorted(file for file in found if file.name[0] not in "._")


def _slugs(context: typer.Context) -> list[str]:
    return [file.parent.name for file in _folder(context).glob(f"{_CODING}/*/exercise.yaml")]


def _text(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
