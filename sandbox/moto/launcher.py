"""Serves moto on a port of its own: `launcher.py --world DIRECTORY`.

Prints one line {"port": N} once it serves, and ends when its standard input closes: a dead parent leaves no orphan.
Only requests carrying the token in FIREBREAK_MOTO_TOKEN are served, so nothing gets round the gateway, which says
in x-moto-account-id whose account each request is about.
"""

import argparse
import fcntl
import json
import os
import sys
import threading
import time

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
# moto's own calls between services (STS, KMS) must never look for real credentials.
os.environ["AWS_ACCESS_KEY_ID"] = os.environ["AWS_SECRET_ACCESS_KEY"] = "sandbox"
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"


def fail(message):
    """The server does not run on the main thread, where alone sys.exit would end the process."""
    print(message, file=sys.stderr, flush=True)
    os._exit(1)


def hold_world(directory):
    """One process per world: the one before this may still be writing its last answer."""
    os.makedirs(directory, mode=0o700, exist_ok=True)
    lock = open(os.path.join(directory, "lock"), "w")
    give_up = time.monotonic() + 5
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            if time.monotonic() > give_up:
                fail(f"the world in {directory} is in use by another process")
            time.sleep(0.01)


def end_with_parent():
    # Not through sys.stdin: a thread blocked in it makes the interpreter abort when it ends for another reason.
    while os.read(0, 4096):
        pass
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--world", required=True)
    directory = parser.parse_args().world
    threading.Thread(target=end_with_parent, daemon=True).start()
    lock = hold_world(directory)

    from werkzeug.serving import make_server

    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app

    import application

    application.do_only_what_was_checked()
    sys.setrecursionlimit(20_000)
    moto = DomainDispatcherApplication(create_backend_app)
    try:
        world = application.World(moto, directory, os.environ.get("FIREBREAK_MOTO_TOKEN", ""))
    except Exception as error:
        fail(f"the AWS state in {directory} cannot be read ({error}); delete that folder for an empty account, or put it back as it was")

    class Quiet(MotoRequestHandler):
        def log(self, *arguments):
            pass

    server = make_server("127.0.0.1", 0, world, threaded=True, request_handler=Quiet)
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()
    del lock


if __name__ == "__main__":
    # Unpickling and pickling follow chains of objects as deep as the world is wide.
    threading.stack_size(256 * 1024 * 1024)
    runner = threading.Thread(target=main)
    runner.start()
    threading.stack_size(0)
    runner.join()
