"""What the gateway says about the request a thread is serving: the virtual time and how snapshots begun by it will fare."""

import threading
import time

_local = threading.local()


def enter(environ):
    """Reads the gateway's headers; without them the virtual clock is the real one and snapshots take no time."""
    _local.now_ms = _number(environ.get("HTTP_X_FIREBREAK_NOW"), time.time() * 1000)
    _local.snapshot_ms = _number(environ.get("HTTP_X_FIREBREAK_SNAPSHOT_MS"), 0)
    _local.snapshot_outcome = environ.get("HTTP_X_FIREBREAK_SNAPSHOT_OUTCOME", "completed")


def now_ms():
    return getattr(_local, "now_ms", None) or time.time() * 1000


def snapshot_ms():
    return getattr(_local, "snapshot_ms", 0)


def snapshot_outcome():
    return getattr(_local, "snapshot_outcome", "completed")


def _number(text, otherwise):
    try:
        return float(text)
    except (TypeError, ValueError):
        return otherwise
