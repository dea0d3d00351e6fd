"""A folder of its own for what a test's commands keep."""

import pytest


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"
