"""The Content-Security-Policy of a built page: only our own files, and the inline scripts it was built with."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>(.*?)</script>", re.DOTALL)
PLACE = "the policy of this page"  # the templates print it right after the charset, before anything that it governs


@lru_cache(maxsize=256)
def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def policy(html: str) -> str:
    """The policy for this page, its inline scripts named by their hashes."""
    scripts = " ".join(["'self'", *dict.fromkeys(_hash(script) for script in _SCRIPT.findall(html))])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )


def with_policy(html: str) -> str:
    """The page with its policy in the place that its template keeps for it."""
    return html.replace(PLACE, policy(html), 1)
