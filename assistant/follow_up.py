"""How a follow-up is put: what leads in, what it turns back to, what is left to answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["FollowUp", "read_follow_up"]

_NEW_TOPIC = re.compile(r"换个话题|换一?个问题|另外问|再问一?个(?:别的|其他)|别的问题")
_OPENER = re.compile(
    r"^(?:那么|那(?!里|儿|边|个|些|条|几|家|项)|然后|还有|再|另外|至于|同样|而)+[，,]?"
)
_CORRECTION = re.compile(
    r"^(?:(?:不对|不是的?|错了|我?(?:说|问|打|搞|弄)错了?|不好意思|抱歉|更正(?:一下)?|"
    r"纠正一下|等等|哦|噢|呃)[，,。；;！! ]*)+"
    r"(?:我(?:其实)?(?:想)?(?:要)?(?:问|说|指|要|看)的?(?:其实)?(?:是|的是)?|(?:应该|应当|其实)?是(?:问|说)?|改成|换成|该是)?"
)
_INSTEAD = re.compile(r"^(?:我(?:问|说|指|要)的)?不是[^，,。]{1,20}[，,。；; ]*(?:而)?是")
_MEANT = re.compile(r"^我(?:其实)?(?:想)?(?:问|说|指)的(?:其实)?是")
_RETURN = re.compile(
    r"^(?:那|好|再|先|咱们?|我们)?(?:再?回到|说回|再说回|接着(?:刚才|前面)的?|继续(?:说|讲|问))"
    r"(?:刚才|刚刚|前面|之前|开头|最初|一开始)?(?:说|问|讲|提|聊)?(?:到|过)?的?(?:那个)?"
    r"(?P<topic>[^，,。：:；;？?]{2,16}?)(?:那个|那块|这块|那边|上来?|的(?:话题|问题|事))?"
    r"(?:[，,。：:；; ]+|$)"
)
_TELL = re.compile(
    r"[，, ]*(?:同上|同样(?:的)?问题?|一样)$|"
    r"(?:也|再|都|请|给我|麻烦|一并|顺便)*(?:报|说|讲|列|查|看|介绍|展开|详细|具体|补充)+"
    r"(?:一下|一说|一讲|说说?|讲讲?|看看?|说明|下|一遍|来看看|吧)*[吧呀啊]?$"
)
_ELLIPTIC = re.compile(r"呢[\s?？。]*$")
_TRAILING = re.compile(r"(?:又)?(?:呢|如何|怎么样|咋样)?[\s?？。!！，,~～]*$")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up without what only ties it to the conversation."""

    bare: str
    is_new: bool = False  # it says that it begins something else
    corrects: bool = False  # it puts right what was asked before
    leads_in: bool = False  # 那…, …呢, 也…: it goes on from what was asked before
    returns_to: str = ""  # what was spoken of earlier, as it is named


def read_follow_up(text: str) -> FollowUp:
    """What a question that follows another says.

    Args:
        text: the question, made plain.
    """
    if _NEW_TOPIC.search(text):
        return FollowUp(_NEW_TOPIC.sub("", text).strip(" ，,。"), is_new=True)
    back = _RETURN.match(text)
    rest = text[back.end() :] if back else text
    put_right = next((m for p in (_INSTEAD, _CORRECTION, _MEANT) if (m := p.match(rest))), None)
    if put_right and rest[put_right.end() :].strip(" ，,。？?！!"):
        rest = rest[put_right.end() :]
    else:
        put_right = None
    opened = _OPENER.sub("", rest)
    told = _TELL.sub("", opened)
    bare = _TRAILING.sub("", told if told.strip(" ，,的") else opened).strip(" ，,。")
    also = re.match(r"(?:再|请)?(?:也|都|一并|顺便)", opened[len(told) :])
    asked_on = bool(_ELLIPTIC.search(opened) or opened != rest or also)
    return FollowUp(
        bare or text,
        corrects=put_right is not None,
        leads_in=asked_on,
        returns_to=back["topic"].strip("的") if back else "",
    )
