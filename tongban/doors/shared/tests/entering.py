"""How a test signs somebody in by the pages."""

from tongban.people import api as people


def sign_in(client, party, monkeypatch):
    """Sign a resident in with the code that was drawn; returns where they are led."""
    monkeypatch.setattr("secrets.randbelow", lambda top: min(top - 1, 123456))
    client.post("/sign-in", {"number": people.party(party).number})
    answer = client.post("/sign-in/code", {"code": "123456"})
    assert answer.status_code == 302, answer.content
    return answer
