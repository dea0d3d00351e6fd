"""How the history tells the questions of one bank from those of another."""

from hashlib import blake2b
from pathlib import Path

from aigc_quiz import content


def prefix(directory: Path | None) -> str:
    """What stands before a question's id in the history: nothing for the shipped bank.

    For a foreign bank it is `<folder>-<hash of its absolute path>/`: two banks may hold the same
    ids, and two folders the same name. A bank that moves begins anew.
    """
    if directory is None:
        return ""
    folder = directory.expanduser().resolve()
    if folder == content.questions_dir().resolve():
        return ""
    return f"{folder.name}-{blake2b(bytes(folder), digest_size=4).hexdigest()}/"


def own(question: str, prefix: str) -> str | None:
    """The id of a logged question within the bank of that prefix; None if it belongs to another."""
    if not prefix:
        return None if "/" in question else question
    return question.removeprefix(prefix) if question.startswith(prefix) else None
