"""When all nine faults are mended: does the whole learn, and has the repair broken nothing else?"""

from collections.abc import Iterator

from aigc_quiz.grading import Check, Submission

POINTS = {"updates_are_separate": 1.0, "the_whole_learns": 3.0}


def whole(submission: Submission) -> Iterator[Check]:
    for n,p in POINTS.items():
        yield Check(n, True, points=p)
