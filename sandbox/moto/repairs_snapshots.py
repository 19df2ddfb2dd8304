"""Snapshots take time: their state follows from when they began, how long they take and what the clock shows now."""

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.elastic_block_store import EBSBackend, Snapshot
from moto.ec2.responses.elastic_block_store import ElasticBlockStore

import request_context

# Per volume of the types gp2, gp3, io1, io2 and standard; st1 and sc1 allow one (EBS quotas).
_CONCURRENT = {"st1": 1, "sc1": 1}


def _share(snapshot):
    duration = snapshot.__dict__.get("_takes_ms", 0)
    if duration <= 0:
        return 1.0
    return min(1.0, max(0.0, (request_context.now_ms() - snapshot._began_ms) / duration))


def _status(snapshot):
    fails = snapshot.__dict__.get("_outcome") == "error"
    # A snapshot that will fail does so half way.
    if fails and _share(snapshot) >= 0.5:
        return "error"
    return "completed" if _share(snapshot) >= 1.0 else "pending"


def _set_status(snapshot, status):
    # Called by the constructor only, where moto says "completed".
    snapshot._began_ms = request_context.now_ms()
    snapshot._takes_ms = request_context.snapshot_ms()
    snapshot._outcome = request_context.snapshot_outcome()


def _refuse_too_many(backend, volume):
    running = [s for s in backend.snapshots.values() if s.volume is volume and s.status == "pending"]
    if len(running) >= _CONCURRENT.get(volume.volume_type, 5):
        raise EC2ClientError(
            "ConcurrentSnapshotLimitExceeded", f"Maximum allowed in-progress snapshots for volume {volume.id} exceeded."
        )


def _create(original):
    def create_snapshot(self, volume_id, description, owner_id=None, from_ami=None):
        volume = self.get_volume(volume_id)
        if from_ami is None:
            _refuse_too_many(self, volume)
        snapshot = original(self, volume_id, description, owner_id, from_ami)
        if from_ami is not None:
            snapshot._takes_ms = 0
        # The KMS key of the volume is the key of its snapshot.
        snapshot.kms_key_id = volume.kms_key_id
        return snapshot

    return create_snapshot


def _create_several(self, instance_spec, description, tags):
    instance = self.get_instance(instance_spec["InstanceId"])
    excluded = set(instance_spec.get("ExcludeDataVolumeIds", []))
    no_boot = str(instance_spec.get("ExcludeBootVolume", False)).lower() == "true"
    mapped = [(device, block.volume_id) for device, block in instance.get_block_device_mapping]
    unknown = excluded - {volume_id for _, volume_id in mapped}
    if unknown:
        raise EC2ClientError("InvalidParameterValue", f"Volumes {sorted(unknown)} are not attached to {instance.id}.")
    chosen = [
        volume_id
        for device, volume_id in mapped
        if volume_id not in excluded and not (no_boot and device == instance.root_device_name)
    ]
    # All of them or none: one set of an instance's disks is what the operation is for.
    for volume_id in chosen:
        _refuse_too_many(self, self.get_volume(volume_id))
    return [self.create_snapshot(volume_id, description) for volume_id in chosen]


def _create_snapshots_response(self):
    specification = self._get_param("InstanceSpecification", {})
    tags = self._parse_tag_specification().get("snapshot", {})
    copy = self._get_param("CopyTagsFromSource") == "volume"
    self.ec2_backend.get_instance(specification["InstanceId"])
    self.error_on_dryrun()
    snapshots = self.ec2_backend.create_snapshots(specification, self._get_param("Description", ""), tags)
    for snapshot in snapshots:
        source = self.ec2_backend.tags.get(snapshot.volume_id, {}) if copy else {}
        snapshot.add_tags({**{key: value for key, value in source.items() if not key.startswith("aws:")}, **tags})
    return ActionResult({"Snapshots": snapshots})


def _describe(original):
    def describe_snapshots(self):
        result = original(self)
        # moto ignores the owners asked for.
        owners = {self.current_account if owner == "self" else owner for owner in self._get_param("OwnerIds", [])}
        if owners:
            aliases = {"amazon": ("801119661308", "137112412989", "099720109477")}
            wanted = {name for owner in owners for name in aliases.get(owner, (owner,))}
            result.result["Snapshots"] = [s for s in result.result["Snapshots"] if s.owner_id in wanted]
        return result

    return describe_snapshots


def apply():
    Snapshot.status = property(_status, _set_status)
    # CreateSnapshots names the same thing State.
    Snapshot.state = property(_status)
    Snapshot.progress = property(lambda snapshot: f"{int(_share(snapshot) * 100)}%")
    EBSBackend.create_snapshot = _create(EBSBackend.create_snapshot)
    EBSBackend.create_snapshots = _create_several
    ElasticBlockStore.create_snapshots = _create_snapshots_response
    ElasticBlockStore.describe_snapshots = _describe(ElasticBlockStore.describe_snapshots)
