"""Every paginator of boto3 for what the sandbox plays: pages of any size are the same list."""

import json
import sys

import botocore.session
from botocore import xform_name

from listed import estate
from steps import client, step

# Each call is itself an event, so two lists of them are never the same; and a service of two types is named once a page.
UNLIKE = {"LookupEvents", "DescribeVpcEndpointServices"}

# Agents report while pages are read: when one was last heard of may differ from page to page.
VOLATILE = {"LastPingDateTime"}

# No list of the sandbox is longer: more pages than this never end.
MOST_PAGES = 500

# Less than this some services do not take, whatever their models say.
LEAST = {"ec2": 5, "ssm.DescribeInstanceInformation": 5, "ssm.GetParameterHistory": 2, "ssm.DescribeInstancePatchStates": 10}


def tour():
    given, session = estate(), botocore.session.get_session()
    with open(sys.argv[2]) as file:
        played = json.load(file)
    for service, operations in played.items():
        of, paginators = client(service), session.get_paginator_model(service)
        for operation in sorted(operations):
            if operation in UNLIKE or not of.can_paginate(xform_name(operation)):
                continue
            with step(service, f"{operation} in pages"):
                shape = of.meta.service_model.operation_model(operation).input_shape
                wanted = {member: given.get(f"{service}.{member}") for member in shape.required_members}
                wanted.update(given.get(f"{service}.{operation}", {}))
                assert None not in wanted.values(), f"the estate has nothing to ask about for {wanted}"
                size = paginators.get_paginator(operation).get("limit_key")
                least = LEAST.get(f"{service}.{operation}", LEAST.get(service, 1))
                agree(of.get_paginator(xform_name(operation)), wanted, size and least)


def agree(paginator, wanted, size):
    whole, paged = read(paginator, wanted, None), read(paginator, wanted, size)
    assert paged == whole, f"{len(paged)} items in pages of {size}, {len(whole)} at once: {paged[:3]} … {whole[:3]}"


def settled(item):
    return {name: value for name, value in item.items() if name not in VOLATILE} if isinstance(item, dict) else item


def read(paginator, wanted, size):
    found = []
    for number, page in enumerate(paginator.paginate(**wanted, PaginationConfig={"PageSize": size} if size else {})):
        assert number < MOST_PAGES, "the pages do not end"
        for key in paginator.result_keys:
            items = key.search(page) or []
            assert size is None or not isinstance(items, list) or len(items) <= size, f"{len(items)} on a page of {size}"
            found.extend(json.dumps(settled(item), default=str, sort_keys=True) for item in (items if isinstance(items, list) else []))
    return found
