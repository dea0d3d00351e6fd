"""How a worker starts: the program that it runs, the texts that it is sent, its environment."""

import json
import os
import struct
from pathlib import Path

# What the worker runs, in the order in which they import each other. It gets the texts, not the files.
_TEXTS = (
    "grading/wire.py",
    "grading/faulty.py",
    "grading/jail/limits.py",
    "grading/jail/syscalls.py",
    "grading/jail/kernel.py",
    "grading/worker.py",
    "grading/zygote.py",
)
_LAZY = ("grading/learner.py",)  # imports torch: executed when the worker asks for it
PROGRAM = """\
import importlib.abc, importlib.util, json, os, struct, sys
def exactly(size):
    got = b""
    while len(got) < size:
        part = os.read(int(sys.argv[1]), size - len(got))
        if not part:
            os._exit(1)
        got += part
    return got
texts = json.loads(exactly(struct.unpack("<I", exactly(4))[0]))
class Texts(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name in texts:
            return importlib.util.spec_from_loader(name, self, is_package=not texts[name])
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        exec(compile(texts[module.__name__], module.__name__, "exec"), module.__dict__)
sys.meta_path.insert(0, Texts())
if sys.argv[3:] == ["zygote"]:
    os.close(int(sys.argv[1]))
    from aigc_quiz.grading.zygote import main
    main(int(sys.argv[2]))
from aigc_quiz.grading.worker import main
main(int(sys.argv[1]), int(sys.argv[2]))
os._exit(0)
"""


def texts() -> bytes:
    """What the program reads first: its own modules, as one sized block."""
    package = Path(__file__).resolve().parents[1]
    sent = {"aigc_quiz": "", "aigc_quiz.grading": "", "aigc_quiz.grading.jail": ""}
    for name in (*_TEXTS, *_LAZY):
        dotted = "aigc_quiz." + name.removesuffix(".py").replace("/", ".")
        sent[dotted] = (package / name).read_text(encoding="utf-8")
    packed = json.dumps(sent).encode()
    return struct.pack("<I", len(packed)) + packed


def environment(device: str, scratch: str) -> dict[str, str]:
    """A worker's whole environment: nothing of the user's crosses but what CUDA needs."""
    made = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": scratch,
        "USER": "submission",
        "TMPDIR": scratch,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        # torch.optim asks torch._dynamo for a cache folder; an existing one is enough.
        "TORCHINDUCTOR_CACHE_DIR": scratch,
        "CUDA_VISIBLE_DEVICES": "",
    }
    if device.startswith("cuda"):
        del made["CUDA_VISIBLE_DEVICES"]
        for name in ("CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "CUDA_HOME"):
            if name in os.environ:
                made[name] = os.environ[name]
    return made
