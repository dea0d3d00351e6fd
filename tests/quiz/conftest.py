from pathlib import Path

import pytest

from aigc_quiz.bank.loader import load_bank

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(scope="session")
def sample():
    """One question of each type, by type."""
    return {question.type: question for question in load_bank(SAMPLE).questions}
