"""Repairs of moto's own state model, where rewriting HTTP answers would only hide that two records disagree."""

import images
import repairs_identity
import repairs_instances
import repairs_network
import repairs_services
import repairs_snapshots


def apply():
    """Idempotence is not needed: called once, before the first request."""
    from moto.ec2.models.amis import AmiBackend

    AmiBackend._load_amis = images.load_images
    repairs_network.apply()
    repairs_instances.apply()
    repairs_snapshots.apply()
    repairs_identity.apply()
    repairs_services.apply()
