"""The platform's own seal on a certificate: a digital signature in the PDF, when the environment gives a key."""

import base64
from io import BytesIO

from django.conf import settings

FIELD = "Attestation"


def sealed(pdf: bytes) -> bytes:
    """Return the PDF with the platform's signature added after its last byte, or as it is without a key.

    The library is large and is read only where there is a key.
    """
    if not settings.CERTIFICATE_SIGNING_KEY:
        return pdf
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, signers
    from pyhanko.sign.fields import SigSeedSubFilter

    signer = signers.SimpleSigner.load_pkcs12_data(
        base64.b64decode(settings.CERTIFICATE_SIGNING_KEY),
        other_certs=[],
        passphrase=settings.CERTIFICATE_SIGNING_PASSWORD.encode() or None,
    )
    signature = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES)
    out = BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), signature, signer=signer, output=out)
    return out.getvalue()
