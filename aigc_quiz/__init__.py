"""A bilingual question bank and grader for generative-AI interviews."""

__version__ = "0.1.0"
