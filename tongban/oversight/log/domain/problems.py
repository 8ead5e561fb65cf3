"""What can go wrong with the transparency log (日志的问题).

LogProblem
├── NotInLog        the row has no place in the log, or not yet
├── LogDamaged      the files are not the tree that was signed
├── NotTrusted      a witness or log whose key is not known
└── BadLogKey       a key that cannot be read
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class LogProblem(Problem):
    """Something about the transparency log (透明日志)."""

    code = "oversight.log"


class NotInLog(LogProblem):
    """The row has no place in the log, or not yet (尚未入日志)."""

    code = "oversight.not-in-log"
    words = Text("这条记录还没有收进日志。", "This record is not in the log yet.")
    advice = Text("几秒钟后再试。", "Try again in a few seconds.")
    status = 404


class LogDamaged(LogProblem):
    """The files of the log are not the tree that was signed (日志文件被改动)."""

    code = "oversight.log-damaged"
    words = Text(
        "日志文件和已签名的内容对不上，已停止写入。",
        "The files of the log are not the tree that was signed; nothing more is written.",
    )
    advice = Text(
        "运行 tongban log verify 找出被动过的地方，从备份恢复这些文件。",
        "Run tongban log verify to find what was changed, and restore those files from a backup.",
    )
    status = 503


class BadLogKey(LogProblem):
    """A key that cannot be read (密钥无法识别)."""

    code = "oversight.bad-log-key"
    words = Text("读不出这把日志公钥。", "This key of a log or witness cannot be read.")
    advice = Text("格式是 名称+标识+密钥。", "It is written name+hint+key.")
