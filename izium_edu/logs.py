"""Log lines that name nobody."""

import logging


class DiscreetFormatter(logging.Formatter):
    def __init__(self, *, show_messages: bool = False, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.show_messages = show_messages
