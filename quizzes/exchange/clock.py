"""The time that one import may take."""

import time

from quizzes.errors import DeckRefused


class Clock:
    """Ends what takes longer than is granted."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end

    def check(self) -> None:
        """Raise ``DeckRefused`` (too-slow) once the time is over."""
        if self.is_over:
            raise DeckRefused("too-slow", seconds=self.seconds)
