"""Secret ballots: sealed together, counted once, found again by a code, told to nobody before."""

import secrets as random
import sys

import pytest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from tests.ballots.agenda import planned
from tests.ballots.secret import (
    ABSTAIN,
    NO,
    YES,
    asking,
    everybody,
    figures,
    hand,
    secret_rule,
    secret_vote,
    verified,
    with_board,
)
from tests.cast import Cast
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.ballots import questions
from workflow_app.ballots.enums import Channel, InterestState, Result
from workflow_app.ballots.models import Ballot, CountedCode, CountedVote, Option, Round, Urn, Vote
from workflow_app.ballots.selectors.results import results_of
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.urn import (
    TOKEN,
    Sheet,
    drop_in,
    empty,
    holds,
    new_code,
    place_urn,
)
from workflow_app.ballots.services.voting import hand_in
from workflow_app.ballots.verification import counted_codes
from workflow_app.vault import keys
from workflow_app.vault.rotation import rotate, under_old_keys


@pytest.fixture
def two_named_options(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    """Two changes in one dossier, of which the second concerns the member Đào."""
    question = asking("thay-the", "tai-cu", people={"tai-cu": cast.people["dao"]})
    monkeypatch.setitem(questions._questions, "plan", question)


# --- What is kept ---------------------------------------------------------------------------------


def test_a_secret_vote_leaves_no_row_until_it_is_closed_and_none_with_a_name_after(cast) -> None:
    session = secret_vote(cast)
    for member, choice in zip(cast.members(), (YES, YES, YES, NO, ABSTAIN), strict=True):
        hand(session, member, choice)
    assert not CountedVote.objects.exists()
    assert not CountedCode.objects.exists()
    assert results_of(session) == []
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    assert ballot.result == Result.ADOPTED
    tally = {key: figures(ballot)[key] for key in ("yes", "no", "abstain", "handed_in")}
    assert tally == {"yes": 3, "no": 1, "abstain": 1, "handed_in": 5}
    assert not Vote.objects.exists()
    assert {field.name for field in CountedVote._meta.fields} == {"name", "option", "choice"}
    assert {field.name for field in CountedCode._meta.fields} == {"code", "round", "channel"}
    assert verified()


def test_open_and_secret_items_share_a_sheet_and_only_the_open_ones_bear_names(
    cast, monkeypatch
) -> None:
    question = asking("")
    kinds = iter(("plan", "amendment", "plan"))
    of_dossier: dict[int, str] = {}
    monkeypatch.setitem(
        questions._questions,
        "plan",
        questions.Question(
            propositions=question.propositions,
            rule_kind=lambda dossier, _: of_dossier.setdefault(dossier.pk, next(kinds)),
        ),
    )
    session = secret_vote(cast, 3)
    open_items = session.ballots.filter(secrecy="open")
    assert (session.ballots.count(), open_items.count()) == (3, 1)
    for member in cast.members():
        hand(session, member, YES)
    close_vote(session=session, user=cast.phuong)
    assert Vote.objects.count() == 5
    assert CountedVote.objects.count() == 10
    assert CountedCode.objects.count() == 5
    assert set(session.ballots.values_list("result", flat=True)) == {Result.ADOPTED}
    assert verified()


def test_a_recusal_from_one_option_changes_its_roll_quorum_and_denominator_alone(
    cast, two_named_options
) -> None:
    session = secret_vote(cast)
    assert [one.key for one in options_of(session.roll.get(user=cast.dao))] == ["thay-the"]
    for member in cast.members():
        hand(session, member, YES)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    names = ("members", "recused", "eligible", "quorum_base", "base", "handed_in", "votes_needed")
    assert [figures(ballot, "thay-the")[name] for name in names] == [5, 0, 5, 5, 5, 5, 3]
    assert [figures(ballot, "tai-cu")[name] for name in names] == [5, 1, 4, 4, 4, 4, 3]
    assert CountedCode.objects.count() == 5
    assert verified()


def test_who_votes_on_nothing_secret_leaves_no_code(cast, two_named_options) -> None:
    session = secret_vote(cast)
    declare_interest(
        ballot=session.ballots.get(),
        person=cast.people["an"],
        state=InterestState.DECLARED,
        reason="Người nhà",
        user=cast.an,
    )
    for member in cast.members():
        if member != cast.an:
            hand(session, member, NO)
    close_vote(session=session, user=cast.phuong)
    assert CountedCode.objects.count() == 4
    assert verified()


# --- The check code -------------------------------------------------------------------------------


def test_every_voter_finds_the_code_in_a_sorted_list_that_stands_beside_no_choice(cast) -> None:
    session = secret_vote(cast)
    codes = [hand(session, member) for member in cast.members()]
    voting = session.round
    assert counted_codes(voting) == []
    close_vote(session=session, user=cast.phuong)
    assert counted_codes(voting) == sorted(codes)


def test_the_same_sheet_sent_again_is_known_by_its_code_and_counts_once(cast) -> None:
    session = secret_vote(cast)
    code = hand(session, cast.an, YES)
    entry = session.roll.get(user=cast.an)
    choices = {option.pk: NO for option in Option.objects.filter(ballot__session=session)}
    again = hand_in(session=session, user=cast.an, choices=choices, code=code)
    assert (again.pk, again.handed_in) == (entry.pk, entry.handed_in)
    with pytest.raises(ConflictError):
        hand_in(session=session, user=cast.an, choices=choices, code=new_code())
    with pytest.raises(ConflictError):
        hand_in(session=session, user=cast.an, choices=choices)
    close_vote(session=session, user=cast.phuong)
    assert hand_in(session=session, user=cast.an, choices=choices, code=code).pk == entry.pk
    assert CountedCode.objects.count() == 1
    assert CountedVote.objects.get().choice == YES


def test_a_code_that_another_sheet_bears_is_refused_and_nothing_is_handed_in(cast) -> None:
    session = secret_vote(cast)
    code = hand(session, cast.an)
    with pytest.raises(ConflictError):
        hand(session, cast.binh, NO, code)
    assert session.roll.get(user=cast.binh).handed_in is None
    hand(session, cast.binh, NO)
    close_vote(session=session, user=cast.phuong)
    assert CountedCode.objects.count() == 2


def test_somebody_elses_code_does_not_hand_in_a_sheet(cast) -> None:
    session = secret_vote(cast)
    code = hand(session, cast.an)
    choices = {option.pk: YES for option in Option.objects.filter(ballot__session=session)}
    with pytest.raises(ConflictError):
        hand_in(session=session, user=cast.dao, choices=choices, code=code)
    assert session.roll.filter(handed_in__isnull=False).count() == 1


# --- The urn --------------------------------------------------------------------------------------


def test_the_urn_is_equally_long_whatever_and_however_much_is_in_it(cast) -> None:
    members = everybody(cast, 7)
    session = secret_vote(cast, 2)
    urn = Urn.objects.get()
    lengths, blocks = {len(urn.sealed)}, {bytes(urn.sealed)}
    for member, choice in zip(members, [YES, NO, ABSTAIN] * 4, strict=True):
        hand(session, member, choice)
        urn.refresh_from_db()
        lengths.add(len(urn.sealed))
        blocks.add(bytes(urn.sealed))
    assert len(lengths) == 1
    assert len(blocks) == len(members) + 1
    close_vote(session=session, user=cast.phuong)
    urn.refresh_from_db()
    assert len(urn.sealed) in lengths
    assert urn.key is None


def test_an_urn_takes_a_sheet_of_everybody_on_the_roll_and_not_one_more(cast) -> None:
    voting = secret_vote(cast).round
    Urn.objects.all().delete()
    huge = [2**63 - 1 - number for number in range(30)]  # the largest ids that a database gives
    place_urn(voting, sheets=134, options=huge)
    choices = dict.fromkeys(huge, str(ABSTAIN))
    for _ in range(134):
        drop_in(voting, Sheet(new_code(), Channel.SYSTEM, choices))
    with pytest.raises(ConflictError):
        drop_in(voting, Sheet(new_code(), Channel.SYSTEM, choices))
    sheets = empty(voting)
    assert len({sheet.code for sheet in sheets}) == 134
    assert all(sheet.choices == choices for sheet in sheets)


def test_a_sheet_comes_out_as_it_went_in(cast) -> None:
    voting = secret_vote(cast).round
    Urn.objects.all().delete()
    place_urn(voting, sheets=3, options=[7, 3, 99])
    put_in = [
        Sheet(new_code(), Channel.SYSTEM, {3: "yes", 99: "abstain"}),
        Sheet(new_code(), Channel.PAPER, {3: "invalid", 7: "no", 99: "yes"}, b"t" * TOKEN),
        Sheet(new_code(), Channel.SYSTEM, {}),
    ]
    for sheet in put_in:
        drop_in(voting, sheet)
    assert holds(voting, put_in[0].code)
    assert sorted(empty(voting), key=lambda one: one.code) == sorted(
        put_in, key=lambda one: one.code
    )


def test_after_the_count_nothing_goes_in_and_nothing_comes_out(cast) -> None:
    session = secret_vote(cast)
    voting = session.round
    code = hand(session, cast.an)
    before = bytes(Urn.objects.get().sealed)
    close_vote(session=session, user=cast.phuong)
    assert bytes(Urn.objects.get().sealed) != before
    assert not holds(voting, code)
    with pytest.raises(ConflictError):
        drop_in(voting, Sheet(new_code(), Channel.SYSTEM, {}))
    with pytest.raises(ConflictError):
        empty(voting)


def test_an_older_urn_put_back_in_the_database_is_noticed_and_not_counted(cast) -> None:
    session = secret_vote(cast)
    hand(session, cast.an, NO)
    older = bytes(Urn.objects.get().sealed)
    hand(session, cast.binh, NO)
    Urn.objects.update(sealed=older)
    with pytest.raises(ConflictError, match=r"1.*2"):
        close_vote(session=session, user=cast.phuong)
    assert not CountedVote.objects.exists()


def test_an_urn_that_was_touched_or_exchanged_does_not_open(cast) -> None:
    session = secret_vote(cast)
    urn = Urn.objects.get()
    touched = bytearray(urn.sealed)
    touched[-1] ^= 1
    Urn.objects.update(sealed=bytes(touched))
    with pytest.raises(ConflictError):
        hand(session, cast.an)
    other = Round.objects.create(
        session=session,
        number=2,
        opened=session.round.opened,
        opened_by=cast.phuong,
        closed=session.round.opened,
    )
    Urn.objects.update(sealed=urn.sealed, round=other)
    with pytest.raises(ConflictError):
        drop_in(other, Sheet(new_code(), Channel.SYSTEM, {}))


def test_the_keys_of_the_vault_change_in_the_middle_of_a_vote(cast, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    session = secret_vote(cast)
    hand(session, cast.an, NO)
    keys.add_key()
    assert under_old_keys() > 0
    list(rotate())
    assert under_old_keys() == 0
    keys.keep_keys(keys.current_keys()[:1])
    hand(session, cast.binh, NO)
    close_vote(session=session, user=cast.phuong)
    assert figures(session.ballots.get())["no"] == 2


# --- Who may, and who learns what -----------------------------------------------------------------


def test_a_meeting_votes_in_secret_only_with_a_counting_board(cast) -> None:
    secret_rule()
    session = planned(cast)
    with pytest.raises(IncompleteError):
        open_vote(session=session, user=cast.phuong)
    open_vote(session=with_board(cast, session), user=cast.phuong)


def test_an_error_report_shows_neither_choices_nor_codes(cast) -> None:
    session = secret_vote(cast, 2)
    options = list(Option.objects.filter(ballot__session=session).order_by("pk"))
    marker, code = "maybe-" + random.token_hex(4), new_code()
    try:  # a failure in the midst of it
        hand_in(
            session=session,
            user=cast.an,
            choices={options[0].pk: ABSTAIN, options[1].pk: marker},
            code=code,
        )
    except ValueError:
        kind, error, frames = sys.exc_info()
        frames = frames.tb_next  # without this test's own
    request = RequestFactory().get("/")
    report = ExceptionReporter(request, kind, error, frames).get_traceback_html()
    assert report.count("voting.py") >= 2  # the frames are there
    assert code not in report
    assert ABSTAIN not in shown_variables(report)
    assert marker not in shown_variables(report)


def shown_variables(report: str) -> str:
    """The values of local variables in a report."""
    return "".join(part.split("</pre>")[0] for part in report.split('<td class="code"><pre>')[1:])


def test_only_the_number_of_sheets_is_known_while_the_vote_is_open(cast) -> None:
    session = secret_vote(cast)
    hand(session, cast.an, NO)
    ballot = Ballot.objects.get(session=session)
    assert (ballot.result, figures(ballot)) == ("", None)
    assert not Vote.objects.exists()
