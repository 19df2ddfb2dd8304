"""Keeps moto's state in a file: whatever was answered is on disk, and the file is either the old state or the new one.

Every backend goes into one pickle, because they hold each other's objects and only one pickle keeps them the same objects.
"""

import copyreg
import importlib
import io
import os
import pickle
import sys
import threading

from moto import backends
from moto.core.base_backend import AccountSpecificBackend, BackendDict

def _backend_dict(service):
    return backends.get_backend(service)


def _account(service, account_id):
    return _backend_dict(service)[account_id]


def _private_key(pem):
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(pem, None)


def _reduce_private_key(key):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return _private_key, (key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),)


def _reducers():
    """References to moto's own registries are names, never copies: a copy would be a second account after a restart."""
    table = copyreg.dispatch_table.copy()
    table[BackendDict] = lambda registry: (_backend_dict, (registry.service_name,))
    table[AccountSpecificBackend] = lambda account: (_account, (account.service_name, account.account_id))
    if "moto.kms.models" in sys.modules:
        # KMS holds OpenSSL handles.
        openssl = importlib.import_module("cryptography.hazmat.bindings._rust").openssl
        table[openssl.rsa.RSAPrivateKey] = _reduce_private_key
        table[openssl.ec.ECPrivateKey] = _reduce_private_key
    return table


def _dump(state):
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, protocol=5)
    pickler.dispatch_table = _reducers()
    pickler.dump(state)
    return buffer.getbuffer()


def _can_be_kept(state):
    try:
        # Some objects can be written but not read.
        pickle.loads(_dump(state))
        return True
    except Exception:
        return False


class Store:
    """The file of one world. `save` is a group commit: requests that wait while it is written share the next write."""

    def __init__(self, directory, execution_lock):
        self._directory = directory
        self._path = os.path.join(directory, "world.pickle")
        self._execution_lock = execution_lock
        self._changed = 0
        self._saved = 0
        self._writing = threading.Lock()
        self.unkept = set()
        self._checked = set()
        os.makedirs(directory, mode=0o700, exist_ok=True)

    def load(self):
        if not os.path.exists(self._path):
            return
        with open(self._path, "rb") as file:
            for service, accounts in pickle.load(file).items():
                for account_id, regions in accounts.items():
                    for region, backend in regions.items():
                        dict.__setitem__(_account(service, account_id), region, backend)

    def mark(self):
        """Called with the execution lock held: the world differs from its file. Returns the version that `save` must reach."""
        self._changed += 1
        return self._changed

    def save(self, version):
        """Returns once a file holding at least `version` is on disk under its final name."""
        with self._writing:
            if self._saved >= version:
                return
            # A failed save is tried again by the next request: its version is still ahead of the file's.
            with self._execution_lock:
                reached = self._changed
                content = self._pickle()
            self._replace(content)
            self._saved = reached

    def check(self):
        """Called with the execution lock held, when there are new backends: drops those that a restart could not read."""
        for registry in list(BackendDict._instances):
            service = registry.service_name
            if service in self._checked or not registry:
                continue
            self._checked.add(service)
            if not _can_be_kept({service: {account: dict(regions.items()) for account, regions in registry.items()}}):
                registry.clear()
                self.unkept.add(service)

    def population(self):
        """How many backends exist: one more means that even a read created something (a default VPC with random ids)."""
        return sum(len(regions) for registry in BackendDict._instances for regions in registry.values())

    def _pickle(self):
        state = {
            registry.service_name: {account: dict(regions.items()) for account, regions in registry.items() if len(regions)}
            for registry in list(BackendDict._instances)
        }
        try:
            return _dump(state)
        except Exception:
            # One service that cannot be written must not keep all others from the disk: it is emptied and reported.
            for service in [service for service, accounts in state.items() if not _can_be_kept({service: accounts})]:
                _backend_dict(service).clear()
                self.unkept.add(service)
                del state[service]
            return _dump(state)

    def _replace(self, content):
        temporary = f"{self._path}.new"
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, self._path)
        directory = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
