"""What can go wrong with appointments and in the queue (预约与排队的问题).

Problem
└── VisitProblem
    ├── NoSuchHall       no such hall, line or window (404)
    ├── NoSuchVisit      no such appointment or ticket of theirs (404)
    ├── SlotTaken        the last place at that time has just gone (409)
    ├── NotBookable      the time cannot be booked: past, closed, too far ahead (400)
    ├── BookedAlready    one has an appointment in that line at that time (409)
    ├── HallClosed       no tickets are given out now (409)
    ├── NotYourWindow    the window serves other lines, or another clerk has it (403)
    ├── TicketMoved      somebody else has just done something with the ticket (409)
    └── StillServing     the window has somebody before it (409)
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class VisitProblem(Problem):
    """An appointment or a ticket cannot go on as asked (预约或排队受阻)."""


class NoSuchHall(VisitProblem):
    """There is no such hall, line or window (没有这个大厅)."""

    code = "visits.no-such-hall"
    words = Text("没有这个大厅、队列或窗口。", "There is no such hall, line or window.")
    advice = Text("请从大厅列表里选。", "Please choose from the list of halls.")
    status = 404


class NoSuchVisit(VisitProblem):
    """There is no such appointment or ticket of theirs (没有这个预约或号)."""

    code = "visits.no-such-visit"
    words = Text("没有这个预约或号。", "There is no such appointment or ticket.")
    advice = Text("请从“我的预约”里打开。", "Please open it from your appointments.")
    status = 404


class SlotTaken(VisitProblem):
    """The last place at that time has just gone (名额刚刚约满)."""

    code = "visits.slot-taken"
    words = Text("这个时间刚刚约满了。", "This time has just been taken.")
    advice = Text("请选相邻的时间。", "Please choose a time nearby.")
    status = 409


class NotBookable(VisitProblem):
    """The time cannot be booked (不能预约这个时间)."""

    code = "visits.not-bookable"
    words = Text("这个时间不能预约。", "This time cannot be booked.")
    advice = Text("请从列出的日期和时间里选。", "Please choose a day and time from the list.")
    status = 400


class BookedAlready(VisitProblem):
    """One has an appointment in that line at that time (重复预约)."""

    code = "visits.booked-already"
    words = Text("这个时间您已经约过了。", "You already have an appointment at this time.")
    advice = Text("要改时间，请在“我的预约”里改。", "To change it, open your appointments.")
    status = 409


class HallClosed(VisitProblem):
    """No tickets are given out now (现在不发号)."""

    code = "visits.hall-closed"
    words = Text("大厅现在没有开，不发号。", "The hall is closed now; no tickets are given out.")
    advice = Text("请看开放时间，或先在网上预约。", "See the opening hours, or book a time.")
    status = 409


class NotYourWindow(VisitProblem):
    """The window serves other lines, or another clerk has it (不是您的窗口)."""

    code = "visits.not-your-window"
    words = Text(
        "这个窗口不办这一类，或者不在您手上。", "This window is not yours or serves other lines."
    )
    advice = Text("请先选好自己的窗口。", "Choose your window first.")
    status = 403


class TicketMoved(VisitProblem):
    """Somebody else has just done something with the ticket (号的状态变了)."""

    code = "visits.ticket-moved"
    words = Text("这个号刚刚被别人处理过了。", "Somebody else has just dealt with this ticket.")
    advice = Text("请看最新情况再接着办。", "Look how it stands now and go on.")
    status = 409


class StillServing(VisitProblem):
    """The window has somebody before it (窗口还有人在办)."""

    code = "visits.still-serving"
    words = Text("窗口上一位还没有办完。", "The window still serves somebody.")
    advice = Text("请先点“办完了”或“没来”。", "Finish with them first, or say they did not come.")
    status = 409
