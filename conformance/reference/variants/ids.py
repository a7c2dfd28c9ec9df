"""Other ids of pairings and tasks."""

# ruff: noqa: D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from string import ascii_letters
from uuid import uuid4

from conformance.reference.answers import Body
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import variant

WORDS = ("Sofia", "Plovdiv", "Burgas", "Ямбол", "Pleven", "Sliven", "Добрич", "Видин")


class TaskIdsWithColons(Behaviour):
    """Ids of tasks are type, value and server in one, as other ids of the gateway."""

    def new_task_id(self) -> str:
        return f"DrTask:task-{len(self.site.tasks) + 1}:{uuid4()}"


class TaskIdsWithOddCharacters(Behaviour):
    """Ids of tasks hold blanks, percent signs and letters beyond ASCII."""

    def new_task_id(self) -> str:
        return f"100% tâche+{len(self.site.tasks) + 1} (@{uuid4()};v=1?)#"


class PairingIdsOfAnotherForm(Behaviour):
    """Ids of pairings are no UUIDs; they are compared with case."""

    def new_pairing_id(self) -> str:
        return f"DrPairing:pair-{len(self.site.pairings) + 1}:{uuid4()}"

    def identify(self, raw: str) -> str:
        return self.decoded(raw)


class ShortIds(Behaviour):
    """Ids of pairings are short, in the order in which they were made; they are compared with case."""

    made = 0

    def name(self, number: int) -> str:
        """The id of the pairing that is made as the n-th."""
        return f"pairing-{number}"

    def new_pairing_id(self) -> str:
        self.made += 1
        return self.name(self.made)

    def identify(self, raw: str) -> str:
        return self.decoded(raw)


class NumbersForIds(ShortIds):
    """Ids of pairings are numbers, and what reads as the same number is the same id."""

    def name(self, number: int) -> str:
        return str(number)

    def identify(self, raw: str) -> str:
        text = self.decoded(raw)
        try:
            return str(int(text))
        except ValueError:
            return text


class LettersForIds(ShortIds):
    """Ids of pairings are single letters."""

    def name(self, number: int) -> str:
        return ascii_letters[number - 1] if number <= len(ascii_letters) else chr(ord("Ѐ") + number)


class SignsForIds(ShortIds):
    """Ids of pairings are single characters beyond ASCII."""

    def name(self, number: int) -> str:
        return chr(ord("一") + number)


class WordsForIds(ShortIds):
    """Ids of pairings are words, with marks between them that have a meaning in a URL."""

    def name(self, number: int) -> str:
        return f"~dc/{WORDS[number // len(WORDS)]} + {WORDS[number % len(WORDS)]}@site:50%"


class UppercaseIds(Behaviour):
    """UUIDs are written with capital letters."""

    def new_pairing_id(self) -> str:
        return super().new_pairing_id().upper()

    def identify(self, raw: str) -> str:
        return super().identify(raw).upper()

    def error_body(self, code: str, message: str) -> Body:
        return super().error_body(code, message) | {"op_id": str(uuid4()).upper()}


IDS = tuple(
    map(
        variant,
        (
            TaskIdsWithColons,
            TaskIdsWithOddCharacters,
            PairingIdsOfAnotherForm,
            ShortIds,
            NumbersForIds,
            LettersForIds,
            SignsForIds,
            WordsForIds,
            UppercaseIds,
        ),
    )
)
