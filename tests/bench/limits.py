"""The statements that an act of ours may take, without transaction control, in one place.

An act is the service call alone, without the request's session and user. Lower a number when
the code has become better; a test fails when an act takes more.
"""

PER_ACT = {
    "submit": 16,
    "sign, opening the review": 15,
    "answer": 6,
    "last answer": 18,
    "endorse": 14,
    "appraise": 13,
}
PER_CASE = 136
