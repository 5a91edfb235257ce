"""What is true of every mark, whatever is known and whatever the policy says."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.attendance.adapters.policy_json import policy_from, policy_json, version_id
from services.attendance.domain.mark import ATTENDED, Mark, MarkSource, MarkStatus
from services.attendance.domain.policy.decide import decide
from services.attendance.domain.policy.facts import CheckIn, Facts, Standing, Word
from services.attendance.domain.policy.inherit import Lineage, Place, PolicyChange, PolicySettings, Scope
from services.attendance.domain.policy.marks import said, settled, word_of
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.policy.presence import presence
from services.attendance.domain.span import Span, merged, union_length
from tests.unit.attendance_policy.cases import (
    CLASS,
    END,
    EXCUSE,
    MINUTES,
    START,
    at,
    check_ins,
    closed,
    facts,
    policies,
    rank,
    sightings,
    standings,
    words,
)

often = settings(max_examples=60, deadline=None)


@often
@given(st.data(), sightings, check_ins, standings, policies)
def test_the_order_and_the_repetition_of_what_was_seen_change_nothing(
    data: st.DataObject, seen: list[Span], came: tuple[CheckIn, ...], standing: Standing, policy: Policy
) -> None:
    shuffled = data.draw(
        st.permutations([*seen, *data.draw(st.lists(st.sampled_from(seen), max_size=4) if seen else st.just([]))])
    )
    one = decide(facts(*seen, policy=policy, check_ins=came), standing, policy)
    other = decide(facts(*shuffled, policy=policy, check_ins=came[::-1]), standing, policy)
    assert one == other


@often
@given(sightings, check_ins, standings, policies)
def test_deciding_again_from_what_was_decided_changes_nothing(
    seen: list[Span], came: tuple[CheckIn, ...], standing: Standing, policy: Policy
) -> None:
    mark, known = Mark(UUID(int=1), UUID(int=2), "", ""), facts(*seen, policy=policy, check_ins=came)
    once = settled(mark, known, decide(known, standing, policy))
    assert settled(once, known, decide(replace(known, word=word_of(once)), standing, policy)) == once


@often
@given(sightings, check_ins, words, st.booleans(), standings, policies)
def test_a_persons_word_always_wins(
    seen: list[Span], came: tuple[CheckIn, ...], word: Word, excused: bool, standing: Standing, policy: Policy
) -> None:
    known = facts(*seen, policy=policy, check_ins=came, excuse_id=EXCUSE if excused else None, word=word)
    verdict = decide(known, standing, policy)
    assert (verdict.code, verdict.kind, verdict.source) == (word.status, word.kind, MarkSource.TEACHER)


@often
@given(sightings, sightings, check_ins, st.booleans(), standings, policies)
def test_more_evidence_of_presence_never_makes_a_mark_worse(
    seen: list[Span],
    more: list[Span],
    came: tuple[CheckIn, ...],
    excused: bool,
    standing: Standing,
    policy: Policy,
) -> None:
    excuse_id = EXCUSE if excused else None
    little = decide(facts(*seen, policy=policy, excuse_id=excuse_id), standing, policy)
    much = decide(facts(*seen, *more, policy=policy, check_ins=came, excuse_id=excuse_id), standing, policy)
    worth = {status.code: status.points for status in policy.statuses}
    if little.kind in ATTENDED:
        assert much.kind in ATTENDED
        assert worth[much.code] >= worth[little.code]
    else:
        assert rank(much.kind) <= rank(little.kind)
    assert much.minutes_present >= little.minutes_present


@often
@given(sightings, sightings, standings, policies)
def test_nobody_is_absent_nor_gone_early_while_data_is_still_to_come(
    seen: list[Span], inside: list[Span], standing: Standing, policy: Policy
) -> None:
    verdict = decide(facts(*seen, policy=policy), replace(standing, complete=False), policy)
    assert verdict.kind not in (MarkStatus.ABSENT, MarkStatus.LEFT_EARLY)


@often
@given(sightings, standings, policies)
def test_nobody_is_absent_from_a_room_that_was_not_watched_well_enough(
    seen: list[Span], standing: Standing, policy: Policy
) -> None:
    verdict = decide(facts(*seen, policy=policy), standing, policy)
    if verdict.kind is MarkStatus.ABSENT:
        assert standing.watched_share >= policy.watched_share_for_absence


@often
@given(sightings, check_ins, standings, policies)
def test_nobody_is_absent_while_the_session_is_open(
    seen: list[Span], came: tuple[CheckIn, ...], standing: Standing, policy: Policy
) -> None:
    open_one = Standing(START, watched=standing.watched)
    verdict = decide(facts(*seen, policy=policy, check_ins=came), open_one, policy)
    assert verdict.kind in (MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.NOT_SEEN)


@often
@given(sightings, check_ins, standings, policies)
def test_an_excuse_takes_no_presence_away_and_leaves_nobody_absent(
    seen: list[Span], came: tuple[CheckIn, ...], standing: Standing, policy: Policy
) -> None:
    without = facts(*seen, policy=policy, check_ins=came)
    bare = decide(without, standing, policy)
    excused = decide(replace(without, excuse_id=EXCUSE), standing, policy)
    assert excused == bare if bare.kind in ATTENDED else excused.kind is MarkStatus.EXCUSED


@often
@given(sightings, check_ins, standings, policies)
def test_nobody_is_present_for_longer_than_the_session(
    seen: list[Span], came: tuple[CheckIn, ...], standing: Standing, policy: Policy
) -> None:
    verdict = decide(facts(*seen, policy=policy, check_ins=came), standing, policy)
    assert 0 <= verdict.minutes_present <= MINUTES


@often
@given(sightings, standings, policies)
def test_whoever_was_seen_was_present_at_least_while_they_were_seen(
    seen: list[Span], standing: Standing, policy: Policy
) -> None:
    there = presence(facts(*seen, policy=policy), standing, policy)
    assert (there.length if there else timedelta()) >= union_length(seen)


@often
@given(sightings, sightings, sightings, policies)
def test_merging_intervals_comes_to_the_same_in_any_grouping(
    a: list[Span], b: list[Span], c: list[Span], policy: Policy
) -> None:
    gap = policy.bridge_gap
    whole = merged([*a, *b, *c], gap)
    assert merged([*merged([*a, *b], gap), *c], gap) == whole
    assert merged([*a, *merged([*c, *b], gap)], gap) == whole
    assert merged(whole, gap) == whole


@often
@given(sightings, check_ins, words, standings, policies)
def test_giving_back_restores_what_would_have_been(
    seen: list[Span], came: tuple[CheckIn, ...], word: Word, standing: Standing, policy: Policy
) -> None:
    def decided(mark: Mark) -> Mark:
        known = facts(*seen, policy=policy, check_ins=came, word=word_of(mark))
        return settled(mark, known, decide(known, standing, policy))

    untouched = Mark(UUID(int=1), UUID(int=2), "", "")
    spoken = decided(said(decided(untouched), word, word.note))
    assert word_of(spoken) == word
    assert decided(said(spoken, None, "")) == decided(untouched)


@often
@given(sightings, check_ins, standings, policies)
def test_the_same_version_of_a_policy_gives_the_same_verdict_after_it_was_stored(
    seen: list[Span], came: tuple[CheckIn, ...], standing: Standing, policy: Policy
) -> None:
    stored = policy_from(policy_json(policy))
    known = facts(*seen, policy=policy, check_ins=came)
    assert stored == policy
    assert decide(known, standing, stored) == decide(known, standing, policy)


@often
@given(sightings, sightings, policies)
def test_a_camera_at_the_door_alone_never_sees_anybody_leave(
    seen: list[Span], door: list[Span], policy: Policy
) -> None:
    verdict = decide(facts(*seen, policy=policy), closed(inside=(), door=door), policy)
    assert verdict.kind is not MarkStatus.LEFT_EARLY


@often
@given(sightings, st.integers(0, MINUTES), policies)
def test_whoever_was_first_seen_just_after_a_blind_time_may_have_come_during_it(
    seen: list[Span], blind_until: int, policy: Policy
) -> None:
    later = [one for one in seen if one.start >= at(blind_until)]
    watched = [Span(at(blind_until), END)]
    there = presence(facts(*later, policy=policy), closed(inside=watched), policy)
    if there and min(one.start for one in later) <= at(blind_until):
        assert there.arrived == START
        assert there.in_time


@often
@given(st.integers(0, MINUTES), policies, st.sampled_from(["code", "kiosk"]))
def test_a_student_without_face_recognition_is_judged_no_harder_than_one_with_it(
    came: int, policy: Policy, via: str
) -> None:
    by_camera = decide(facts(Span(at(came), at(came)), policy=policy), closed(), policy)
    checked_in = (CheckIn(at(came), via),)  # type: ignore[arg-type]  # one of the two
    by_code = decide(Facts(check_ins=checked_in), closed(), policy)
    assert rank(by_code.kind) <= rank(by_camera.kind)
    assert by_code.minutes_present >= by_camera.minutes_present


@often
@given(standings, policies, policies, policies)
def test_the_most_specific_setting_wins_and_what_is_left_out_is_inherited(
    standing: Standing, institution: Policy, course: Policy, session: Policy
) -> None:
    def change(scope: Scope, number: int, wanted: PolicySettings) -> PolicyChange:
        return PolicyChange(UUID(int=number), Place(scope), 1, wanted, UUID(int=9), START, "", UUID(int=number))

    lineage = Lineage(
        change(
            Scope.INSTITUTION, 1, PolicySettings(late_after=institution.late_after, bridge_gap=institution.bridge_gap)
        ),
        change(Scope.COURSE, 2, PolicySettings(late_after=course.late_after, minimum_present=course.minimum_present)),
        change(Scope.SESSION, 3, PolicySettings(late_after=session.late_after)),
    )
    made = lineage.policy()
    assert (made.late_after, made.minimum_present, made.bridge_gap) == (
        session.late_after,
        course.minimum_present,
        institution.bridge_gap,
    )
    origins = [lineage.origin(name) for name in ("late_after", "minimum_present", "bridge_gap", "free_absences")]
    assert origins == [Scope.SESSION, Scope.COURSE, Scope.INSTITUTION, None]
    assert version_id(lineage) == version_id(replace(lineage))
    assert version_id(lineage) != version_id(replace(lineage, session=None))
    assert CLASS.length == timedelta(minutes=MINUTES)
