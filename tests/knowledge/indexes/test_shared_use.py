"""Many at once, or one alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from knowledge.indexes.shared_use import SharedUse


def test_users_are_inside_together() -> None:
    use, meeting = SharedUse(), threading.Barrier(4)

    def enter() -> None:
        with use.together():
            meeting.wait(timeout=10)

    with ThreadPoolExecutor(4) as pool:
        for entered in [pool.submit(enter) for _ in range(4)]:
            entered.result()


def test_whoever_wants_to_be_alone_waits_for_users_and_new_users_wait_for_them() -> None:
    use, order = SharedUse(), []
    inside, release, waiting = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with use.together():
            inside.set()
            release.wait(timeout=10)
            order.append("first")

    def alone() -> None:
        waiting.set()
        with use.alone():
            order.append("alone")

    def second() -> None:
        with use.together():
            order.append("second")

    with ThreadPoolExecutor(3) as pool:
        tasks = [pool.submit(first)]
        assert inside.wait(timeout=10)
        tasks.append(pool.submit(alone))
        assert waiting.wait(timeout=10)
        while not use._entrance.locked():
            pass
        tasks.append(pool.submit(second))
        release.set()
        for task in tasks:
            task.result(timeout=10)
    assert order == ["first", "alone", "second"]


def test_a_user_that_fails_has_left() -> None:
    use = SharedUse()
    try:
        with use.together():
            raise ValueError
    except ValueError:
        pass
    with use.alone():
        pass
