"""`he-registry serve`: the public site, both GraphQL surfaces, and nothing else."""

import click


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
def command(host: str, port: int) -> None:
    """Serve the installation named by REGISTRY_DATABASE_URL and REGISTRY_ROOT_KEY_FILE."""
    import uvicorn

    # requests are not logged: a GraphQL query over GET would put its values into the log
    uvicorn.run(
        "registry.app:serve_app",
        factory=True,
        host=host,
        port=port,
        access_log=False,
        server_header=False,
    )
