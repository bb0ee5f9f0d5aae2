"""The local Hub of tests/hub_server.py."""

from tests.hub_server import hub  # noqa: F401
