"""The rules of sources: how old a review may be, what a reference must hold, one name for one paper."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from aigc_quiz.bank import words
from aigc_quiz.bank.question import Exercise, Question, Reference

REVIEW_DAYS = {"fast": 120, "slow": 365, "stable": 730}
_ARXIV = re.compile(r"(\d\d)(\d\d)\.\d{4,5}(v\d+)?")
_OLD_ARXIV = re.compile(r"[a-z-]+(\.[A-Z]{2})?/(\d\d)(\d\d)\d{3}")

Item = Question | Exercise


def faults(item: Item, today: date) -> Iterator[str]:
    """What is wrong with the references of a question or an exercise, and with the day of its review."""
    age = (today - item.reviewed).days
    if age < 0:
        yield f"reviewed is {item.reviewed}, after today; correct it"
    elif age > REVIEW_DAYS[item.volatility]:
        yield (
            f"was reviewed {age} days ago; '{item.volatility}' allows {REVIEW_DAYS[item.volatility]}:"
            " check its facts and set reviewed"
        )
    for reference in item.references:
        for text in _reference(reference, today):
            yield f"reference {reference.title!r}: {text}"


def _reference(reference: Reference, today: date) -> Iterator[str]:
    if reference.year > today.year:
        yield f"year {reference.year} is in the future; correct it"
    if not reference.link:
        yield "has no arxiv, doi or url; add one"
    if reference.url and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", reference.url):
        yield f"url {reference.url!r} is no web address; begin it with https://"
    if reference.doi and not re.fullmatch(r"10\.\d{4,9}/\S+", reference.doi):
        yield f"doi {reference.doi!r} is no DOI; write it like 10.1145/3422622"
    if reference.arxiv:
        found = _ARXIV.fullmatch(reference.arxiv) or _OLD_ARXIV.fullmatch(reference.arxiv)
        if not found:
            yield f'arxiv {reference.arxiv!r} is no arXiv id; write it like "1406.2661"'
            return
        yy, mm = (found[1], found[2]) if found.re is _ARXIV else (found[2], found[3])
        year = int(yy) + (1900 if int(yy) > 90 else 2000)
        if not 1 <= int(mm) <= 12 or (year, int(mm)) > (today.year, today.month):
            yield f"arxiv {reference.arxiv!r} has no possible month; correct it"
        # A paper is cited by the year it was posted, or by that of the conference after it.
        elif reference.year not in (year, year + 1):
            yield (
                f"year {reference.year} does not fit arXiv {reference.arxiv}, posted in {year}; "
                f"write {year} or {year + 1}, or cite a later edition by its doi or url"
            )


def contradictions(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """References that contradict those of an earlier record: a paper has one title, id and year."""
    titles: dict[str, tuple[str, str]] = {}  # arXiv id: title, the record that has it first
    ids: dict[str, tuple[str, str]] = {}  # title: arXiv id, record
    years: dict[str, tuple[int, str]] = {}  # arXiv id: year, record
    for item in items:
        for reference in item.references:
            paper = re.sub(r"v\d+$", "", reference.arxiv)
            if not paper:
                continue
            here = f"reference {reference.title!r}: "
            name = words.folded(reference.title)
            title, first = titles.setdefault(paper, (name, item.id))
            if title != name:
                yield (
                    item,
                    f"{here}{first} has another title for arXiv {paper}; correct one of them",
                )
            known, first = ids.setdefault(name, (paper, item.id))
            if known != paper:
                yield item, f"{here}{first} has arXiv {known} for this title; correct one of them"
            year, first = years.setdefault(paper, (reference.year, item.id))
            if year != reference.year:
                yield item, f"{here}{first} has the year {year} for it; write the same"
