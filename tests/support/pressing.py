"""PDFs need the library Pango: the build machine has it, elsewhere tests say that it is missing."""

import os

import pytest

from registry.web.public.report.printing import weasyprint


def needs_press() -> None:
    """Skip where nothing can be set; on the build machine that is a fault."""
    if weasyprint() is None:
        assert os.environ.get("CI") not in ("true", "1"), "The build machine may not skip."
        pytest.skip("Pango is not installed: no PDF was set.")
