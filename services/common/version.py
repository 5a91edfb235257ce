"""Which version of Presence this is; here, because images hold these folders and no installed distribution."""

VERSION = "0.1.0"  # that of pyproject.toml, which a test holds it to
