"""`mock`: a timed mock interview, then a scored report by topic."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from aigc_quiz.errors import QuizError

if TYPE_CHECKING:
    from aigc_quiz.content import Language
    from aigc_quiz.progress.mocks import Log

_LONGEST = 480.0
_RECENT = 3  # earlier interviews whose questions are drawn only where nothing else fits


def command(
    minutes: Annotated[
        float, typer.Option("--minutes", help="Length of the interview, up to 480.")
    ] = 45.0,
    role: Annotated[
        str, typer.Option("--role", help="llm, image, platform or general.")
    ] = "general",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the latest unfinished interview.")
    ] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="List the interviews so far, with their scores.")
    ] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="The last scores of the role by area, side by side.")
    ] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="For screen readers: whole lines, nothing drawn. Also: AIGC_QUIZ_PLAIN=1.",
        ),
    ] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The same seed draws the same questions.")
    ] = None,
    json_: Annotated[
        bool, typer.Option("--json", help="The report as one JSON object; all else to stderr.")
    ] = False,
    bank: Annotated[
        Path | None,
        typer.Option(
            "--bank", help="A folder of questions of your own; its history is kept apart."
        ),
    ] = None,
) -> None:
    """A timed mock interview: no feedback until the end, then a scored report by topic.

    Every answer is saved before the next prompt; after a crash or `q`, `mock --resume` goes on. By
    pipe one line answers one question: an empty line or `!skip` leaves it, `!flag` flags it, `!quit`
    leaves the interview unfinished, and the end of the input hands it in.
    """
    import sys

    from aigc_quiz import content
    from aigc_quiz.progress import mocks
    from aigc_quiz.quiz.blueprints import BLUEPRINTS
    from aigc_quiz.screen import render

    language = content.language(lang)
    if role not in BLUEPRINTS:
        raise QuizError(f"--role: unknown role {role!r}; use {', '.join(BLUEPRINTS)}")
    if not 0 < minutes <= _LONGEST:
        raise QuizError(
            f"--minutes: {minutes:g} is no length of an interview; use up to {_LONGEST:g}"
        )
    if list_ or compare:
        _past(role if compare else None, _folder(bank), language, json_=json_)
        return
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    out = sys.stderr if json_ and not terminal else sys.stdout
    found = _unfinished()
    if resume and not found:
        raise QuizError("--resume: no unfinished mock interview; begin one: aigc-quiz mock")
    if found and not resume:
        resume = _offer(found[0], language, render.page(plain=plain), terminal=terminal)
    log = mocks.Log.resume(found[0]) if resume else _begin(minutes, role, language, seed, bank, out)
    with log:
        if resume:
            folder = Path(log.course.begun.bank) if log.course.begun.bank else None
            spoken = language if lang else content.language(log.course.begun.lang)
            _hold(
                log, folder, spoken, out, terminal=terminal, json_=json_, plain=plain, resumed=True
            )
        else:
            _hold(
                log, bank, language, out, terminal=terminal, json_=json_, plain=plain, resumed=False
            )


def _folder(bank: Path | None) -> str:
    """How logs and reports name a bank."""
    return "" if bank is None else str(bank.expanduser().resolve())


def _past(role: str | None, bank: str, lang: "Language", *, json_: bool) -> None:
    import json
    import sys

    from aigc_quiz.progress import mocks
    from aigc_quiz.screen import mock_report, render

    past = mocks.reports()
    if role is not None:
        past = mock_report.of_role(past, role, bank)
    if json_:
        typer.echo(json.dumps({"format": mocks.FORMAT, "mocks": past}, ensure_ascii=False))
    elif role is None:
        running = [mocks.peek(file) for file in mocks.unfinished()]
        rows = mock_report.listed(past, running, lang)
        if sys.stdout.isatty():  # a program reads one line for each interview
            columns = render.page().columns
            rows = [line for row in rows for line in render.wrap(row, columns, hanging="  ")]
        typer.echo("\n".join(rows))
    else:
        typer.echo("\n".join(mock_report.compared(past, role, lang, render.page())))


def _unfinished() -> list[Path]:
    from aigc_quiz.progress import mocks

    return mocks.unfinished()


def _offer(file: Path, lang: "Language", page: Any, *, terminal: bool) -> bool:
    """Whether to go on with an unfinished interview; by pipe it is only named."""
    from aigc_quiz.progress import mocks
    from aigc_quiz.quiz.blueprints import BLUEPRINTS
    from aigc_quiz.screen.ask import Wish
    from aigc_quiz.screen.mock import minutes
    from aigc_quiz.screen.mock_words import mock_words
    from aigc_quiz.screen.render import wrap
    from aigc_quiz.screen.typed import at_terminal

    say, course = mock_words(lang), mocks.peek(file)
    _known(course.begun.role, file)
    if course.ended and terminal:  # a crash came between the end and the report
        return True
    text = say.unfinished.format(
        began=course.begun.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        title=BLUEPRINTS[course.begun.role].title.get(lang),
        answered=len(course.texts),
        count=len(course.begun.paper),
        time=minutes(course.left),
    )
    typer.echo("\n".join(wrap(text, page.columns)), err=not terminal)
    if not terminal:
        typer.echo(say.unfinished_pipe.format(command="aigc-quiz mock --resume"), err=True)
        return False
    given = at_terminal(page, lang).choose([say.unfinished_bar], "ne")
    if given is Wish.QUIT:
        raise typer.Exit
    if given == "e":
        with mocks.Log.resume(file) as log:
            log.add("end", log.course.elapsed, why="handed in")
    return given != "n"


def _known(role: str, file: Path) -> None:
    from aigc_quiz.quiz.blueprints import BLUEPRINTS

    if role not in BLUEPRINTS:
        raise QuizError(f"{file}: has a role of a newer aigc-quiz, {role!r}; upgrade aigc-quiz")


def _begin(
    minutes: float,
    role: str,
    lang: "Language",
    seed: int | None,
    bank: Path | None,
    out: TextIO,
) -> "Log":
    import random
    from datetime import UTC, datetime

    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.progress import mocks
    from aigc_quiz.quiz import mock
    from aigc_quiz.quiz.blueprints import BLUEPRINTS
    from aigc_quiz.screen import mock_report
    from aigc_quiz.screen.mock_words import mock_words

    questions = load_bank(bank).questions
    if not questions:
        raise QuizError(f"{bank}: has no questions; an interview needs at least one")
    blueprint = mock.fitting(BLUEPRINTS[role], questions)
    same = mock_report.of_role(mocks.reports(), role, _folder(bank))
    before = {entry["id"] for one in same[-_RECENT:] for entry in one["questions"]}
    drawn = mock.draw(questions, blueprint, 60 * minutes, random.Random(seed), asked_before=before)
    if not {area.topics for area in blueprint.areas} & {
        area.topics for area in BLUEPRINTS[role].areas
    }:
        out.write(mock_words(lang).foreign + "\n")
    return mocks.Log.begin(
        mocks.Begun(
            role=role,
            minutes=minutes,
            lang=lang,
            bank=_folder(bank),
            paper=tuple(
                mocks.Put(asked.question.id, asked.order, asked.variables) for asked in drawn
            ),
            at=datetime.now(UTC),
        )
    )


def _hold(
    log: "Log",
    bank: Path | None,
    lang: "Language",
    out: TextIO,
    *,
    terminal: bool,
    json_: bool,
    plain: bool,
    resumed: bool,
) -> None:
    """Hold the interview to its end or until the user leaves; report it."""
    import json
    import sys

    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.quiz.blueprints import BLUEPRINTS
    from aigc_quiz.screen import render
    from aigc_quiz.screen.ask import Lines
    from aigc_quiz.screen.mock import Interview, paper
    from aigc_quiz.screen.mock_words import mock_words
    from aigc_quiz.screen.render import wrap
    from aigc_quiz.screen.typed import at_terminal

    say, page, course = mock_words(lang), render.page(plain=plain), log.course
    _known(course.begun.role, log.file)
    questions = load_bank(bank).questions
    interview = Interview(
        log=log,
        paper=paper(course.begun.paper, questions),
        source=at_terminal(page, lang) if terminal else Lines(sys.stdin.buffer),
        lang=lang,
        page=page,
        out=out,
    )
    if not course.ended:
        title = BLUEPRINTS[course.begun.role].title.get(lang)
        if resumed:
            log.add("resume", course.elapsed)
            head = say.resumed.format(
                began=course.begun.at.astimezone().strftime("%Y-%m-%d %H:%M"),
                title=title,
                answered=len(course.texts),
                count=len(course.begun.paper),
            )
        else:
            head = say.begin.format(
                title=title, count=len(course.begun.paper), minutes=f"{course.begun.minutes:g}"
            )
        rules = say.rules if terminal else say.rules_pipe
        interview.show(
            [page.bold(line) for line in wrap(head, page.columns)]
            + [page.dim(line) for line in wrap(rules, page.columns)]
            + [""]
        )
        command_ = f"aigc-quiz mock --resume{' --plain' * plain}"
        again = say.paused.format(command=command_)
        try:
            ended = interview.run()
        except KeyboardInterrupt:
            typer.echo("\n" + again, err=True)
            raise typer.Exit(130) from None
        if not ended:
            interview.show(["", *wrap(again, page.columns)])
            return
    if not course.texts:
        log.remove()
        interview.show(["", say.nothing])
        return
    report = _report(interview, bank, questions)
    if json_:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")


def _report(interview: Any, bank: Path | None, questions: Any) -> dict[str, Any]:
    """Mark, save and show an interview that is over."""
    import shlex

    from aigc_quiz.progress import mocks, naming
    from aigc_quiz.progress.history import History, path
    from aigc_quiz.quiz import mock
    from aigc_quiz.quiz.blueprints import BLUEPRINTS
    from aigc_quiz.screen import mock_report
    from aigc_quiz.screen.mock import log_reviews, said
    from aigc_quiz.screen.mock_words import KINDS, mock_words
    from aigc_quiz.screen.render import wrap

    course, lang, page = interview.log.course, interview.lang, interview.page
    say = mock_words(lang)
    blueprint = mock.fitting(BLUEPRINTS[course.begun.role], questions)
    told = said(course, interview.paper)
    past = mocks.reports()
    place = "" if bank is None else f" --bank {shlex.quote(str(bank))}"
    with History(path()) as history:
        reviews = log_reviews(course, interview.paper, history, naming.prefix(bank), lang)
    found = mock.result(told, blueprint, KINDS)
    report = mock_report.report(course, blueprint, found, told, place, past)
    files = mocks.save(course.name, report, mock_report.markdown(report, told, past, lang))
    interview.log.remove()
    interview.show(["", *mock_report.lines(report, told, past, lang, page), ""])
    closing = [say.reviews.format(count=reviews)]
    closing += [say.files.format(file=file) for file in files]
    interview.show([part for line in closing for part in wrap(line, page.columns)])
    interview.explain(told)
    return report
