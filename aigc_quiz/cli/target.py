"""A file that the user named to be written: it appears whole or not at all."""

import contextlib
import os
from pathlib import Path

from aigc_quiz.errors import QuizError


def write(file: Path, data: bytes) -> None:
    """Write the file, in place of one that is there already.

    Raises:
        QuizError: it cannot be written; the message names it and says why.
    """
    place = file.expanduser().resolve()  # what a link leads to is replaced, not the link
    part = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        if place.exists() and not place.is_file():
            with place.open("wb") as open_file:  # /dev/stdout, a pipe; a folder is refused here
                open_file.write(data)
            return
        try:
            part.write_bytes(data)
            part.replace(place)
        finally:
            with contextlib.suppress(OSError):
                part.unlink()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as fault:
        reason = (fault.strerror if isinstance(fault, OSError) else None) or str(fault)
        raise QuizError(
            f"{file}: cannot be written ({reason}); name another file or folder"
        ) from None
