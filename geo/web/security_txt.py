"""Whom to tell of a hole in this server (RFC 9116), where its operator names somebody."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geo.export.address import public_site
from geo.web.negotiation import NO_SNIFFING, Content, send
from geo.web.status import NotFoundError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/.well-known/security.txt"
CONTACT_VARIABLE = "SHELTERLINE_CONTACT"
"""Environment variable: a `mailto:`, `https:` or `tel:` address."""
_SCHEMES = frozenset({"mailto", "https", "tel"})
_HOLDS_FOR = timedelta(days=180)


def security_txt(request: Request) -> Response:
    """Answer the contact that the operator names; 404 when there is none, or none that others can use."""
    contact = os.environ.get(CONTACT_VARIABLE, "").strip()
    if urlsplit(contact).scheme not in _SCHEMES or len(contact.split()) != 1:
        raise NotFoundError("the operator of this server has named no contact")
    ends = (datetime.now(UTC) + _HOLDS_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}", f"Expires: {ends.isoformat()}", "Preferred-Languages: en, ar, he"]
    if public_site():
        parts = urlsplit(public_site())
        lines.append(f"Canonical: {parts.scheme}://{parts.netloc}{PATH}")
    body = "".join(f"{line}\n" for line in lines).encode()
    return send(request, Content("text/plain; charset=utf-8", body, headers=NO_SNIFFING))
