"""Pieces of work for a process of its own, which imports them by name."""

import os
import time
from pathlib import Path

PATIENT = 60.0


def tell_and_end(send, word):
    send("word", word.encode())


def tell_and_sleep(send):
    send("pid", str(os.getpid()).encode())
    time.sleep(PATIENT)


def tell_and_grow(send, bytes_):
    send("began", b"")
    taken = bytearray(bytes_)
    send("took", str(len(taken)).encode())


def recurse(send):
    recurse(send)


def tell_and_die(send):
    send("began", b"")
    os.abort()


def until_there(send, file):
    began = time.monotonic()
    send("turn", b"")
    while not Path(file).exists() and time.monotonic() - began < PATIENT:
        time.sleep(0.01)
