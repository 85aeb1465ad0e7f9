"""The served site and the phone of tests/browser."""

from tests.browser.conftest import chromium, phone, site

__all__ = ["chromium", "phone", "site"]
