import pytest


class Post:
    """A messenger that keeps what it was handed."""

    def __init__(self):
        self.sent = []

    def send_code(self, party, code, minutes, use="sign-in"):  # noqa: ARG002 - the port's
        self.sent.append((party, code, minutes))

    def pretend(self, code, minutes, use="sign-in"):
        """Carry nothing."""

    @property
    def code(self):
        return self.sent[-1][1]


@pytest.fixture
def post(monkeypatch):
    from tongban.people import signin

    post = Post()
    monkeypatch.setattr(signin, "_messengers", [post])
    return post
