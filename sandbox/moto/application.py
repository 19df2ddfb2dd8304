"""The WSGI application around moto: one request at a time, and no answer before its effect is on disk."""

import hmac
import json
import re
import sys
import threading

import persistence

_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/[^/]*/([^/]+)/aws4_request")


def do_only_what_was_checked():
    """moto looks for the action in a form, the URL, the body and a header, and takes the first; what the gateway read,
    checked permissions for and recorded is the only one that may happen. Whatever differs is not simulated."""
    from moto.core.responses import BaseResponse

    find = BaseResponse._get_action

    def checked(self):
        action = find(self)
        if action != self.headers.get("X-Firebreak-Operation"):
            raise NotImplementedError("the request names another action elsewhere")
        return action

    BaseResponse._get_action = checked


class World:
    """`app` is moto. `directory` holds the pickles; `token` is what the gateway must present."""

    def __init__(self, app, directory, token):
        self._app = app
        self._token = token
        self._lock = threading.Lock()
        self._store = persistence.Store(directory, self._lock)
        self._store.load()
        self._population = self._store.population()

    def __call__(self, environ, start_response):
        if not hmac.compare_digest(environ.get("HTTP_X_FIREBREAK_TOKEN", ""), self._token):
            return _answer(start_response, "403 Forbidden", {"error": "only the gateway may ask"})
        if environ.get("PATH_INFO", "").startswith("/moto-api"):
            return _answer(start_response, "403 Forbidden", {"error": "moto's controls are not for callers"})
        return self._serve(environ, start_response)

    def _serve(self, environ, start_response):
        head = []
        service = _service(environ)
        with self._lock:
            body = self._execute(environ, head)
            # The gateway parsed the request already and says what it is; a client cannot set this header.
            changed = environ.get("HTTP_X_FIREBREAK_READ_ONLY") != "true"
            if self._store.population() != self._population:
                self._store.check()
                self._population = self._store.population()
                changed = True
            version = self._store.mark() if changed else None
        if version is not None:
            self._store.save(version)
        if service in self._store.unkept:
            return _answer(start_response, "500 Internal Server Error", f"the state of {service} cannot be kept on disk", "text/html")
        start_response(*head[-1][:2])
        return [body]

    def _execute(self, environ, head):
        try:
            chunks = self._app(environ, lambda *arguments: head.append(arguments))
            try:
                return b"".join(chunks)
            finally:
                if hasattr(chunks, "close"):
                    chunks.close()
        except Exception as error:
            # What it changed before it failed is state like any other, so the caller goes on to save it.
            reason = f"{type(error).__name__}: {error}".encode("ascii", "replace").decode()
            print(reason, file=sys.stderr, flush=True)
            head.append(("500 Internal Server Error", [("Content-Type", "text/html")]))
            return reason.encode()


def _service(environ):
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    return scope.group(1).lower() if scope else ""


def _answer(start_response, status, document, content_type="application/json"):
    body = (document if isinstance(document, str) else json.dumps(document)).encode()
    start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return [body]
