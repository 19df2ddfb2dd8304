"""Reads cases as JSON and writes what ministack's policy evaluator decides about each, in the same order."""

import json
import sys

from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny", "ImplicitDeny": "implicitDeny"}


def decide(case):
    keys = {key.lower(): value for key, value in case["context"].items()}
    # It takes a request without tags for one with an empty list of them unless told that there is none.
    keys.setdefault("aws:tagkeys", None)
    context = EvalContext(
        principal_arn=case["principal"],
        principal_type="User",
        principal_account=case["resourceAccount"],
        action=case["action"],
        resource_arn=case["resource"],
        region="eu-west-1",
        service_context=keys,
    )
    limits = [[parse_policy_document(case[kind])] for kind in ("boundary", "session") if kind in case]
    identity = [parse_policy_document(document) for document in case["identity"]]
    return DECISIONS[evaluate(context, identity, *limits).decision]


json.dump([decide(case) for case in json.load(sys.stdin)], sys.stdout)
