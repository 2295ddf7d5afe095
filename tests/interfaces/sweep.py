"""Schemathesis against every interface of a running installation: no answer of 500 or more, and none that its schema does not allow.

Usage: sweep.py URL DATA_FOLDER, with the environment's `schemathesis` beside this Python.
"""

import json
import pathlib
import subprocess
import sys
import urllib.request

CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance"
# Deterministic: the same requests every time; few of each, because there are many operations.
BOUNDS = ["--generation-deterministic", "--max-examples", "12", "--phases", "examples,coverage,fuzzing"]
# Signing in is throttled on purpose, and what ends the operator's own way in would end the sweep.
LEFT_OUT = "/auth/"
PODS = ["bot-framework", "ccm", "cim-customer", "conversation-controller", "conversation-manager", "routing-engine", "unified-admin"]


def token(url: str, data: pathlib.Path) -> str:
    """An administrator's access token; it lives five minutes."""
    body = json.dumps({"token": (data / "operator.token").read_text().strip()}).encode()
    request = urllib.request.Request(f"{url}/unified-admin/v1/auth/operator", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["accessToken"]


def main() -> int:
    url, data = sys.argv[1], pathlib.Path(sys.argv[2])
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    failed = []
    for pod in sys.argv[3:] or PODS:
        print(f"→ {pod}", flush=True)
        command = [str(program), "run", f"{url}/{pod}/openapi.json", "-H", f"Authorization: Bearer {token(url, data)}"]
        command += ["--checks", CHECKS, "--exclude-path-regex", LEFT_OUT, "--no-color", *BOUNDS]
        if subprocess.run(command, cwd=data, check=False).returncode != 0:
            failed.append(pod)
    print(f"interfaces that answer what they should not: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
