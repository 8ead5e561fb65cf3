import pytest

from tongban.ledger import shortcut

TEXT = 25


@pytest.mark.django_db(transaction=True)
def test_whatever_a_session_forgets_is_prepared_anew_and_nothing_twice():
    session = shortcut.alone()

    def say(name):
        found = shortcut.call(session, name, b"select $1", [TEXT], [name])
        assert found.get_value(0, 0) == name

    say(b"one")
    session.execute("deallocate all")
    for name in (b"two", b"one", b"two"):
        say(name)
