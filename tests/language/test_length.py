"""How long a text is, in writing with and without spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.language.length import count_words, is_very_short, wished_length

TRADE_OFFS = (
    "我们在准确率与各群体录取差异之间做了两项取舍：第一，放弃了使准确率提高百分之一点二但使女性"
    "候选人入选率下降的特征；第二，将排序阈值调低，使复核人数增加约两成。两项均由产品安全负责人"
    "于二零二六年十月批准，并记录在风险登记册。"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("– …", 0),
        ("Kept in a register.", 4),
        ("每月登记", 2),
        ("毎月レビューを行う", 4.5),
        ("Qwen3 模型", 2),
        ("ตรวจสอบทุกเดือน", 3.75),
        ("매월 등록부에 기록한다", 3),
        ("A weekly report, Q3-2026", 4),
    ],
)
def test_words_are_counted_in_every_writing(text, words):
    assert count_words(text) == words


def test_a_chinese_paragraph_is_as_long_as_its_translation():
    assert count_words(TRADE_OFFS) > 45
    assert not is_very_short(TRADE_OFFS, 30)
    assert is_very_short("有。", 30)


def test_a_text_is_very_short_below_half_of_what_is_wished():
    assert is_very_short("One two three", 7)
    assert not is_very_short("One two three four", 8)
    assert not is_very_short("", 0)


@given(st.text(), st.text())
def test_more_text_is_never_shorter(one, more):
    assert count_words(f"{one} {more}") >= count_words(one)


def test_the_length_wished_is_said_for_those_who_write_without_spaces():
    assert wished_length(15).startswith("about 15 words (in Chinese or Japanese about 30 char")
