"""Whether a certificate that is trusted vouches for another one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from compliance.services.seal.library import wait_for


def vouched_for(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    trust: Sequence[bytes],
    moment: datetime.datetime,
    *,
    for_stamps: bool = False,
) -> bool:
    """Whether a chain leads from a certificate to a trusted one.

    Nothing is fetched: whether a certificate was revoked is not known here.

    Args:
        certificate: in question.
        others: certificates that may stand between.
        trust: certificates that are trusted, in DER.
        moment: when all of them must be valid.
        for_stamps: whether it must be a time-stamp authority's.
    """
    if certificate.dump() in trust:
        return True
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in trust],
        other_certs=list(others),
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    validator = CertificateValidator(certificate, validation_context=context)
    uses = {"time_stamping"} if for_stamps else None
    try:
        wait_for(lambda: validator.async_validate_usage(set(), uses))
    except Exception:  # noqa: BLE001 - whatever keeps a chain from being found
        return False
    return True
