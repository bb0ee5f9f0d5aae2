"""What the processes of test_launch.py do: of a module that changes nothing on import."""

import os
import signal
import time

MANY = tuple(f"/shaders/collection/program_{k:05d}.frag" * 5 for k in range(1500))  # more than a pipe holds: 300 KB


def answer(connection, *about):
    """Say which descriptors are open, and what was received."""
    with connection:
        connection.send((sorted(map(int, os.listdir("/proc/self/fd")))[:-1], about, signal.getsignal(signal.SIGINT)))
        connection.poll(60)


def wait_for_ever(connection):
    connection.send(os.getpid())
    while True:
        time.sleep(1)


def make_handler(number, things):
    def handler(task, send, status):
        status.begin(task, task)
        send(len(things) + task)

    return handler
