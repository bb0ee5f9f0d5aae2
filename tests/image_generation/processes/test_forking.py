"""Copies of a process: what they have of it and what not, when none is made, and what becomes of those that die.

The process of the tests has threads, so each test has a script of its own.
"""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from image_generation.processes.forking import apart, can_fork, stay_single_threaded
from tests.conftest import ROOT
from tests.process_tree import assert_ended, below

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}


def run(script: str, arguments=(), **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)], capture_output=True, text=True, env=ENVIRONMENT,
        timeout=120, check=False, **more,
    )  # fmt: skip


def test_a_copy_has_what_is_here_and_only_the_descriptors_that_it_is_given():
    done = run("""
        import os, signal, sys, tempfile
        from multiprocessing import Pipe
        from image_generation.processes.forking import can_fork, fork, is_copy
        assert can_fork() and not is_copy()
        print("said once")  # and still in the buffer
        read, write = os.pipe()
        os.set_inheritable(write, True)
        unwritten = tempfile.TemporaryFile()
        unwritten.write(b"abc")
        mine, other = Pipe()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        here = {"a": lambda: 7}  # which nothing could pickle

        def answer(value):
            open_ones = [number for number in range(100) if os.path.exists(f"/proc/self/fd/{number}")]
            handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
            blocked = {signal.SIGINT, signal.SIGTERM} & signal.pthread_sigmask(signal.SIG_BLOCK, ())
            right = open_ones == [0, 1, 2, other.fileno()] and handlers == (signal.SIG_IGN, signal.SIG_DFL)
            other.send((right and not blocked and is_copy() and sys.stdin.read() == "", value["a"]()))

        pid = fork(answer, (here,), [other.fileno()])
        print(mine.recv(), os.waitpid(pid, 0)[1], signal.pthread_sigmask(signal.SIG_BLOCK, ()), os.fstat(unwritten.fileno()).st_size)
    """, stdin=subprocess.DEVNULL)  # fmt: skip
    assert (done.stdout, done.stderr) == ("said once\n(True, 7) 0 set() 0\n", "")


@pytest.mark.parametrize(
    "before",
    [
        "import threading, time; threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        "from image_generation.shaders.rendering.egl_devices import list_devices; list_devices()",
        "sys.platform = 'darwin'",
    ],
    ids=["threads", "a driver", "another system"],
)
def test_of_these_none_is_made(before):
    done = run(f"""
        import os, sys
        from image_generation.processes.forking import apart, can_fork
        from image_generation.processes.launch import start
        from tests.image_generation.processes.launched import answer
        from multiprocessing import Pipe
        print(can_fork())
        {before}
        print(can_fork(), apart(os.getpid, wording="x") == os.getpid())
        mine, other = Pipe()
        process = start(answer, (other, "sent"), copied=[other])
        with open(f"/proc/{{process.pid}}/cmdline") as file:
            print(mine.recv()[1], "processes import child" in file.read())
        os._exit(0)
    """)
    assert done.stdout.splitlines() == ["True", "False True", "('sent',) True"], done.stderr


def test_numpy_starts_no_threads_for_commands_that_draw():
    code = """
        from image_generation.processes.forking import can_fork, stay_single_threaded
        stay_single_threaded()
        import image_generation.shaders.generate_dataset
        print(can_fork())
    """
    environment = {name: value for name, value in ENVIRONMENT.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "True\n"


def test_what_the_user_says_of_threads_holds(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    stay_single_threaded()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"


def test_apart_gives_what_a_function_gives_and_raises_what_it_raises():
    done = run("""
        import os
        from image_generation.common.errors import UserError
        from image_generation.processes.forking import apart

        def refuse(text):
            raise UserError(text, 2)

        before = os.listdir("/proc/self/fd")
        print(apart(os.getpid, wording="x") != os.getpid(), apart(divmod, 7, 2, wording="x"))
        for function, arguments in ((refuse, ("no such GPU",)), (divmod, (7, 0))):
            try:
                apart(function, *arguments, wording="x")
            except Exception as error:
                print(type(error).__name__, error, getattr(error, "code", None))
        print(os.listdir("/proc/self/fd") == before)
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("none left")
    """)
    assert done.stdout.splitlines() == [
        "True (3, 1)", "UserError no such GPU 2", "ZeroDivisionError integer division or modulo by zero None",
        "True", "none left",
    ], done.stderr  # fmt: skip


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            "os.kill(os.getpid(), signal.SIGSEGV)",
            "listing ended a process (SIGSEGV): the graphics driver does not work",
        ),
        ("os._exit(3)", "listing ended a process (exit code 3): the graphics driver does not work"),
        ("time.sleep(60)", "listing took longer than 1 s"),
    ],
)
def test_a_copy_that_dies_or_hangs_is_one_line(what, said):
    done = run(f"""
        import os, signal, time
        from image_generation.common.errors import UserError
        from image_generation.processes.forking import apart

        def work():
            {what}

        try:
            apart(work, wording="listing", timeout=1.0)
        except UserError as error:
            print(error)
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("none left")
    """)
    assert done.stdout == f"{said}\nnone left\n" and done.stderr == ""


POOL = """
import os, signal, sys, threading, time
from image_generation.processes.pool import Died, Message, Pool
from image_generation.processes.forking import is_copy

def make_handler(number, name):
    def handler(task, send, status):
        status.begin(task, task)
        if task == 3 and not os.path.exists(name):
            open(name, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        send((task, is_copy()))
    return handler
"""


@pytest.mark.parametrize("threads", [False, True])
def test_a_pool_of_copies_replaces_those_that_die_by_whatever_can_be_made(tmp_path, threads):
    """By then its parent may have threads: the new process is a fresh one, which does the same."""
    (tmp_path / "handlers.py").write_text(POOL)
    done = run(f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        from handlers import *
        tasks, found = list(range(8)), {{}}
        with Pool(make_handler, ({str(tmp_path / "died")!r},), 2, 60, copied=True) as pool:
            if {threads}:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            while tasks or pool.busy:
                while tasks and pool.wants_task():
                    pool.submit(tasks.pop())
                for event in pool.wait():
                    if isinstance(event, Message):
                        found[event.payload[0]] = event.payload[1]
                    elif isinstance(event, Died):
                        assert event.how == "killed" and event.unit == 3, event
                        tasks += event.tasks
        print(sorted(found), all(found.values()), any(found.values()))
    """)
    assert done.stdout == f"{list(range(8))} {not threads} True\n", done.stderr


def test_copies_end_with_their_parent():
    script = textwrap.dedent(POOL) + (
        "pool = Pool(make_handler, ('x',), 3, 60, copied=True)\nprint('going', flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT, start_new_session=True
    ) as parent:
        assert parent.stdout.readline() == "going\n"
        time.sleep(0.05)
        parent.send_signal(signal.SIGSTOP)
        children = below(parent.pid)
        assert len(children) == 3
        parent.kill()
        parent.wait()
        assert_ended(children)


def test_images_are_the_same_from_copies_and_from_fresh_processes(tmp_path, command):
    pictures = []
    with_thread = """
        import sys, threading, time
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        from image_generation import entry_points
        sys.argv[0] = "shaders-render"
        entry_points.render()
    """
    for kind in ("copies", "fresh"):
        folder = tmp_path / kind
        arguments = [
            "--shaders", "composed:6", "bundled", "--output", folder, "--n-samples", 40, "--resolution", 32,
            "--workers", 2,
        ]  # fmt: skip
        if kind == "copies":
            command("image_generation/shaders/generate_dataset.py", *arguments)
        else:
            done = run(with_thread, arguments)
            assert done.returncode == 0, done.stderr
        pictures.append({p.relative_to(folder): p.read_bytes() for p in sorted(folder.rglob("*.jpg"))})
        tables = [(folder / name).read_bytes() for name in ("samples.csv", "programs.csv")]
        pictures[-1] |= dict(enumerate(tables))
    assert len(pictures[0]) == 42 and pictures[0] == pictures[1]


def test_this_process_has_threads_and_is_not_copied():
    """What in-process tests of commands rely on: apart runs where it is called."""
    import threading

    waits = threading.Event()
    thread = threading.Thread(target=waits.wait)
    thread.start()
    try:
        assert not can_fork() and apart(os.getpid, wording="x") == os.getpid()
    finally:
        waits.set()
        thread.join()


def test_a_bar_in_a_terminal_does_not_stop_copies():
    """tqdm starts a thread with its first bar, which stays."""
    script = """
        import os, pty, sys
        from image_generation.common.progress import progress
        from image_generation.processes.forking import can_fork
        sys.stderr = open(pty.openpty()[1], "w")
        with progress(total=3, unit="img") as bar:
            bar.update()
            print(type(bar).__name__, can_fork())
        print(can_fork())
    """
    done = run(script)
    assert done.stdout == "Bar True\nTrue\n", done.stderr


def test_time_in_which_the_command_is_stopped_is_no_time_out():
    script = """
        import os, time
        from image_generation.processes.forking import apart

        def work():
            time.sleep(2.0)
            return 7

        print("going", flush=True)
        print(apart(work, wording="listing", timeout=3.0))
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "going\n"
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGSTOP)
        time.sleep(3.5)
        os.killpg(process.pid, signal.SIGCONT)
        assert process.stdout.read() == "7\n"
