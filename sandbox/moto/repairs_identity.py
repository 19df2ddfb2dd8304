"""Who called: the account's own administrator is root, and every key that moto knows can be told to the gateway."""

from datetime import timezone

from moto.iam.models import iam_backends
from moto.sts.models import STSBackend, sts_backends


def _caller(original):
    def get_caller_identity(self, access_key_id, region):
        user_id, arn, account_id = original(self, access_key_id, region)
        # The gateway lets no unknown key pass, so moto's stand-in user can only be the world's administrator.
        if arn.endswith(":user/moto"):
            return account_id, f"arn:{self.partition}:iam::{account_id}:root", account_id
        return user_id, arn, account_id

    return get_caller_identity


def known_keys():
    """Every access key with its secret: for the gateway, which checks signatures and states that moto ignores."""
    keys = {}
    for _, _, backend in iam_backends.iter_backends():
        for user in backend.users.values():
            for key in user.access_keys:
                keys[key.access_key_id] = {
                    "secretAccessKey": key.secret_access_key,
                    "active": key.status == "Active",
                    "principal": user.arn,
                }
    for _, _, backend in sts_backends.iter_backends():
        for session in backend.assumed_roles:
            keys[session.access_key_id] = {
                "secretAccessKey": session.secret_access_key,
                "sessionToken": session.session_token,
                "expiresAt": int(session.expiration.replace(tzinfo=timezone.utc).timestamp() * 1000),
                "active": True,
                "principal": session.arn,
            }
    return keys


def apply():
    STSBackend.get_caller_identity = _caller(STSBackend.get_caller_identity)
