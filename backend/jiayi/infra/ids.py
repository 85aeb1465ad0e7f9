"""Ids are UUIDv7, made by the application, so that they sort by time and no database sequence is needed."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)
