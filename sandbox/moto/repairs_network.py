"""Security groups and interfaces: one truth per interface, and the refusals of AWS that moto leaves out."""

from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.exceptions import (
    DependencyViolationError,
    EC2ClientError,
    InvalidParameterCombination,
    InvalidSecurityGroupNotFoundError,
    InvalidSecurityGroupRuleIdNotFoundError,
)
from moto.ec2.models.elastic_network_interfaces import NetworkInterface, NetworkInterfaceBackend
from moto.ec2.models.instances import Instance, InstanceBackend
from moto.ec2.models.security_groups import SecurityGroupBackend
from moto.ec2.responses.elastic_network_interfaces import ElasticNetworkInterfaces
from moto.ec2.responses.security_groups import SecurityGroups


def _groups(backend, vpc_id, group_ids):
    groups = []
    for group_id in group_ids:
        group = backend.get_security_group_from_id(group_id)
        if group is None:
            raise InvalidSecurityGroupNotFoundError(group_id)
        if group.vpc_id != vpc_id:
            raise EC2ClientError("InvalidParameterValue", "You have specified two resources that belong to different networks.")
        groups.append(group)
    return groups


def _instance_groups(instance):
    nics = getattr(instance, "nics", None)
    return nics[0]._group_set if nics and 0 in nics else instance.__dict__.get("_launch_groups", [])


def _set_instance_groups(instance, groups):
    nics = getattr(instance, "nics", None)
    if nics and 0 in nics:
        nics[0]._group_set = list(groups)
    else:
        instance.__dict__["_launch_groups"] = groups


def _modify_interface(self):
    interface = self.ec2_backend.get_network_interface(self._get_param("NetworkInterfaceId"))
    groups = self._get_param("Groups", [])
    known = [name for name in ("SourceDestCheck.Value", "Description.Value") if self._get_param(name) is not None]
    if len(known) + bool(groups) > 1:
        raise InvalidParameterCombination("Fields for multiple attribute types specified")
    if not known and not groups:
        raise NotImplementedError("ModifyNetworkInterfaceAttribute of this attribute")
    chosen = _groups(self.ec2_backend, interface.vpc_id, groups)
    self.error_on_dryrun()
    if chosen:
        interface._group_set = chosen
    if known == ["SourceDestCheck.Value"]:
        interface.source_dest_check = self._get_param("SourceDestCheck.Value")
    if known == ["Description.Value"]:
        interface.description = self._get_param("Description.Value")
    return EmptyResult()


def modify_instance_groups(backend, instance_id, group_ids):
    """ModifyInstanceAttribute(Groups): refused for several interfaces, as AWS does with this very message."""
    instance = backend.get_instance(instance_id)
    if len(instance.nics) > 1:
        raise EC2ClientError(
            "InvalidInstanceID",
            f"There are multiple interfaces attached to instance '{instance_id}'. "
            "Please specify an interface ID for the operation instead.",
        )
    return instance, _groups(backend, instance.vpc_id, group_ids)


def _modify_instance_security_groups(self, instance_id, new_group_id_list):
    instance, groups = modify_instance_groups(self, instance_id, new_group_id_list)
    instance.security_groups = groups
    return instance


def _refuse_unknown_groups(original):
    def create_network_interface(self, subnet, private_ip_address, private_ip_addresses=None, group_ids=None, *rest, **more):
        # moto invents a group for an id it does not know.
        vpc_id = (self.get_subnet(subnet) if isinstance(subnet, str) else subnet).vpc_id
        _groups(self, vpc_id, group_ids or [])
        return original(self, subnet, private_ip_address, private_ip_addresses, group_ids, *rest, **more)

    return create_network_interface


def _refuse_group_in_use(original):
    def delete_security_group(self, name=None, group_id=None):
        group = self.get_security_group_by_name_or_id(group_id or name)
        if group is not None:
            if group.is_default:
                raise EC2ClientError(
                    "CannotDelete", f'the specified group: "{group.id}" name: "{group.name}" cannot be deleted by a user'
                )
            worn = any(group in interface._group_set for interface in self.enis.values())
            named = any(
                rule.source_group.get("GroupId") == group.id
                for groups in self.groups.values()
                for other in groups.values()
                if other is not group
                for rule in [*other.ingress_rules, *other.egress_rules]
            )
            if worn or named:
                raise DependencyViolationError(f"resource {group.id} has a dependent object")
        return original(self, name, group_id)

    return delete_security_group


def _rules_by_id(direction):
    def revoke(self):
        group_id, rule_ids = self._get_param("GroupId"), self._get_param("SecurityGroupRuleIds", [])
        if not rule_ids:
            return originals[direction](self)
        group = self.ec2_backend.get_security_group_from_id(group_id)
        if group is None:
            raise InvalidSecurityGroupNotFoundError(group_id)
        rules = getattr(group, f"{direction}_rules")
        missing = [rule_id for rule_id in rule_ids if rule_id not in {rule.id for rule in rules}]
        if missing:
            raise InvalidSecurityGroupRuleIdNotFoundError(missing[0])
        self.error_on_dryrun()
        setattr(group, f"{direction}_rules", [rule for rule in rules if rule.id not in rule_ids])
        return ActionResult({"Return": True})

    originals = {"ingress": SecurityGroups.revoke_security_group_ingress, "egress": SecurityGroups.revoke_security_group_egress}
    return revoke


def _all_added_rules(direction):
    def authorize(self):
        # moto answers with the rules of the last permission only.
        self.error_on_dryrun()
        added = []
        for arguments in self._process_rules_from_querystring():
            rules, _ = getattr(self.ec2_backend, f"authorize_security_group_{direction}")(**arguments)
            added += rules
        return ActionResult({"Return": True, "SecurityGroupRules": added})

    return authorize


def apply():
    # An interface wears its own groups only; those of the instance are those of its interface 0.
    NetworkInterface.group_set = property(lambda interface: interface._group_set)
    Instance.security_groups = property(_instance_groups, _set_instance_groups)
    ElasticNetworkInterfaces.modify_network_interface_attribute = _modify_interface
    InstanceBackend.modify_instance_security_groups = _modify_instance_security_groups
    NetworkInterfaceBackend.create_network_interface = _refuse_unknown_groups(NetworkInterfaceBackend.create_network_interface)
    SecurityGroupBackend.delete_security_group = _refuse_group_in_use(SecurityGroupBackend.delete_security_group)
    # An unknown rule id is InvalidSecurityGroupRuleId.NotFound, and the missing legacy fields are not looked at.
    SecurityGroups.revoke_security_group_ingress = _rules_by_id("ingress")
    SecurityGroups.revoke_security_group_egress = _rules_by_id("egress")
    SecurityGroups.authorize_security_group_ingress = _all_added_rules("ingress")
    SecurityGroups.authorize_security_group_egress = _all_added_rules("egress")
