"""Trains a submission whose result is pictures, measures what it draws, and says what it is worth; on grading and images."""

from aigc_quiz.jury.lines import NAMES, Lines, Medal, Training
from aigc_quiz.jury.stage import Jury

__all__ = ["NAMES", "Jury", "Lines", "Medal", "Training"]
