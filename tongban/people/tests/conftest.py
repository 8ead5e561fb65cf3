import pytest


class Post:
    """A messenger that keeps what it was handed."""

    def __init__(self):
        self.sent = []

    def send(self, to, kind, text):
        self.sent.append((to, kind, text))

    def pretend(self, to, kind, text):
        """Carry nothing."""

    @property
    def code(self):
        return "".join(c for c in self.sent[-1][2].split("动态码")[1][:8] if c.isdigit())


@pytest.fixture
def post(monkeypatch):
    from tongban.people import signin

    post = Post()
    monkeypatch.setattr(signin, "_messengers", [post])
    return post
