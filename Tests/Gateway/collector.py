"""Runs a subscription in a thread of its own and keeps what it yields."""

import threading
from collections.abc import Callable

WAIT_SECONDS = 600.0  # only ends what would hang


class Collector:
    """Use it as a context manager; leaving ends the subscription."""

    def __init__(self, subscription, before_each: Callable[[int], None] = lambda count: None):
        self.subscription = subscription
        self.records: list = []
        self.failure: Exception | None = None
        self._before_each = before_each
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Collector":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.subscription.close()
        self._thread.join(WAIT_SECONDS)
        if self.failure:
            raise self.failure

    def wait_for(self, condition: Callable[[list], bool]) -> None:
        """Returns once the records satisfy the condition."""
        with self._news:
            done = self._news.wait_for(
                lambda: self.failure or condition(self.records), WAIT_SECONDS
            )
        assert not self.failure, repr(self.failure)
        assert done, f"{len(self.records)} records, then nothing for {WAIT_SECONDS:.0f} s"

    def must_equal(self, log: list) -> None:
        """Waits until as much has come, then compares every byte."""
        self.wait_for(lambda records: len(records) >= len(log))
        assert self.records[: len(log)] == log

    def _run(self) -> None:
        try:
            for record in self.subscription:
                with self._news:
                    self.records.append(record)
                    self._news.notify_all()
                self._before_each(len(self.records))
        except Exception as failure:
            with self._news:
                self.failure = failure
                self._news.notify_all()
