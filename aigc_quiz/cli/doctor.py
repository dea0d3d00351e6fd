"""`doctor`: what this machine can do."""

import json
import os
import platform
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from aigc_quiz.content import Language
    from aigc_quiz.grading.wire import Json

_PACKAGES = ("torch", "numpy", "safetensors", "typer", "rich", "fsrs", "pyyaml", "prompt_toolkit")


def command(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild", help="Mend the history: all that can be read of it into a new file."
        ),
    ] = False,
) -> None:
    """Say what this machine can do: devices, isolation, paths, versions, the history's copies."""
    from aigc_quiz import content

    language = content.language(lang)
    if rebuild:
        typer.echo(_rebuilt(language, as_json=as_json))
        return
    facts = _facts()
    typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else _text(facts, language))
    if facts["isolation_works"] is False:
        raise typer.Exit(3)


def _rebuilt(language: "Language", *, as_json: bool) -> str:
    from dataclasses import asdict
    from datetime import UTC, datetime

    from aigc_quiz.progress import history, salvage, snapshot

    snapshot.forget(history.path())
    done = salvage.rebuild(history.path(), datetime.now(UTC))
    if as_json:
        return json.dumps({"format": 1, **asdict(done)}, ensure_ascii=False, default=str)
    said = (
        "新文件的记录：{events} 条；取自备份：{from_copies} 条；缺失：{missing} 条。\n原文件保留为 {old}"
        if language == "zh"
        else "Events in the new file: {events}; of these from copies: {from_copies}; missing: {missing}.\n"
        "The old file is kept as {old}"
    )
    return said.format(**asdict(done))


def _history() -> "dict[str, Json]":
    from aigc_quiz.errors import QuizError
    from aigc_quiz.progress import backups, history
    from aigc_quiz.progress.history import History

    file = history.path()
    copies: list[Json] = [str(copy) for copy in backups.found(file)]
    events, fault = 0, ""
    try:
        if file.exists():
            with History(file) as log:
                events = len(log.rows())
    except QuizError as found:
        fault = str(found)
    return {"file": str(file), "events": events, "fault": fault, "copies": copies}


def _facts() -> "dict[str, Json]":
    from aigc_quiz import __version__, content
    from aigc_quiz.grading import install
    from aigc_quiz.grading.jail import tier

    heavy = install.present()
    reasons = tier.reasons()
    trials = _trials() if heavy else {}
    sound = {name: trial["sound"] for name, trial in trials.items() if isinstance(trial, dict)}
    strong = [value for name, value in sound.items() if name != "limits"]
    return {
        "format": 1,
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "grading": heavy,
        "devices": list(_devices()) if heavy else [],
        "isolation": tier.choose("auto"),
        "isolation_works": all(strong) if strong else None,
        "tiers": [
            {
                "tier": reason.tier,
                "available": reason.available,
                "why": reason.why,
                "self_test": trials.get(reason.tier),
            }
            for reason in reasons
        ],
        "history": _history(),
        "paths": {
            "home": str(content.home()),
            "questions": str(content.questions_dir()),
            "solutions": str(content.solutions_dir()),
            "python": sys.executable,
        },
    }


def _version(package: str) -> str | None:
    from importlib import metadata  # costs every command 10 ms at the top

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _devices() -> "list[str]":
    import torch

    found = ["cpu"]
    if torch.cuda.is_available():
        found += [
            f"cuda:{n} {torch.cuda.get_device_name(n)}" for n in range(torch.cuda.device_count())
        ]
    if torch.backends.mps.is_available():
        found.append("mps")
    return found


def _trials() -> "dict[str, Json]":
    """Every tier's self-test; the canary is a file of the user's own, made and removed here."""
    import tempfile
    from pathlib import Path

    from aigc_quiz.grading.jail import probe, tier

    done: dict[str, Json] = {}
    with tempfile.TemporaryDirectory(prefix="aigc-quiz-doctor-") as folder:
        canary = Path(folder, "canary")
        canary.write_text("a secret", encoding="utf-8")
        for reason in tier.reasons():
            if reason.available:
                trial = probe.trial(reason.tier, str(canary), str(Path(folder, "written")))
                refused: dict[str, Json] = {**trial.refused}
                done[reason.tier] = {
                    "sound": trial.sound,
                    "refused": refused,
                    "fault": trial.fault,
                }
    return done


_WORDS = {
    "read": ("读文件", "read a file"),
    "write": ("写文件", "write a file"),
    "connect": ("联网", "connect"),
    "fork": ("启动进程", "start a process"),
}


def _text(facts: "dict[str, Json]", language: "Language") -> str:
    zh = language == "zh"
    lines = [f"aigc-quiz {facts['version']}, Python {facts['python']}, {facts['platform']}"]
    packages = facts["packages"]
    if isinstance(packages, dict):
        lines.append(", ".join(f"{name} {version or '-'}" for name, version in packages.items()))
    if not facts["grading"]:
        install = 'pip install "aigc-quiz[grade]"'
        lines.append(f"评测未安装：{install}" if zh else f"grading is not installed: {install}")
    devices = facts["devices"]
    if isinstance(devices, list) and devices:
        lines.append(("设备：" if zh else "devices: ") + ", ".join(str(one) for one in devices))
    lines.append(f"隔离：{facts['isolation']}" if zh else f"isolation: {facts['isolation']}")
    tiers = facts["tiers"]
    for one in tiers if isinstance(tiers, list) else ():
        if isinstance(one, dict):
            lines += _tier(one, zh=zh)
    history = facts["history"]
    if isinstance(history, dict) and isinstance(history["copies"], list):
        count, copies = history["events"], len(history["copies"])
        lines.append(
            f"历史：{count} 条记录，{copies} 份备份"
            if zh
            else f"history: {count} events, {copies} copies"
        )
        lines += [f"  {history['fault']}"] if history["fault"] else []
    paths = facts["paths"]
    if isinstance(paths, dict):
        lines += [f"{name}: {path}" for name, path in paths.items()]
    return "\n".join(lines)


def _tier(one: "dict[str, Json]", *, zh: bool) -> list[str]:
    lines = [f"  {'+' if one['available'] else '-'} {one['tier']}: {one['why']}"]
    test = one["self_test"]
    refused = test["refused"] if isinstance(test, dict) else None
    if isinstance(test, dict) and test["fault"]:
        lines.append(f"    {test['fault']}")
    for name, value in refused.items() if isinstance(refused, dict) else ():
        what = _WORDS[name][0 if zh else 1]
        word = ("拒绝" if zh else "refused") if value else ("允许" if zh else "allowed")
        lines.append(f"    {what}: {word}")
    return lines
