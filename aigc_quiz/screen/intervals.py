"""`stats --optimize`: fits the review intervals to the user's own history, if that predicts better."""

import math
from datetime import datetime

from aigc_quiz.content import Language
from aigc_quiz.errors import QuizError
from aigc_quiz.progress import weights
from aigc_quiz.progress.history import History
from aigc_quiz.progress.weights import Fitted
from aigc_quiz.quiz import fitting

_SAID = {
    "zh": {
        "adopted": "复习间隔已按你自己的 {count} 次作答拟合：预测误差从 {before:.4f} 降到 {after:.4f}（{trial}，对数损失，越低越好）。",
        "kept": "拟合后预测并不更好（{before:.4f} → {after:.4f}，{trial}，对数损失），仍用原来的间隔。",
        "held_out": "未参与拟合的题", "same": "同样这些作答", "standard": "已改回 FSRS 的标准间隔。",
    },
    "en": {
        "adopted": "Intervals are now fitted to {count} answers of your own: the error of predicted recall fell from"
        " {before:.4f} to {after:.4f} ({trial}; log-loss, lower is better).",
        "kept": "Fitted intervals would predict no better ({before:.4f} to {after:.4f}, {trial}; log-loss):"
        " they stay as they are.",
        "held_out": "on questions kept apart", "same": "on the same answers",
        "standard": "Back to FSRS's standard intervals.",
    },
}  # fmt: skip


def optimize(history: History, now: datetime, lang: Language, *, verbose: bool = False) -> str:
    """Fit, try, and log the parameters if they predict better than those that stand; what happened.

    One question in five is kept apart to try them on, if enough are left.

    Raises:
        QuizError: the history is too short, or the optimizer is not installed.
    """
    answers = fitting.latest(history.answers())
    enough = fitting.spaced(answers)
    if enough < fitting.NEEDED:
        raise QuizError(
            f"{history.file}: fitting takes {fitting.NEEDED} reviews, each a day or more after the one before,"
            f" and there are {enough}; practise on, the standard intervals serve well until then"
        )
    to_fit, to_try = fitting.split(answers)
    try:
        found = fitting.fit(to_fit, verbose=verbose)
    except ImportError:
        raise QuizError(
            'stats --optimize needs FSRS\'s optimizer; install it with: pip install "aigc-quiz[optimize]"'
        ) from None
    before = fitting.loss(to_try, weights.standing(history))
    after = fitting.loss(to_try, found)
    better = math.isfinite(after) and after < before
    if better:
        weights.save(history, Fitted(found, len(to_fit), before, after), at=now)
    say = _SAID[lang]
    return say["adopted" if better else "kept"].format(
        count=len(to_fit),
        before=before,
        after=after,
        trial=say["same" if len(to_try) == len(answers) else "held_out"],
    )


def standard(history: History, now: datetime, lang: Language) -> str:
    """Go back to FSRS's standard parameters; what happened."""
    weights.save(history, None, at=now)
    return _SAID[lang]["standard"]
