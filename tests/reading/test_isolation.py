"""Files that nobody vouches for: every one gives a reading in time, and takes nothing else down with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from made_pages import SENTENCE, block, page, saved
from pikepdf import Name, Pdf, Stream

from pipelines.reading import Limits, PageReading, ReadingFailure, isolation, read_pdf, read_pdf_isolated
from pipelines.reading.wire import encode_page

SAMPLE = Path(__file__).parents[2] / "raw/zhuzhou-daily/株洲日报2021年01月10日/A4.pdf"
TIGHT = Limits(wall_seconds=60, page_seconds=30, memory_bytes=600_000_000)


def written(folder, pdf, name="A1.pdf"):
    path = folder / name
    path.write_bytes(pdf if isinstance(pdf, bytes) else saved(pdf, recompress_flate=False))
    return path


def three_pages_with(middle):
    """A good page, one with `middle` as its deflated content, a good page."""
    pdf = page(block(SENTENCE))
    page("", pdf=pdf)
    pdf.pages[1].Contents = Stream(pdf, middle, Filter=Name.FlateDecode)
    return page(block(SENTENCE), pdf=pdf)


def memory_bomb():
    """350 MB of nested graphics states in 350 KB."""
    return zlib.compress(b"q " * 175_000_000, 1)


def slow_page():
    """Half a million curves, each an object of its own."""
    return zlib.compress(b"0 0 m 9 9 8 8 7 7 c f " * 600_000, 1)


def text_of(reading):
    return [p.glyphs.char if isinstance(p, PageReading) else p.reason for p in reading.pages]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    assert condition()


def test_a_worker_reads_what_this_process_reads():
    isolated, here = read_pdf_isolated(SAMPLE), read_pdf(SAMPLE)
    assert [encode_page(page) for page in isolated.pages] == [encode_page(page) for page in here.pages]
    assert (isolated.sha256, isolated.page_count, isolated.verdict) == (here.sha256, 1, "ok")
    assert isolated.cpu_seconds > 0
    assert 0 < isolated.peak_bytes < 500_000_000


def test_a_bomb_costs_one_page(tmp_path):
    reading = read_pdf_isolated(written(tmp_path, three_pages_with(memory_bomb())), limits=TIGHT)
    assert text_of(reading) == [SENTENCE, "reader died", SENTENCE]
    failure = reading.pages[1]
    assert isinstance(failure, ReadingFailure)
    assert (failure.source_page, failure.transient) == (1, False)
    assert reading.peak_bytes < TIGHT.memory_bytes


def test_a_page_that_takes_too_long_costs_one_page(tmp_path):
    path = written(tmp_path, three_pages_with(slow_page()))
    limits = Limits(wall_seconds=30, page_seconds=1.5)
    started = time.monotonic()
    reading = read_pdf_isolated(path, limits=limits)
    assert text_of(reading) == [SENTENCE, "too slow", SENTENCE]
    assert time.monotonic() - started < 15


def test_the_time_of_a_file_is_bounded_whatever_its_pages_do(tmp_path):
    pdf = Pdf.new()
    for _ in range(5):
        page("", pdf=pdf)
        pdf.pages[-1].Contents = Stream(pdf, slow_page(), Filter=Name.FlateDecode)
    started = time.monotonic()
    reading = read_pdf_isolated(written(tmp_path, pdf), limits=Limits(wall_seconds=2, page_seconds=2))
    assert time.monotonic() - started < 2 + 5
    assert reading.page_count == 5 or reading.failure is not None
    assert all(isinstance(failure, ReadingFailure) for failure in reading.pages)


def test_only_regular_files_are_opened(tmp_path):
    link, pipe = tmp_path / "link.pdf", tmp_path / "pipe.pdf"
    link.symlink_to(SAMPLE)
    os.mkfifo(pipe)
    started = time.monotonic()
    for path in (link, pipe, tmp_path, tmp_path / "missing.pdf", Path(os.devnull)):
        failure = read_pdf_isolated(path).failure
        assert failure is not None
        assert failure.reason == "cannot be opened"
    assert time.monotonic() - started < 2


def test_a_file_too_large_is_refused_with_its_limit(tmp_path):
    failure = read_pdf_isolated(SAMPLE, limits=Limits(file_bytes=1000)).failure
    assert failure is not None
    assert "the limit is 1000" in failure.detail


def test_damage_is_refused_in_the_worker(tmp_path):
    reading = read_pdf_isolated(written(tmp_path, SAMPLE.read_bytes()[:40_000]))
    assert reading.verdict == "damaged"
    assert reading.failure is not None


def test_a_worker_killed_from_outside_is_a_passing_failure(monkeypatch):
    receive = isolation._Job.frame

    def kill_first(job, until):
        os.kill(job.pid, signal.SIGKILL)
        return receive(job, until)

    monkeypatch.setattr(isolation._Job, "frame", kill_first)
    failure = read_pdf_isolated(SAMPLE).failure
    assert failure is not None
    assert failure.transient
    monkeypatch.undo()
    assert read_pdf_isolated(SAMPLE).failure is None


def test_a_clean_parent_that_was_killed_is_started_again():
    read_pdf_isolated(SAMPLE)
    process = isolation._CLEAN_PARENT._process
    assert process is not None
    process.kill()
    process.wait()
    assert read_pdf_isolated(SAMPLE).failure is None


def test_many_threads_beside_arrow(tmp_path):
    numbers = pa.chunked_array([pa.array(range(1000))] * 50)
    stop = threading.Event()

    def keep_arrow_busy():
        while not stop.is_set():
            numbers.cast(pa.string()).cast(pa.int64())

    busy = threading.Thread(target=keep_arrow_busy)
    busy.start()
    try:
        with ThreadPoolExecutor(6) as pool:
            readings = list(pool.map(read_pdf_isolated, [SAMPLE] * 12))
    finally:
        stop.set()
        busy.join()
    assert len({text for reading in readings for text in text_of(reading)}) == 1


def _read_in_fork(queue):
    queue.put(text_of(read_pdf_isolated(SAMPLE)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_gets_a_clean_parent_of_its_own():
    expected = text_of(read_pdf_isolated(SAMPLE))
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_read_in_fork, args=(queue,))
    child.start()
    assert queue.get(timeout=30) == expected
    child.join(10)
    assert text_of(read_pdf_isolated(SAMPLE)) == expected


def test_no_descriptor_is_left_open():
    read_pdf_isolated(SAMPLE)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        read_pdf_isolated(SAMPLE)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_orphans_die_with_the_program_that_asked(tmp_path):
    path = written(tmp_path, three_pages_with(slow_page()))
    program = f"""
import threading, time
from pathlib import Path
from pipelines.reading import Limits, isolation, read_pdf_isolated
jobs = []
start = isolation._Job.__init__
def noted(job, *rest):
    start(job, *rest)
    print(isolation._CLEAN_PARENT._process.pid, job.pid, flush=True)
isolation._Job.__init__ = noted
read_pdf_isolated(Path({str(path)!r}), limits=Limits(page_seconds=60))
"""
    asking = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    parent, worker = map(int, asking.stdout.readline().split())
    assert is_alive(parent)
    assert is_alive(worker)
    asking.kill()
    asking.wait()
    wait_for(lambda: not is_alive(worker) and not is_alive(parent))


def test_a_caller_that_gives_up_takes_its_worker_along(tmp_path):
    path = written(tmp_path, three_pages_with(slow_page()))
    handle = os.open(path, os.O_RDONLY)
    job = isolation._Job(handle, Limits(page_seconds=60), 0)
    assert is_alive(job.pid)
    job._data.close()
    job._status.close()
    os.close(handle)
    wait_for(lambda: not is_alive(job.pid))


def test_the_worker_cannot_write_files_or_outlive_its_limits(tmp_path):
    """RLIMIT_FSIZE is nought: whatever takes the worker over cannot fill a disk."""
    from pipelines.reading import worker

    pid = os.fork()
    if pid == 0:
        try:
            worker._confine(Limits(), keep=(), parent=os.getppid())
            with (tmp_path / "escape").open("wb") as file:
                file.write(b"x" * 4096)
        finally:
            os._exit(7)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 7
    assert (tmp_path / "escape").stat().st_size == 0
