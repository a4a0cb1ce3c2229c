"""`python -m tests.audit`: ask whether a pinned package has a known vulnerability.

Ends with 1 where one has. Where the service cannot be asked it says so loudly and ends with 0: a
network that is away makes no package worse, and a check that fails for it would be switched off.
"""

import subprocess
import sys
from pathlib import Path

from tests.audit.verdict import verdict

ROOT = Path(__file__).parents[2]
PINNED = ("requirements.txt", "docs/deploy/requirements-public.txt")
SERVICE, SECONDS = "osv", "10"
MOST_SECONDS = 240


def audited(name: str) -> tuple[str, str]:
    """What pip-audit says of one file, on standard output and error."""
    words = ["-m", "pip_audit", "-r", str(ROOT / name), "--require-hashes", "--disable-pip"]
    words += ["-s", SERVICE, "--timeout", SECONDS, "-f", "json", "--progress-spinner", "off"]
    try:
        run = subprocess.run(
            [sys.executable, *words],
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"it took more than {MOST_SECONDS} seconds"
    return run.stdout, run.stderr


def main() -> int:
    """Audit every file of pins."""
    found = [verdict(name, *audited(name)) for name in PINNED]
    for each in found:
        sys.stderr.write(f"{each.words}\n")
    return int(any(each.is_vulnerable for each in found))


if __name__ == "__main__":
    sys.exit(main())
