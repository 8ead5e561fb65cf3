"""Watching the machine (运行监测): alive, ready, counted by route, traced; nobody in any number."""

import pytest

from tongban.kernel import tracing

TRACE = "0af7651916cd43dd8448eb211c80319c"


def test_the_process_says_that_it_lives_without_asking_the_database(client):
    assert client.get("/health/live").json() == {"status": "live"}


@pytest.mark.django_db
def test_it_is_ready_when_the_database_has_its_tables(client):
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_a_trace_that_came_in_goes_out(client):
    answer = client.get("/health/live", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    assert answer["traceparent"].split("-")[1] == TRACE
    assert tracing.current() is None


@pytest.mark.django_db
def test_metrics_are_for_who_knows_the_token_and_name_routes_only(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "let-me-see"
    assert client.get("/metrics", headers={"Authorization": "Bearer guess"}).status_code == 404
    client.get("/v/350102199506181208")
    told = client.get("/metrics", headers={"Authorization": "Bearer let-me-see"}).content.decode()
    assert 'tongban_requests_total{method="GET"' in told
    assert "tongban_outbox_oldest_seconds" in told
    assert "350102199506181208" not in told


@pytest.mark.django_db
def test_the_line_of_a_request_names_its_route_and_no_address(client, caplog):
    with caplog.at_level("INFO", logger="tongban.doors.shared.watching"):
        client.get("/v/350102199506181208")
    (line,) = [one for one in caplog.records if one.message == "answered"]
    assert "350102" not in str(line.fields)
    assert line.fields["status"] in (200, 404)
