"""A grading as one HTML page that needs nothing else: `grade --report DIR` writes it.

Whatever a submission wrote is hostile: all of it is escaped, and the page forbids itself scripts and the network.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aigc_quiz.grading.report import NOT_RUN
from aigc_quiz.screen import artifacts, verdict
from aigc_quiz.screen.report_words import CAPTIONS, METRICS, SAID, SHARES

if TYPE_CHECKING:
    from aigc_quiz.content import Language
    from aigc_quiz.grading.link import Limits
    from aigc_quiz.grading.report import Check, Report

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_CSS = """
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #6a6a70; --line: #d9d9de; --ground: #fff; --box: #f5f5f7;
  --good: #1f7a45; --bad: #b3261e; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ea; --soft: #a0a0a8; --line: #3a3a40; --ground: #17171a;
  --box: #222226; --good: #63c58a; --bad: #ff8a80; --warn: #e0b050; } }
body { font: 16px/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: var(--ink);
  background: var(--ground); max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
p { margin: .4rem 0; } .soft { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.verdict { font-size: 1.25rem; font-weight: 600; } .first { border-left: 4px solid var(--bad); padding: .2rem .9rem; background: var(--box); }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 500; color: var(--soft); }
th, td { overflow-wrap: break-word; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } .n { text-align: right; white-space: nowrap; }
td.sign { width: 1.2rem; font-weight: 700; } td.name { white-space: nowrap; } .message { white-space: pre-wrap; overflow-wrap: anywhere; } code, pre { font-family: ui-monospace, monospace; font-size: .88em; }
pre { background: var(--box); padding: .8rem; overflow-x: auto; white-space: pre-wrap; max-height: 30rem; overflow-y: auto; }
.rows { display: flex; flex-wrap: wrap; gap: 1.4rem 2rem; align-items: flex-start; } .rows > * { flex: 1 1 19rem; margin: 0; max-width: 30rem; }
.rows > .wide { flex-basis: 100%; max-width: 100%; } .passed code { white-space: nowrap; margin-right: .9rem; } img { width: 100%; height: auto; image-rendering: pixelated; border-radius: 6px; }
img.smooth { image-rendering: auto; background: #fff; } figcaption { color: var(--soft); font-size: .9rem; margin-top: .3rem; }
.bar { display: inline-block; height: .6rem; background: var(--good); vertical-align: middle; min-width: 1px; }
.bar.yours { background: #3b7dd8; } td.bars { width: 35%; line-height: .9; }
@media (max-width: 40rem) { td.name { white-space: normal; } }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } h2, figure, tr, .rows > * { break-inside: avoid; } h2 { break-after: avoid; }
  .rows { display: block; } .rows > * { display: inline-block; width: 47%; margin: 0 2% 1rem 0; vertical-align: top; }
  .rows > table { display: inline-table; } .rows > .wide { width: 98%; }
  pre { max-height: none; } .bar { print-color-adjust: exact; } }
"""
_WIDE = ("training", "curves", "nearest")


def page(
    report: "Report",
    language: "Language",
    pictures: Mapping[str, bytes],
    *,
    title: str,
    limits: "Limits",
) -> bytes:
    """The page: the verdict, what is wrong first, every check, the numbers, the pictures (PNG by name), what was printed."""
    say = SAID[language]
    parts = [
        *_head(f"{report.exercise}: {verdict.word(report.outcome, language)}", language),
        f"<h1>{escape(title)}</h1>",
        f"<p class='soft'><code>{_safe(report.file)}</code> · <code>{escape(report.exercise)}</code></p>",
        *_verdict(report, language),
        *_missed(report, language),
        *_pictures(pictures, language),
        *_numbers(report.records, language),
        *_distances(report.records, language),
        *_attributes(report.records, language),
        *_passed(report.checks, language),
        *_data(report.records, language),
    ]
    if report.printed.strip():
        parts += [f"<h2>{say['printed']}</h2>", f"<pre>{_safe(report.printed.strip())}</pre>"]
    parts += [*_how(report, language, limits), "</body></html>\n"]
    return "\n".join(parts).encode("utf-8", "replace")


def index(rows: Iterable[tuple["Report", str]], language: "Language") -> bytes:
    """A page that leads to the reports of many files: each with the path of its page, seen from this one."""
    say = SAID[language]
    parts = [
        *_head(say["index"], language),
        f"<h1>{say['index']}</h1>",
        f"<table><tr><th></th><th>{say['file']}</th><th>{say['exercise']}</th>"
        f"<th>{say['outcome']}</th><th class='n'>{say['score']}</th></tr>",
    ]
    for report, path in rows:
        colour, sign = ("good", "✓") if report.passed else ("bad", "✗")
        parts.append(
            f"<tr><td class='sign {colour}'>{sign}</td>"
            f"<td><a href='{escape(quote(path))}'><code>{_safe(report.file)}</code></a></td>"
            f"<td>{escape(report.exercise)}</td><td>{verdict.word(report.outcome, language)}</td>"
            f"<td class='n'>{report.score:.0%}</td></tr>"
        )
    return "\n".join([*parts, "</table></body></html>\n"]).encode("utf-8", "replace")


def _head(title: str, language: "Language") -> list[str]:
    return [
        "<!doctype html>",
        f"<html lang='{'zh-CN' if language == 'zh' else 'en'}'><head><meta charset='utf-8'>",
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        "<meta name='viewport' content='width=device-width, initial-scale=1'>",
        f"<title>{escape(title)} · aigc-quiz</title><style>{_CSS}</style></head><body>",
    ]


def _safe(text: str) -> str:
    return escape(verdict.plain(text))


def _verdict(report: "Report", language: "Language") -> Iterator[str]:
    colour = "good" if report.passed else "warn" if report.outcome == "not_graded" else "bad"
    medal = verdict.medal(report, language)
    yield (
        f"<p class='verdict'><span class='{colour}'>{verdict.word(report.outcome, language)}</span> · "
        f"{report.score:.0%}{f' · {medal}' if medal else ''}</p>"
    )


def _missed(report: "Report", language: "Language") -> Iterator[str]:
    """What was not passed, the first of it set apart, and then the advice."""
    say, failed = SAID[language], report.failed()
    for first in failed[:1]:
        yield (
            f"<div class='first'><p><code>{_safe(first.name)}</code></p>"
            f"<p class='message'>{_safe(first.message.get(language))}</p></div>"
        )
    rest = [*failed[1:], *(one for one in report.checks if one.advice and not one.passed)]
    if rest:
        yield f"<h2>{say['checks'] if failed[1:] else say['advised']}</h2><table>"
        yield from (_row(one, language) for one in rest)
        yield "</table>"


def _row(check: "Check", language: "Language") -> str:
    sign, colour = ("!", "warn") if check.advice else ("✗", "bad")
    if check.mistake == NOT_RUN:
        sign, colour = "–", "soft"
    points = SAID[language]["advice"] if check.advice else f"{check.points:g}"
    return (
        f"<tr><td class='sign {colour}'>{sign}</td><td class='name'><code>{_safe(check.name)}</code></td>"
        f"<td class='message'>{_safe(check.message.get(language))}</td><td class='n'>{points}</td></tr>"
    )


def _passed(checks: Iterable["Check"], language: "Language") -> Iterator[str]:
    names = [_safe(check.name) for check in checks if check.passed]
    if names:
        told = " ".join(f"<code><span class='good'>✓</span> {name}</code>" for name in names)
        yield f"<h2>{SAID[language]['passed']} ({len(names)})</h2><p class='passed'>{told}</p>"


def _numbers(records: Mapping[str, Any], language: "Language") -> Iterator[str]:
    """What was measured, beside the line that passes and what real images have."""
    say, measured = SAID[language], records.get("metrics")
    if not isinstance(measured, dict) or not measured:
        return
    lines, floor = artifacts.lines(records), records.get("floor") or {}
    yield (
        f"<h2>{say['numbers']}</h2><table><tr><th></th><th class='n'>{say['yours']}</th>"
        f"<th class='n'>{say['line']}</th><th class='n'>{say['floor']}</th></tr>"
    )
    for name, value in measured.items():
        told = METRICS.get(name)
        label = _safe(told[language] if told else name)
        line = ""
        if name in lines:
            line = f"{'≥' if told and told['more'] else '≤'} {_number(name, lines[name])}"
        real = _number(name, floor[name]) if name in floor else ""
        yield (
            f"<tr><td>{label}</td><td class='n'>{_number(name, value)}</td>"
            f"<td class='n'>{line}</td><td class='n'>{real}</td></tr>"
        )
    yield "</table>"


def _number(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _safe(str(value)[:40])
    return f"{value:.0%}" if name in SHARES else f"{value:.3g}"


def _attributes(records: Mapping[str, Any], language: "Language") -> Iterator[str]:
    """How often real faces and the samples show each value of each attribute."""
    found = records.get("attributes")
    if not isinstance(found, dict) or not found:
        return
    from aigc_quiz.jury.wording import named

    say = SAID[language]
    yield f"<h2>{say['attributes']}</h2><div class='rows'>"
    for attribute, one in found.items():
        yield f"<table><tr><th></th><th class='n'>{say['real']}</th><th class='n'>{say['yours']}</th><th></th></tr>"
        for value, (real, yours) in enumerate(zip(one["real"], one["yours"], strict=True)):
            yield (
                f"<tr><td>{escape(named(attribute, value).get(language))}</td>"
                f"<td class='n'>{real:.0%}</td><td class='n'>{yours:.0%}</td><td class='bars'>"
                f"<span class='bar' style='width:{100 * real:.1f}%'></span><br>"
                f"<span class='bar yours' style='width:{100 * yours:.1f}%'></span></td></tr>"
            )
        yield "</table>"
    yield "</div>"


def _distances(records: Mapping[str, Any], language: "Language") -> Iterator[str]:
    curves = records.get("curves")
    if not isinstance(curves, dict) or not curves.get("at"):
        return
    say = SAID[language]
    steps = "".join(f"<td class='n'>{step}</td>" for step in curves["at"])
    values = "".join(f"<td class='n'>{value:.3g}</td>" for value in curves["distance"])
    same_many = say["same_many"].format(floor=f"{curves['floor']:.3g}")
    yield (
        f"<h2>{say['over_time']}</h2><table><tr><th>{say['step']}</th>{steps}</tr>"
        f"<tr><th>{say['distance']}</th>{values}</tr></table>"
        f"<p class='soft'>{same_many}</p>"
    )


def _pictures(pictures: Mapping[str, bytes], language: "Language") -> Iterator[str]:
    if not pictures:
        return
    yield f"<h2>{SAID[language]['pictures']}</h2><div class='rows'>"
    for name, data in pictures.items():
        caption = escape(CAPTIONS[name][language] if name in CAPTIONS else name)
        wide = " class='wide'" if name in _WIDE else ""
        smooth = " class='smooth'" if name == "curves" else ""
        yield (
            f"<figure{wide}><img{smooth} alt='{escape(name)}.png' "
            f"src='data:image/png;base64,{base64.b64encode(data).decode()}'>"
            f"<figcaption>{caption}</figcaption></figure>"
        )
    yield "</div>"


def _data(records: Mapping[str, Any], language: "Language") -> Iterator[str]:
    """Which images of the user's own were trained on, and what was skipped of them."""
    data = records.get("data")
    if not isinstance(data, dict):
        return
    say = SAID[language]
    yield f"<h2>{say['data']}</h2><p><code>{_safe(str(data['folder']))}</code>: {data['images']}</p>"
    if data["skipped"]:
        yield f"<p class='soft'>{say['skipped']}</p><pre>{_safe(chr(10).join(data['skipped'][:100]))}</pre>"


def _how(report: "Report", language: "Language", limits: "Limits") -> Iterator[str]:
    say = SAID[language]
    rows = [
        (say["seed"], f"--seed {report.seed}"),
        (say["device"], report.device),
        (say["isolation"], report.isolation),
        (say["limits"], f"{limits.seconds:g} s, {limits.memory_mb} MiB"),
        (say["seconds"], f"{report.seconds:.1f} s"),
    ]
    if "steps" in report.records:
        rows.append((say["steps"], str(report.records["steps"])))
    yield f"<h2>{say['how']}</h2><table>"
    for name, value in rows:
        yield f"<tr><th>{name}</th><td>{_safe(value)}</td></tr>"
    yield "</table>"
    if report.isolation == "limits":
        yield f"<p class='warn'>{verdict.WEAK[language]}</p>"
