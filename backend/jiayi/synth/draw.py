"""Chance and ids that depend on the seed alone."""

import random
import uuid
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "synth.jiayi.example.org")


class Draw(random.Random):
    """One stream of chance per subject, so that a change to one leaves the others as they were."""

    def __init__(self, division: int, seed: int, subject: str) -> None:
        super().__init__(f"{division}/{seed}/{subject}")
        self._space = uuid.uuid5(_NAMESPACE, f"{division}/{seed}/{subject}")
        self._given = 0

    def id(self) -> uuid.UUID:
        self._given += 1
        return uuid.uuid5(self._space, str(self._given))

    def chance(self, share: float) -> bool:
        return self.random() < share

    def weighted(self, weights: dict[T, float]) -> T:
        return self.choices(list(weights), list(weights.values()))[0]

    def some(self, items: Sequence[T], fewest: int, most: int) -> list[T]:
        chosen = set(self.sample(range(len(items)), min(len(items), self.randint(fewest, most))))
        return [item for index, item in enumerate(items) if index in chosen]

    def mobile(self) -> str:
        """Eleven digits that no carrier gives out."""
        return f"000{self.randrange(10**8):08d}"

    def landline(self) -> str:
        return f"000-{self.randrange(10**7):07d}"
