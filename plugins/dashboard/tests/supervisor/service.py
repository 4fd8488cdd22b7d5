"""
A small service for the tests: `service.py PORT NAME OPTIONS`, options being a JSON object.

trace        file to which it adds a line when it begins, is ready, and ends
answer       status of its answers; 0 never listens
answer_later status of its answers after the first
unwell_while answers 503 while this file is there
die_when_asked  ends with this exit code on SIGUSR1
ignore_term  does not end on SIGTERM
escape       file for the pid of a descendant that forks twice, makes its own session and ignores SIGTERM
die          says some lines and ends with this exit code instead of listening
die_by       ends itself by this signal instead
flood        writes this many bytes of output before it listens
orphans      leaves this many short-lived orphans behind before it listens
"""

import contextlib
import json
import os
import signal
import socket
import sys

PORT, NAME, OPTIONS = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])


def trace(word):
    if "trace" in OPTIONS:
        with open(OPTIONS["trace"], "a") as file:  # noqa: PTH123 # runs without site packages; the builtin is enough
            file.write(f"{NAME} {word}\n")


def end(*_):
    trace("ends")
    sys.exit(0)


def escape(path):
    if os.fork():
        os.wait()
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(path + ".new", "w") as file:  # noqa: PTH123 # as above
        file.write(str(os.getpid()))
    os.rename(path + ".new", path)  # noqa: PTH104 # as above
    while True:
        signal.pause()


def leave_orphans(count):
    for _ in range(count):
        if os.fork() == 0:
            if os.fork():
                os._exit(0)
            os._exit(0)
        os.wait()


def serve(status):
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", PORT))
        listening.listen()
        trace("ready")
        kept, answered = [], False
        while True:
            connection, _ = listening.accept()
            kept = [*kept[-20:], connection]
            if os.path.exists(OPTIONS.get("unwell_while", "")):  # noqa: PTH110 # as above
                now = 503
            elif answered:
                now = OPTIONS.get("answer_later", status)
            else:
                now = status
            answered = True
            body = json.dumps({"env": dict(os.environ), "cwd": os.getcwd(), "pid": os.getpid()}).encode()  # noqa: PTH109
            head = f"HTTP/1.1 {now} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            with contextlib.suppress(OSError):  # a client may come only to see whether the port accepts
                connection.recv(65536)
                connection.sendall(head.encode() + body)
                connection.shutdown(socket.SHUT_WR)


signal.signal(signal.SIGTERM, signal.SIG_IGN if OPTIONS.get("ignore_term") else end)
signal.signal(signal.SIGUSR1, lambda *_: os._exit(OPTIONS.get("die_when_asked", 0)))
trace("begins")
if "escape" in OPTIONS:
    escape(OPTIONS["escape"])
leave_orphans(OPTIONS.get("orphans", 0))
if "flood" in OPTIONS:
    line = b"x" * 99 + b"\n"
    for _ in range(OPTIONS["flood"] // len(line)):
        sys.stdout.buffer.write(line)
    print("the flood is over", flush=True)
if "die" in OPTIONS:
    print("about to fail", flush=True)
    print("no such database", file=sys.stderr, flush=True)
    sys.exit(OPTIONS["die"])
if "die_by" in OPTIONS:
    os.kill(os.getpid(), OPTIONS["die_by"])
if OPTIONS.get("answer", 200):
    serve(OPTIONS.get("answer", 200))
while True:
    signal.pause()
