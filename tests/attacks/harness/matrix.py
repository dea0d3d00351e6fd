"""Which attack runs where, and the answers, worked out by two runners at a time."""

import queue
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from harness.attack import Attack
from harness.house import House

RUNNERS = 2
EVERY = 8  # at the places that are not the best one, the quick run sees every eighth attack
COLD = 4  # at the best place all are forked, and every fourth is also started cold: importing torch takes most of it


@dataclass(frozen=True)
class Case:
    """One grading: a program, with or without its attack, at a tier as a user."""

    attack: Attack
    tier: str
    user: str
    mode: str = "cold"
    harmless: bool = False
    turn: int = 1

    def __str__(self) -> str:
        return "-".join((self.attack.name, self.tier, self.user, self.mode, str(self.turn)))

    @property
    def key(self) -> object:
        """Cases with the same key are the same grading: many attacks share one control."""
        program: object = self.attack.name
        if self.harmless:
            heads = ("limits", "exercise", "forbids")
            program = (self.attack.harmless, *(self.attack.head(one) for one in heads))
        return program, self.tier, self.user, self.mode, self.harmless, self.turn

    @property
    def job(self) -> dict[str, Any]:
        """What the runner is asked."""
        return {
            "attack": self.attack.name,
            "tier": self.tier,
            "mode": self.mode,
            "harmless": self.harmless,
        }


def quick(attacks: Sequence[Attack], places: Sequence[tuple[str, str]]) -> list[Case]:
    """Every attack at the best place, forked; a part of them cold, there and at the other places."""
    found = [Case(attack, *places[0], mode="forked") for attack in attacks if places]
    for number, (tier, user) in enumerate(places):
        part = attacks[::COLD] if number == 0 else attacks[number % EVERY :: EVERY]
        found += [Case(attack, tier, user) for attack in part]
    return found


def whole(attacks: Sequence[Attack], places: Sequence[tuple[str, str]]) -> list[Case]:
    """Every attack at every place, cold and forked, twice."""
    return [
        Case(attack, tier, user, mode=mode, turn=turn)
        for turn in (1, 2)
        for mode in ("cold", "forked")
        for tier, user in places
        for attack in attacks
    ]


class Answers:
    """The answers to cases, in their order, from `RUNNERS` threads. Use as a context manager."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.futures: dict[object, Future[dict[str, Any]]] = {}
        self.waiting: queue.SimpleQueue[tuple[Case, Future[dict[str, Any]]]] = queue.SimpleQueue()
        for case in cases:
            if case.key not in self.futures:
                self.futures[case.key] = Future()
                self.waiting.put((case, self.futures[case.key]))
        self.threads = [threading.Thread(target=self._work) for _ in range(RUNNERS)]
        for thread in self.threads:
            thread.start()

    def __enter__(self) -> "Answers":
        return self

    def __exit__(self, *_: object) -> None:
        while not self.waiting.empty():
            self.waiting.get_nowait()[1].cancel()
        for thread in self.threads:
            thread.join()

    def of(self, case: Case) -> dict[str, Any]:
        """What came of a case."""
        return self.futures[case.key].result()

    def _work(self) -> None:
        houses: dict[str, House] = {}
        try:
            while True:
                try:
                    case, future = self.waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    if case.user not in houses:
                        houses[case.user] = House(case.user)
                    future.set_result(houses[case.user].ask(case.job))
                except Exception as fault:  # noqa: BLE001 - whoever waits for this answer gets it
                    future.set_exception(fault)
        finally:
            for house in houses.values():
                house.close()
