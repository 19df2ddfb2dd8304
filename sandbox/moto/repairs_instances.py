"""Instance attributes: set what was asked for, one attribute per call, and what Spot instances refuse."""

from moto.core.responses import EmptyResult
from moto.ec2.exceptions import EC2ClientError, InvalidParameterCombination
from moto.ec2.models.elastic_block_store import VolumeAttachment
from moto.ec2.models.iam_instance_profile import IamInstanceProfileAssociationBackend
from moto.ec2.models.instances import InstanceBackend
from moto.ec2.responses.instances import InstanceResponse
from moto.ec2.responses.network_acls import NetworkACLs

import repairs_network

_ATTRIBUTES = (
    "DisableApiStop",
    "DisableApiTermination",
    "EbsOptimized",
    "EnaSupport",
    "InstanceInitiatedShutdownBehavior",
    "InstanceType",
    "Kernel",
    "Ramdisk",
    "SourceDestCheck",
    "SriovNetSupport",
    "UserData",
)


def _modify_attribute(original):
    def modify_instance_attribute(self):
        instance = self.ec2_backend.get_instance(self._get_param("InstanceId"))
        named = [name for name in _ATTRIBUTES if self._get_param(f"{name}.Value") is not None]
        legacy = self._get_param("Attribute")
        mappings, groups = self._get_param("BlockDeviceMappings", []), self._get_param("Groups", [])
        asked = len(named) + bool(legacy) + bool(mappings) + bool(groups)
        if asked > 1:
            raise InvalidParameterCombination("Fields for multiple attribute types specified")
        if asked == 0:
            # moto would fall through to the groups and take them all away.
            raise InvalidParameterCombination("No attributes specified.")
        if "DisableApiTermination" in named or legacy == "disableApiTermination":
            # AWS's words; it says so for turning it off as well.
            if instance.lifecycle == "spot":
                raise EC2ClientError(
                    "UnsupportedOperation", "Modifying 'disableApiTermination' is not supported for spot instances."
                )
        if named == ["InstanceInitiatedShutdownBehavior"]:
            value = self._get_param("InstanceInitiatedShutdownBehavior.Value")
            if value not in ("stop", "terminate"):
                raise EC2ClientError(
                    "InvalidParameterValue",
                    f"Value ({value}) for parameter instanceInitiatedShutdownBehavior is invalid. Use 'stop' or 'terminate'.",
                )
            self.error_on_dryrun()
            instance.instance_initiated_shutdown_behavior = value
            return EmptyResult()
        for mapping in mappings:
            if mapping.get("DeviceName") not in instance.block_device_mapping:
                raise EC2ClientError(
                    "InvalidInstanceAttributeValue", f"No device is currently mapped at {mapping.get('DeviceName')}"
                )
        if groups:
            repairs_network.modify_instance_groups(self.ec2_backend, instance.id, groups)
        return original(self)

    return modify_instance_attribute


def _run_instances_response(original):
    def run_instances(self):
        interfaces = self._get_param("NetworkInterfaces", [])
        if interfaces and (self._get_param("SecurityGroupIds", []) or self._get_param("SecurityGroups", [])):
            raise InvalidParameterCombination(
                "Network interfaces and an instance-level security groups may not be specified on the same request"
            )
        protected = self._get_param("DisableApiTermination")
        if protected and self._get_param("InstanceMarketOptions.MarketType") == "spot":
            raise EC2ClientError(
                "UnsupportedOperation", "Modifying 'disableApiTermination' is not supported for spot instances."
            )
        # moto launches the minimum; AWS launches the maximum where it has room, and the sandbox has.
        self.params["MinCount"] = self._get_param("MaxCount")
        result = original(self)
        kept = {int(each["DeviceIndex"]): _survives(each) for each in interfaces}
        for instance in result.result.instances:
            # moto reads the flag nowhere.
            instance.disable_api_termination = bool(protected)
            # An interface made by the launch goes with the instance unless told otherwise; moto keeps it.
            for index, interface in instance.nics.items():
                interface.delete_on_termination = not kept.get(index, False)
        return result

    return run_instances


def _survives(interface):
    return "NetworkInterfaceId" in interface or interface.get("DeleteOnTermination") is False


def _modify_metadata(original):
    def modify_instance_metadata_options(self):
        instance = self.ec2_backend.get_instance(self._get_param("InstanceId"))
        self.error_on_dryrun()
        before = vars(instance.metadata_options).copy()
        result = original(self)
        # moto resets every field the caller leaves out; AWS keeps it.
        sent = {
            "http_tokens": "HttpTokens",
            "http_put_response_hop_limit": "HttpPutResponseHopLimit",
            "http_endpoint": "HttpEndpoint",
            "http_protocol_ipv6": "HttpProtocolIpv6",
            "instance_metadata_tags": "InstanceMetadataTags",
        }
        for field, parameter in sent.items():
            if self._get_param(parameter) is None:
                setattr(instance.metadata_options, field, before[field])
        return result

    return modify_instance_metadata_options


def _dry_run_first(original):
    def operation(self):
        self.error_on_dryrun()
        return original(self)

    return operation


def _replace_profile(original):
    def replace_iam_instance_profile_association(self, association_id, **names):
        association = original(self, association_id, **names)
        # moto leaves the old profile on the instance.
        association.instance.iam_instance_profile = {
            "Arn": association.iam_instance_profile.arn,
            "Id": association.association_id,
        }
        return association

    return replace_iam_instance_profile_association


def _delete_on_termination(attachment):
    block = attachment.instance.block_device_mapping.get(attachment.device)
    return block.delete_on_termination if block else False


def apply():
    InstanceResponse.modify_instance_attribute = _modify_attribute(InstanceResponse.modify_instance_attribute)
    InstanceResponse.run_instances = _run_instances_response(InstanceResponse.run_instances)
    InstanceResponse.modify_instance_metadata_options = _modify_metadata(InstanceResponse.modify_instance_metadata_options)
    # DescribeVolumes reads the same flag as DescribeInstances.
    VolumeAttachment.delete_on_termination = property(_delete_on_termination)
    IamInstanceProfileAssociationBackend.replace_iam_instance_profile_association = _replace_profile(
        IamInstanceProfileAssociationBackend.replace_iam_instance_profile_association
    )
    # moto carries these out although DryRun is set.
    for name in ("create_network_acl_entry", "replace_network_acl_entry", "delete_network_acl_entry", "replace_network_acl_association"):
        setattr(NetworkACLs, name, _dry_run_first(getattr(NetworkACLs, name)))
