"""
Drive a coroutine and see how long it keeps the event loop to itself.
"""

from __future__ import annotations

import time
from collections.abc import Coroutine, Generator
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class Steps(Generic[R]):
    """Awaitable in place of a coroutine; `longest_s` is the longest time between two of its awaits so far."""

    def __init__(self, coroutine: Coroutine[Any, Any, R]) -> None:
        self._coroutine = coroutine
        self.longest_s = 0.0

    def __await__(self) -> Generator[Any, Any, R]:
        resume, value = self._coroutine.send, None
        while True:
            begun_s = time.perf_counter()
            try:
                awaited = resume(value)
            except StopIteration as done:
                result: R = done.value
                return result
            finally:
                self.longest_s = max(self.longest_s, time.perf_counter() - begun_s)
            try:
                resume, value = self._coroutine.send, (yield awaited)
            except GeneratorExit:  # the loop is gone; the coroutine may have been ended before this
                self._coroutine.close()
                raise
            except BaseException as error:  # noqa: BLE001 # cancellation and all else belong to the coroutine
                resume, value = self._coroutine.throw, error
