import pytest

from tongban.exchange.domain.messages import (
    DELIVERED,
    FAILED,
    QUEUED,
    AlreadySettled,
    BadMessage,
    Message,
    check,
    kept_text,
    settle,
)

CODE = Message(1, "350102", "code", "动态码 123456")
NOTICE = Message(2, "350102", "notice", "您的办件已受理")


def test_a_message_shows_neither_recipient_nor_words_in_a_log():
    assert repr(CODE) == "Message(1, code)"


def test_a_failed_message_may_be_tried_again_and_a_delivered_one_not():
    assert settle(QUEUED, delivered=False) == FAILED
    assert settle(FAILED, delivered=True) == DELIVERED
    with pytest.raises(AlreadySettled):
        settle(DELIVERED, delivered=True)


def test_a_settled_code_loses_its_words_except_in_the_demo():
    assert kept_text(CODE, demo=False) == ""
    assert kept_text(CODE, demo=True) == CODE.text
    assert kept_text(NOTICE, demo=False) == NOTICE.text


@pytest.mark.parametrize("fields", [("", "code", "x"), ("a", "", "x"), ("a", "code", "")])
def test_a_message_needs_recipient_kind_and_words(fields):
    with pytest.raises(BadMessage):
        check(Message(1, *fields))
