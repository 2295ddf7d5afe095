"""Writes sdk-signatures.json: signatures as the providers' own libraries make and check them.

    python3 -m pip install twilio pywa
    python3 tests/samples/sdk_signatures.py

The tests of the connectors read the file and need neither the libraries nor a network.
"""

import hashlib
import hmac
import json
from importlib.metadata import version
from pathlib import Path

from pywa.utils import webhook_updates_validator
from twilio.request_validator import RequestValidator, compare

TOKEN = "12345"
SECRET = "an app secret ✓"

URLS = [
    "https://example.com/twilio-connector/v1/webhooks/c1",
    "https://example.com/twilio-connector/v1/webhooks/c1?m=0192&x=a%20b",
    "https://example.com:8443/hook",
    "http://example.com/hook?empty=&again=1&again=2",
]
FORMS = [
    {},
    {"MessageSid": "SM1", "From": "whatsapp:+447700900123", "Body": "Grüße, مرحبا 👋🏽 & more = less"},
    {"b": "2", "a": "1", "B": "3", "A": "", "a b": " c+d "},
    {"MediaUrl0": "https://api.twilio.com/x?y=z", "NumMedia": "1", "Body": "line\r\nbreak"},
]
BODIES = [b"", b"{}", b'{"object":"page"}', '{"text":"Grüße 👋🏽"}'.encode(), b'{"text":"\\u00fc"}', bytes(range(256)), b"x" * 2_000]


def twilio_vectors():
    validator = RequestValidator(TOKEN)
    for url in URLS:
        for form in FORMS:
            signature = validator.compute_signature(url, form)
            assert validator.validate(url, form, signature) and not validator.validate(url, form, signature[::-1])
            yield {"url": url, "form": form, "signature": signature}
    for body in ["{}", '[{"specversion":"1.0","text":"Grüße"}]']:
        url = f"https://example.com/events?bodySHA256={validator.compute_hash(body)}"
        signature = validator.compute_signature(url, {})
        assert validator.validate(url, body, signature) and compare(validator.compute_hash(body), url.split("=")[1])
        yield {"url": url, "body": body, "signature": signature}


def hub_vectors():
    for body in BODIES:
        header = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        wrong = "sha256=" + hmac.new(b"another secret", body, hashlib.sha256).hexdigest()
        # What counts is what the library says of it.
        assert webhook_updates_validator(SECRET, body, header) and not webhook_updates_validator(SECRET, body, wrong)
        yield {"body": body.hex(), "header": header, "wrong": wrong}


if __name__ == "__main__":
    made = {
        "libraries": {name: version(name) for name in ("twilio", "pywa")},
        "twilioToken": TOKEN,
        "twilio": list(twilio_vectors()),
        "hubSecret": SECRET,
        "hub": list(hub_vectors()),
    }
    target = Path(__file__).with_name("sdk-signatures.json")
    target.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{target}: {len(made['twilio'])} of Twilio, {len(made['hub'])} of Meta")
