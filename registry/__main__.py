"""`python -m registry` and the installed `he-registry`."""

from registry.cli import main

if __name__ == "__main__":
    main()
