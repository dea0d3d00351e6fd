"""A folder of the user's own pictures, all made squares of one size."""

import mimetypes
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from aigc_quiz.errors import QuizError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 10_000  # pictures that are read: more would only cost minutes
_PIXELS = 89_478_485  # of one picture; Pillow warns of a decompression bomb beyond this many


class Folder(NamedTuple):
    """The pictures uint8 `(N, 3, S, S)`, N >= 1, and a line for each file that was left out: `cat.jpg: why`."""

    images: Tensor
    skipped: tuple[str, ...]


def load(folder: Path, *, size: int, progress: Callable[[int, int], None] | None = None) -> Folder:
    """Read every picture under a folder, in the order of their paths.

    Each is turned as its EXIF says, cropped to the square in its middle, scaled to `size` x `size` pixels
    (Lanczos) and laid on white where it is transparent; of an animation the first frame counts. Hidden files
    and files that are no pictures are passed over; a picture that cannot be read is named in `skipped`.
    Of more than `MOST` files, so many are read, evenly spread. `progress` is told how many of how many are read.

    Raises:
        QuizError: there is no such folder, it cannot be opened or holds no picture that can be read, or Pillow
            is not installed.
    """
    if not 8 <= size <= 1024:
        raise QuizError(f"pictures of {size} pixels cannot be made; sizes are 8 to 1024")
    _require_pillow()
    skipped: list[str] = []
    paths = sorted(_files(folder, skipped))
    if len(paths) > MOST:
        skipped.append(f"{len(paths) - MOST} files: at most {MOST} of {len(paths)} are read")
        paths = [paths[at * len(paths) // MOST] for at in range(MOST)]
    squares: list[bytes] = []
    for at, path in enumerate(paths):
        if progress is not None:
            progress(at, len(paths))
        try:
            squares.append(_square(path, size))
        except _NoPicture:
            continue
        except _Unreadable as fault:
            skipped.append(f"{_shown(path.relative_to(folder))}: {fault}")
    if not squares:
        raise QuizError(_none_read(folder, skipped))
    rows = torch.frombuffer(bytearray(b"".join(squares)), dtype=torch.uint8)
    images = rows.view(-1, size, size, 3).permute(0, 3, 1, 2).contiguous()
    return Folder(images, tuple(skipped))


class _NoPicture(Exception):
    """The file does not claim to be a picture."""


class _Unreadable(Exception):
    """The file claims to be a picture; the text says why it cannot be used."""


def _require_pillow() -> None:
    try:
        import PIL  # noqa: F401
    except ImportError:
        raise QuizError('pictures are read by Pillow: pip install "aigc-quiz[grade]"') from None


def _files(folder: Path, skipped: list[str]) -> Iterator[Path]:
    """Every file under the folder that is not hidden; what lies below cannot keep the rest from being read."""
    try:
        os.scandir(folder).close()
    except FileNotFoundError:
        raise QuizError(f"{folder}: no such folder; name the folder of your pictures") from None
    except NotADirectoryError:
        raise QuizError(f"{folder}: is a file; name the folder that it lies in") from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise QuizError(f"{folder}: cannot be opened ({why}); choose another folder") from None

    def note(fault: OSError) -> None:
        below = _shown(Path(fault.filename).relative_to(folder))
        skipped.append(f"{below}: cannot be opened ({fault.strerror})")

    for place, below, names in os.walk(folder, onerror=note):
        below[:] = [name for name in below if not name.startswith(".")]
        found = (Path(place, name) for name in names if not name.startswith("."))
        yield from (path for path in found if path.is_file())


def _none_read(folder: Path, skipped: list[str]) -> str:
    if not skipped:
        return f"{folder}: holds no pictures; name a folder with PNG, JPEG, WebP or the like"
    more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
    return f"{folder}: holds no picture that can be read; {skipped[0]}{more}"


def _shown(path: Path) -> str:
    """A path for a message: a file's name must not steer a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in path.as_posix())


def _square(path: Path, size: int) -> bytes:
    """The RGB bytes of a file's picture, `size` x `size`."""
    from PIL import Image, UnidentifiedImageError

    Image.init()
    formats = [name for name in Image.OPEN if name != "EPS"]  # which would be run, by Ghostscript
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=formats) as image:
                if image.width * image.height > _PIXELS:
                    raise Image.DecompressionBombError  # noqa: TRY301 - told with Pillow's own
                return _cut(image, size).tobytes()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise _Unreadable(f"too large; at most {_PIXELS // 10**6} million pixels") from None
        except UnidentifiedImageError:
            if not _claims(path, Image.registered_extensions()):
                raise _NoPicture from None
            raise _Unreadable("is no picture that can be read here") from None
        except PermissionError as fault:
            raise _Unreadable(f"cannot be opened ({fault.strerror})") from None
        except Exception as fault:  # noqa: BLE001 - Pillow raises anything on a broken file
            why = _shown(Path(str(fault)[:100] or type(fault).__name__))
            raise _Unreadable(f"damaged or cut short ({why})") from None


def _claims(path: Path, known: dict[str, str]) -> bool:
    kind, _ = mimetypes.guess_type(path.name)
    return path.suffix.lower() in known or (kind or "").startswith("image/")


def _cut(image: "Image", size: int) -> "Image":
    """The upright square in the middle of a picture, in RGB, scaled."""
    from PIL import Image

    image.draft("RGB", (2 * size, 2 * size))  # a JPEG is decoded no larger than needed
    image.load()
    _turn(image)
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = _on_white(image.crop((left, top, left + side, top + side)))
    return square.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3)


def _turn(image: "Image") -> None:
    from PIL import ImageOps

    try:
        ImageOps.exif_transpose(image, in_place=True)
    except Exception:  # noqa: BLE001 - a picture whose EXIF is broken is a good picture all the same
        return


def _on_white(image: "Image") -> "Image":
    from PIL import Image

    if image.mode[0] in "IF":
        image = _eight_bits(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("RGB")


def _eight_bits(image: "Image") -> "Image":
    """A grey picture of 16 or 32 bits: its range is what its numbers fit into, of the usual ones."""
    import numpy as np
    from PIL import Image

    grey = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0, neginf=0)
    usual = (1, 255, 65535) if image.mode == "F" else (65535,)
    low = min(0.0, float(grey.min()))
    high = next((float(top) for top in usual if grey.max() <= top), float(grey.max()))
    scaled = (grey - low) * (255 / max(high - low, 1e-300))
    return Image.fromarray(scaled.round().clip(0, 255).astype(np.uint8))
