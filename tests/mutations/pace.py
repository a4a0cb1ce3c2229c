"""Controls of pace and watching: what anybody may make a server do, and what is told of it."""

from tests.mutations.row import Row

DRAWINGS = "tests/front/test_drawings.py"

ROWS = (
    Row(
        "paid-questions",
        "an address has as many questions answered by pages as it likes",
        "registry/web/public/drawn.py",
        "        pay(self.spend, address)\n        fill",
        "        fill",
        f"{DRAWINGS}::test_an_address_has_so_many_pages_drawn_and_not_one_more",
    ),
    Row(
        "paid-forms",
        "an address has as many forms answered as it likes",
        "registry/web/public/drawn.py",
        "            pay(self.spend, address)\n            return",
        "            return",
        f"{DRAWINGS}::test_forms_are_paid_from_the_same_and_nothing_of_a_refusal_is_kept",
    ),
    Row(
        "health-once-a-second",
        "whoever asks for the health of a registry asks its database",
        "registry/kept.py",
        "if self.last is not None and self.ticks() - self.last[0] < self.span:",
        "if False:",
        "tests/storage/test_health.py::test_the_database_is_asked_once_a_second_however_often_somebody_asks",
    ),
    Row(
        "forged-addresses",
        "whoever forges a list of addresses before a proxy's own is believed",
        "registry/front/addresses.py",
        "while heard and found is not None and is_trusted(found, trusted):",
        "while heard and found is not None:",
        "tests/front/test_addresses.py::test_the_address_of_who_asks",
    ),
    Row(
        "rate-at-the-proxy",
        "the proxy lets an address ask the public nodes as fast as it likes",
        "docs/deploy/nginx.conf",
        "    limit_req zone=requests burst=200 nodelay;\n",
        "    # no limit\n",
        "tests/test_deploy.py::test_the_proxy_lets_an_address_ask_so_fast_and_so_often_at_once_and_slower_at_doors",
    ),
    Row(
        "metrics-of-now",
        "a reason that is over goes on ringing",
        "registry/cli/metrics.py",
        "self.degraded.clear()",
        "pass",
        "tests/front/test_watch.py::test_a_reason_that_is_over_is_a_metric_no_more",
    ),
    Row(
        "metrics-end",
        "metrics are answered when the server has ended",
        "registry/cli/watching.py",
        "app.on_shutdown.append(listen_for_scrapes(metrics, *settings.metrics))",
        "listen_for_scrapes(metrics, *settings.metrics)",
        "tests/front/test_watched_server.py::test_metrics_are_scraped_at_their_own_address_while_the_server_runs",
    ),
    Row(
        "spans-without-values",
        "a span carries more than method, route and status",
        "registry/cli/spans.py",
        '"he_registry.from_memory": seen.from_memory,',
        '"he_registry.from_memory": seen.from_memory, "he_registry.request": seen.request,',
        "tests/front/test_watch.py::test_spans_name_routes_and_hold_no_value",
    ),
    Row(
        "key-programs-end",
        "a program that gives a key takes as long as it likes",
        "registry/key_sources.py",
        "process.communicate(timeout=seconds)",
        "process.communicate(timeout=5 * seconds)",
        "tests/test_key_sources.py::test_a_program_that_does_not_end_is_ended_with_its_children",
    ),
    Row(
        "key-programs-end-whole",
        "what a key's program began goes on after it was ended",
        "registry/key_sources.py",
        "os.killpg(process.pid, signal.SIGKILL)",
        "process.kill()",
        "tests/test_key_sources.py::test_a_program_that_does_not_end_is_ended_with_its_children",
    ),
    Row(
        "recovered-and-erased",
        "a registry recovered to a moment brings erased patients back",
        "registry/backup/restore.py",
        "await erase_again(database, patient, on)",
        "pass",
        "tests/backup/test_point_in_time.py::test_the_moment_is_back_whole_and_the_erased_are_erased_by_the_list",
    ),
    Row(
        "recovery-written-down",
        "nobody says how a moment is recovered",
        "docs/operations.md",
        "`restore_command` and `recovery_target_time`, create `recovery.signal`",
        "them",
        "tests/backup/test_point_in_time.py::test_the_handbook_names_what_was_rehearsed",
    ),
)
