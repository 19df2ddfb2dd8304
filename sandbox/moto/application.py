"""The WSGI application around moto: one request at a time, and no answer before its effect is on disk."""

import hmac
import io
import json
import re
import sys
import threading

import persistence
import repairs_identity
import request_context

_READS = re.compile(r"^(Describe|List|Get|Head|Lookup|Search|Select|Batch(Get|Describe)|Check|Simulate|Query|Scan)")
_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/[^/]*/([^/]+)/aws4_request")


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
        if environ.get("PATH_INFO") == "/_firebreak/keys":
            with self._lock:
                return _answer(start_response, "200 OK", repairs_identity.known_keys())
        return self._serve(environ, start_response)

    def warm(self):
        """The first EC2 call imports a second's worth of modules; made here, before anyone waits for it."""
        sink = []
        request = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-8",
            "HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=sandbox/20260101/eu-west-1/ec2/aws4_request",
            "wsgi.url_scheme": "http",
            "wsgi.errors": _Nowhere(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        body = b"Action=DescribeVpcs&Version=2016-11-15"
        request["CONTENT_LENGTH"] = str(len(body))
        request["wsgi.input"] = io.BytesIO(body)
        self._serve(request, lambda *head: sink.append(head))

    def _serve(self, environ, start_response):
        head = []
        service = _service(environ)
        file = persistence.file_of(service)
        with self._lock:
            # Threads of the pool are new for each connection: the context must be set for each request.
            request_context.enter(environ)
            body = self._execute(environ, head)
            versions = []
            if not _reads_only(environ):
                versions.append((file, self._store.mark(file)))
            if self._store.population() != self._population:
                self._store.check()
                self._population = self._store.population()
                versions += [(name, self._store.mark(name)) for name in persistence.FILES]
        for name, version in versions:
            self._store.save(name, version)
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


def _reads_only(environ):
    # The gateway parsed the request already and says what it is.
    operation = environ.get("HTTP_X_FIREBREAK_OPERATION", "")
    # Sessions are state: GetSessionToken and the like give keys.
    if _service(environ) == "sts":
        return operation == "GetCallerIdentity"
    if operation:
        return bool(_READS.match(operation))
    return environ.get("REQUEST_METHOD") in ("GET", "HEAD")


def _answer(start_response, status, document, content_type="application/json"):
    body = (document if isinstance(document, str) else json.dumps(document)).encode()
    start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return [body]


class _Nowhere:
    def write(self, *_):
        pass

    def flush(self):
        pass
