"""Questions to go on with: answered by the plan, new, and about where the talk is."""

from assistant.answer import Conversation, Status
from assistant.suggestions import follow_ups
from corpus.plan import NodeKind
from tests.assistant.talk import ask


def suggested(assistant, *turns):
    return follow_ups(assistant.plan, assistant.conversation(turns))


def test_they_lead_to_what_the_section_has_beside_it(hangzhou):
    found = suggested(hangzhou, "健康服务业的发展目标是什么")
    assert found[0] == "健康服务业的重点举措是什么"
    assert "专栏10讲什么" in found


def test_what_was_asked_is_not_suggested_again(hangzhou):
    asked = "健康服务业的重点举措是什么"
    assert asked not in suggested(hangzhou, "健康服务业的发展目标是什么", asked)


def test_nothing_is_suggested_before_a_question_or_after_one_asked_back(hangzhou):
    assert follow_ups(hangzhou.plan, Conversation()) == ()
    assert suggested(hangzhou, "一核在哪") == ()


def test_all_that_is_suggested_anywhere_is_answered(hangzhou, yunlan):
    for assistant in (hangzhou, yunlan):
        found = set()
        for section in assistant.plan.sections:
            if section.kind is NodeKind.SECTION and section.title:
                answer = ask(assistant, f"{section.label}讲什么")
                talk = Conversation().with_turn(answer.question, answer)
                found |= set(follow_ups(assistant.plan, talk))
        assert len(found) > 3
        refused = [q for q in sorted(found) if ask(assistant, q).status is not Status.ANSWERED]
        assert refused == []
