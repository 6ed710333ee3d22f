"""Asks the outside from a thread, and leaves when the time is over, whatever hangs behind."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def run_question(question: Coroutine[Any, Any, Answer]) -> Answer:
    """Run the coroutine on a loop of its own; what it raises comes through.

    asyncio looks names up in threads and, at its end, waits for them: a dead DNS server would hold
    a caller for half a minute, past every deadline and past the lease of what it works on.
    """
    with asyncio.Runner() as runner:
        runner.get_loop().set_default_executor(_LeftBehind(max_workers=1))
        return runner.run(question)


class _LeftBehind(ThreadPoolExecutor):
    """Threads that nobody waits for: what they look up is of no more use."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait=False, cancel_futures=True)
