"""What every part of the tour is made of: steps that each prove one operation and say so in one line of JSON."""

import contextlib
import json
import os
import time
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

IMAGE = "ami-0f1eb4ea0000000a1"

# The world's clock runs faster than the real one, so what a waiter waits for is there within a second or two.
SOON = {"Delay": 0.2, "MaxAttempts": 100}


def client(service, **keywords):
    """A client as anyone makes it: endpoint, Region and credentials come from the environment."""
    return boto3.client(service, config=Config(retries={"mode": "standard", "max_attempts": 5}), **keywords)


def tell(service, operation, why=None):
    line = {"client": "boto3", "service": service, "operation": operation, "ok": why is None}
    print(json.dumps({**line, "why": why} if why else line), flush=True)


@contextlib.contextmanager
def step(service, operation):
    """Proves an operation: an error or a failed assertion becomes this step's line, and the tour goes on."""
    try:
        yield
        tell(service, operation)
    except Exception as error:
        tell(service, operation, f"{_line_of(error)}: {type(error).__name__}: {error}")


@contextlib.contextmanager
def refusal(service, operation, code, status=None):
    """Proves that an operation is refused with exactly this error code."""
    with step(service, f"{operation} → {code}"):
        try:
            yield
        except ClientError as error:
            seen = error.response["Error"]["Code"]
            assert seen == code, f"refused with {seen}: {error}"
            seen_status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            assert status in (None, seen_status), f"refused with status {seen_status}"
            return
        assert False, "it was not refused"


def pages(of, operation, key, size, **arguments):
    """Every item of a list, page by page; fails unless it takes more than one page and nothing comes twice."""
    found = [page.get(key, []) for page in of.get_paginator(operation).paginate(PaginationConfig={"PageSize": size}, **arguments)]
    assert len(found) > 1, f"all of {key} came on one page"
    assert all(len(page) <= size for page in found), [len(page) for page in found]
    items = [item for page in found for item in page]
    assert len({json.dumps(item, default=str) for item in items}) == len(items), "an item came twice"
    return items


def until(holds):
    """Waits for what no waiter of boto3 knows."""
    for _ in range(200):
        if holds():
            return
        time.sleep(0.1)
    assert False, "waited in vain"


def fetch(url, method="GET", body=None, headers=None):
    """What any HTTP client gets from a URL: status, headers, body."""
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def _line_of(error):
    at = error.__traceback__
    while at.tb_next is not None and at.tb_next.tb_frame.f_code.co_filename.startswith(os.path.dirname(__file__)):
        at = at.tb_next
    return f"{os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}"
