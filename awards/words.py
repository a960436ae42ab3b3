"""Where awards are found by their words: name, post, award, number of the decision."""

from workflow_app.db.words import WordIndex

AWARD_WORDS = WordIndex("awards_award", "search_text")
