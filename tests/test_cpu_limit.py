"""A step that never ends is stopped; one that merely waits is not."""

from __future__ import annotations

import hashlib
import signal
import threading
import time

import pytest

from pipelines.cpu_limit import TooSlowError, cpu_limit


def spin(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_an_endless_step_is_stopped():
    with pytest.raises(TooSlowError, match=r"more than 0.05 s of CPU time"), cpu_limit(0.05):
        spin(5)


def test_a_step_that_catches_everything_is_stopped_too():
    caught = 0
    started = time.process_time()
    with pytest.raises(TooSlowError), cpu_limit(0.05):
        while caught < 1:
            try:
                spin(5)
            except TooSlowError:
                caught += 1
        spin(5)
    assert time.process_time() - started < 3


def test_waiting_costs_nothing_and_what_was_set_comes_back():
    before = signal.getsignal(signal.SIGPROF)
    with cpu_limit(0.2):
        time.sleep(0.4)
    assert signal.getsignal(signal.SIGPROF) == before
    spin(0.3)


def test_other_threads_have_no_limit():
    done = []

    def work() -> None:
        with cpu_limit(0.01):
            spin(0.05)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_a_page_that_takes_too_long_costs_this_page(tmp_path, monkeypatch):
    from pipelines.edition import drafting
    from pipelines.edition.drafting import FileOnDisk, draft_file
    from pipelines.intake.publication import origin_of, profile_by_masthead

    path = tmp_path / "2021-01-10-A1.txt"
    path.write_text("株洲日报\n\n标题\n正文。\n", encoding="utf-8")
    monkeypatch.setattr(drafting, "PAGE_SECONDS", 0.05)
    monkeypatch.setattr(drafting, "cut_text_page", lambda page, profile: spin(5))
    profile = profile_by_masthead(origin_of(path.name), None)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    draft = draft_file(FileOnDisk(path, None, "text", digest), profile)
    (page,) = draft.pages
    assert page.failure == ("too_slow", "cutting the page takes more than 0.05 s of CPU time")
