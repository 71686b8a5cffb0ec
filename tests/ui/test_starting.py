"""What the first paint does not need is not brought along before it."""

from __future__ import annotations

import json
import subprocess
import sys

#: Each takes tens of milliseconds, or will once it has grown.
LATER = {
    "gatewaydesk.practice.server",
    "gatewaydesk.services.authoring",
    "gatewaydesk.ui.dialogs.new",
    "gatewaydesk.ui.dialogs.settings",
    "gatewaydesk.ui.form.model",
    "gatewaydesk.ui.form.view",
    "gatewaydesk.validation.advice",
    "gatewaydesk.validation.engine",
    "gatewaydesk.validation.repairs",
    "jsonschema",
    "jsonschema_rs",
    "keyring",
    "psutil",
    "requests",
}


def test_the_window_is_there_before_forms_validators_and_the_network() -> None:
    program = "import json, sys, gatewaydesk.ui.app, gatewaydesk.ui.main_window; print(json.dumps(list(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert LATER & set(json.loads(ended.stdout)) == set()
