"""A log line tells the route's pattern, the status and the request id, and nothing of a person."""

import json
import logging

import httpx
import pytest

from jiayi.infra import logs


async def test_one_json_line_without_address_or_id(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    handlers, level = logging.getLogger().handlers, logging.getLogger().level
    logs.configure("INFO")
    try:
        answer = await client.get("/offline?name=王芳")
    finally:
        logging.getLogger().handlers = handlers
        logging.getLogger().setLevel(level)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"request"' in line]
    assert [(line["route"], line["status"]) for line in lines] == [("/offline", 200)]
    assert lines[0]["request_id"] == answer.headers["x-request-id"]
    assert "王芳" not in json.dumps(lines, ensure_ascii=False)
