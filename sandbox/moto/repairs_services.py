"""Services beside EC2: what keeps their state from being written to disk."""

import copyreg
from collections import defaultdict


def _inventory_of_type():
    return defaultdict(dict)


def _without_lambda(original):
    def __init__(self, region_name, account_id):
        original(self, region_name, account_id)
        # moto uses a lambda here, which cannot be pickled.
        for name, value in vars(self).items():
            if isinstance(value, defaultdict) and getattr(value.default_factory, "__name__", "") == "<lambda>":
                setattr(self, name, defaultdict(_inventory_of_type, value))

    return __init__


def _parameters(kind, account_id, region_name):
    return kind(account_id, region_name)


def _reduce_parameters(parameters):
    # The constructor of a defaultdict takes a factory, that of this subclass an account and a Region.
    whose = (parameters.account_id, parameters.region_name)
    return _parameters, (type(parameters), *whose), vars(parameters).copy(), None, iter(list(parameters.items()))


def apply():
    from moto.ssm.models import ParameterDict, SimpleSystemManagerBackend

    copyreg.pickle(ParameterDict, _reduce_parameters)

    SimpleSystemManagerBackend.__init__ = _without_lambda(SimpleSystemManagerBackend.__init__)
