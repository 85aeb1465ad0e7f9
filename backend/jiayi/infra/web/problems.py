"""What went wrong, in words for people and as RFC 9457 for machines. Unknown ids and other people's ids answer alike."""

from typing import Any

import msgspec


class Problem(Exception):
    """An expected refusal. ``title`` says what, ``advice`` what to do; both Chinese msgids, shown through gettext."""

    status = 400
    title = "这一步没有做成"
    advice = "请返回上一页，改好后再试。"
    event = ""
    """For the log of security events; empty: none."""

    def __init__(self, advice: str | None = None, *, title: str | None = None, **values: object) -> None:
        self.title = title or self.title
        self.advice = advice or self.advice
        self.values = values
        super().__init__(self.advice)


class NotFound(Problem):
    status = 404
    event = "unknown or foreign"
    title = "没有找到这个页面"
    advice = "地址可能有误，或者您没有查看它的权限。请从首页重新进入。"


class SignInNeeded(Problem):
    status = 401
    title = "请先登录"
    advice = "登录后才能看这一页。"


class Forbidden(Problem):
    status = 403
    event = "access refused"
    title = "这一页不对您开放"
    advice = "如果您有别的身份（例如医生），请换那个身份登录。"


class Conflict(Problem):
    status = 409
    title = "情况有变，这一步没有做成"
    advice = "请刷新页面，看看最新情况后再试。"


class ProxyEnded(Conflict):
    """Civil Code 173: from then on nothing is done in the other's name."""

    title = "代办已经结束，这一步没有做"
    advice = "对方或您自己结束了代办，或者到了日期。请在“我的 › 您帮忙的人”里看看。"


class TooMany(Problem):
    status = 429
    event = "limit reached"
    title = "操作太频繁了"
    advice = "请过几分钟再试。"


class Busy(Problem):
    """The database broke the work off or is away; nothing of it happened, or a repeat finds it done by its key."""

    status = 503
    title = "现在太忙，这一步没有做成"
    advice = "请过几秒钟再试一次。"
    retry_after = 5


class Unreadable(Problem):
    title = "有无法识别的字符"
    advice = "地址或填写的内容里有无法识别的字符。请返回上一页，重新填写后再试。"


class Detour(Problem):
    """Something else first: this page in place of the one asked for; it leads back."""

    status = 403
    title = "请先确认是您本人"
    advice = "请在网页里再验证一次，然后继续。"

    def __init__(self, template: str, **context: Any) -> None:
        self.template = template
        self.context = context
        super().__init__()


class FormInvalid(Problem):
    """Fields that need another try: field name → sentence. Pages show each beside its field, with what was typed."""

    status = 422
    title = "有几处需要改一下"

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__("；".join(errors.values()))


class ProblemDetails(msgspec.Struct, omit_defaults=True):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: dict[str, str] = {}
    request_id: str = ""
