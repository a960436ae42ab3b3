"""The statements that an act of ours may take, without transaction control, in one place.

An act is the service call alone, without the request's session and user. Lower a number when
the code has become better; a test fails when an act takes more.
"""

PER_ACT = {
    "submit": 36,
    "sign, opening the review": 39,
    "answer": 16,
    "last answer": 45,
    "endorse": 28,
    "appraise": 28,
}
PER_CASE = 336
