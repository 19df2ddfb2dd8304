"""Runs a program on a pseudo-terminal of its own, as a terminal emulator would.

stdin carries commands, one JSON object per line: {"type": text}, {"resize": [columns, rows]}, {"signal": number}.
stdout carries what the program wrote, one JSON string of base64 per line, then {"exit": code} or {"killed": signal}.
"""

import base64
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main():
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    child, terminal = pty.fork()
    if child == 0:
        # The program must not begin before its terminal has its size.
        os.read(0, 1)
        os.execvp(sys.argv[3], sys.argv[3:])
    resize(terminal, columns, rows)
    os.write(terminal, b"\n")
    commands = b""
    sources = [terminal, 0]
    while terminal in sources:
        ready, _, _ = select.select(sources, [], [])
        if terminal in ready:
            try:
                output = os.read(terminal, 65536)
            except OSError:
                output = b""
            if output:
                say(base64.b64encode(output).decode())
            else:
                sources.remove(terminal)
        if 0 in ready:
            more = os.read(0, 65536)
            if not more:
                # Whoever drove us is gone: nobody must be left behind.
                os.kill(child, signal.SIGKILL)
                sources.remove(0)
            commands += more
            while b"\n" in commands:
                line, commands = commands.split(b"\n", 1)
                command = json.loads(line)
                if "type" in command:
                    os.write(terminal, command["type"].encode())
                if "resize" in command:
                    resize(terminal, *command["resize"])
                if "signal" in command:
                    os.kill(child, command["signal"])
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        say({"killed": os.WTERMSIG(status)})
    else:
        say({"exit": os.WEXITSTATUS(status)})


main()
