"""Controls of what is installed and how it runs: packages, recipes, the unit."""

from tests.mutations.row import Row

ROWS = (
    Row(
        "read-only-containers",
        "containers may write their own file system",
        "docs/deploy/compose.yaml",
        "read_only: true",
        "read_only: false",
        "tests/test_deploy.py::test_a_service_is_nobody_and_can_write_nothing_but_what_is_mounted",
    ),
    Row(
        "known-vulnerabilities",
        "a known vulnerability passes the audit",
        "tests/audit/verdict.py",
        "if bad:",
        "if not packages:",
        "tests/test_supply.py::test_a_known_vulnerability_fails_and_is_named",
    ),
    Row(
        "bill-of-materials",
        "the bill of materials leaves digests out",
        "registry/cli/sbom.py",
        '"hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.digests],',
        '"hashes": [],',
        "tests/test_supply.py::test_the_bill_names_every_pinned_package_with_every_digest_and_nothing_else",
    ),
    Row(
        "service-unit",
        "the service may write everywhere",
        "docs/deploy/he-registry.service",
        "ProtectSystem=strict",
        "ProtectSystem=no",
        "tests/test_operations.py::test_the_unit_is_nobody_elses_account_writes_one_folder_and_dumps_no_core",
    ),
    Row(
        "image-runs",
        "the image lacks a part that its command needs",
        "docs/deploy/Containerfile",
        "COPY anonymise anonymise",
        "COPY docs/deploy/health.py anonymise/",
        "tests/test_image.py::test_the_command_of_the_image_serves_from_a_tree_it_cannot_write",
    ),
    Row(
        "health",
        "a registry says that it is in order whatever is wrong",
        "registry/health.py",
        "status = State.OK if not faults else State.DEGRADED if frozen else State.EMPTY",
        "status = State.OK",
        "tests/storage/test_health.py::test_a_database_that_is_away_leaves_readers_what_is_shown",
    ),
)
