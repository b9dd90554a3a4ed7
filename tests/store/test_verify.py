import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fakes import Clock
from hypothesis import given, settings
from hypothesis import strategies as st
from records import a_decision, an_attempt
from sqlalchemy import text

from guardrail.audit import canonical
from guardrail.domain import Action, Circumstances, Reason, Stage
from guardrail.holds import Hold, HoldStatus
from guardrail.jobs import Artefact, ArtefactKey, Job, JobKey
from guardrail.store.chain import read_entry
from guardrail.store.database import Store
from guardrail.store.keys import Keys
from guardrail.store.verify import verify


def judge(store: Store, *names: str) -> None:
    for name in names:
        store.begin(an_attempt(name))
        store.finish(name, a_decision())


def deliver(store: Store, clock: Clock) -> None:
    """A job of which the clip is blocked, and the thumbnail held, then lifted."""
    job = Job(
        key=JobKey(server="s", job="j"),
        created_at=clock(),
        requester="1:00",
        attempt="gr_1",
        action=Action.BLOCK,
        reason=Reason.NO_PERMISSION,
        circumstances=Circumstances(at=clock()),
    )
    store.put_job(job)
    for name, variant, action in (
        ("gr_2", "v", Action.HOLD),
        ("gr_3", "w", Action.BLOCK),
    ):
        key = ArtefactKey(server="s", job="j", variant=variant)
        subject = f"artefact:{key}"
        sha256 = name[-1] * 64
        attempt = an_attempt(name, stage=Stage.OUTPUT, subject=subject, media=(sha256,))
        store.begin(attempt)
        decision = a_decision(stage=Stage.OUTPUT, action=action)
        store.finish(name, decision)
        store.put_artefact(
            Artefact(
                key=key,
                sha256=sha256,
                size=1,
                attempt=name,
                action=action,
                reason=decision.reason,
                judged_at=clock(),
            )
        )
        if action is Action.HOLD:
            hold = Hold(
                id=name,
                subject=subject,
                sha256=sha256,
                created_at=clock(),
                expires_at=clock() + timedelta(hours=12.5),
                on_timeout=decision.review.on_timeout,
            )
            store.put_hold(hold)
            lifted = HoldStatus.LIFTED
            store.resolve_hold(name, status=lifted, reviewer="r", note="n", now=clock())


@pytest.mark.parametrize("lifted", [True, False])
def test_a_job_of_a_held_prompt_goes_on_only_once_it_was_lifted(
    store: Store, clock: Clock, *, lifted: bool
) -> None:
    store.begin(an_attempt("gr_1"))
    store.finish("gr_1", a_decision(action=Action.HOLD))
    hold = Hold(
        id="gr_1",
        subject="submission:f00:against",
        sha256="",
        created_at=clock(),
        expires_at=clock() + timedelta(hours=12.5),
        on_timeout=Action.BLOCK,
    )
    store.begin(an_attempt("gr_2"))
    store.finish("gr_2", a_decision(action=Action.HOLD))
    store.put_hold(replace(hold, on_timeout=a_decision().review.on_timeout))
    if lifted:
        status = HoldStatus.LIFTED
        store.resolve_hold("gr_1", status=status, reviewer="r", note="n", now=clock())
    else:
        change(store, "UPDATE holds SET on_timeout = 'block'")
    store.put_job(
        Job(
            key=JobKey(server="s", job="j"),
            created_at=clock(),
            requester="1:00",
            attempt="gr_2",
            action=Action.LOG,
            reason=Reason.NO_PERMISSION,
            circumstances=Circumstances(at=clock()),
        )
    )
    assert ("job s/j stands as log" in problems(store)) is not lifted


def test_bytes_under_another_name_of_their_job_share_its_judgement(
    store: Store, clock: Clock
) -> None:
    judge(store, "gr_1")
    deliver(store, clock)
    change(store, "UPDATE artefacts SET variant = 'x'")
    assert problems(store) == ""


def change(store: Store, *statements: str) -> None:
    """Tamper, as somebody with the database but without the keys could."""
    with store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def problems(store: Store) -> str:
    return "\n".join(map(str, verify(store).problems))


def test_an_empty_record_is_whole(store: Store) -> None:
    found = verify(store)
    assert found.ok
    assert (found.entries, found.workers, found.open_attempts) == (0, 0, ())


def test_a_record_of_several_workers_is_whole(
    url: str, open_store: Callable[..., Store], clock: Clock
) -> None:
    for worker in ("a", "b", "c"):
        store = open_store(url, worker=worker)
        judge(store, f"gr_{worker}1", f"gr_{worker}2")
        clock.forward(minutes=2)
        store.begin(an_attempt(f"gr_{worker}3"))
        store.close()
    found = verify(open_store(url))
    assert found.problems == ()
    assert (found.workers, found.open_attempts) == (3, ("gr_a3", "gr_b3", "gr_c3"))
    assert found.entries == 3 * (2 * 2 + 1 + 2)


def test_an_attempt_cut_off_is_closed_by_its_retry(
    url: str, open_store: Callable[..., Store]
) -> None:
    dead, alive = open_store(url), open_store(url)
    dead.begin(an_attempt("gr_1"))
    dead.settle("gr_1")
    assert verify(alive).open_attempts == ("gr_1",)
    alive.begin(an_attempt("gr_2", retry_of="gr_1"))
    alive.settle("gr_2")
    assert verify(alive).open_attempts == ("gr_2",)
    alive.finish("gr_2", a_decision())
    assert verify(alive).open_attempts == ()
    assert verify(alive).ok


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM entries WHERE seq = 2", "entries after 1 are missing"),
        ("DELETE FROM entries WHERE seq = 1", "entries after 0 are missing"),
        ("DELETE FROM entries", "all entries of this chain are gone"),
        ("UPDATE entries SET kind = 'gossip' WHERE seq = 2", "of a kind that nobody writes"),
        ("UPDATE entries SET payload = '{}' WHERE seq = 2", "its digest is another"),
        ("UPDATE entries SET payload = '[' WHERE seq = 2", "was changed"),
        ("UPDATE entries SET payload = payload || ' ' WHERE seq = 2", "not canonical JSON"),
        ("UPDATE entries SET at = '2026-11-23' WHERE seq = 2", "time is not canonical"),
        ("UPDATE attempts SET subject = 'other'", "attempt gr_1 says something else"),
        ("UPDATE attempts SET at = replace(at, '23T', '24T')", "gr_1 says something else"),
        ("DELETE FROM attempts WHERE id = 'gr_1'", "the row of attempt gr_1 is gone"),
        ("DELETE FROM texts WHERE position = 0", "gone without an erasure on record"),
        ("UPDATE texts SET digest = '1:00'", "texts were changed"),
        ("UPDATE texts SET words = '\"hello\"'", "not those that were judged"),
        ("UPDATE decisions SET action = 'allow'", "decision gr_1 says something else"),
        ("DELETE FROM decisions WHERE attempt = 'gr_1'", "the row of decision gr_1 is gone"),
        (
            "UPDATE decisions SET document = replace(document, 'block', 'allow')",
            "decision gr_1 is not the one that was made",
        ),
        (
            "UPDATE decisions SET document = NULL, salt = NULL",
            "decision gr_1 is gone without an erasure on record",
        ),
        (
            "UPDATE attempts SET erased_worker = 'w', erased_seq = 1",
            "",  # says it was erased, but everything is still there: nothing is lost
        ),
        (
            "INSERT INTO decisions (attempt, at, stage, action, reason) VALUES ('x', '', '', '', '')",
            "4 rows for 3 entries of kind outcome",
        ),
        ("UPDATE holds SET status = 'refused'", "does not stand as its reviewer left it"),
        ("UPDATE holds SET note = 'fine'", "reviewer or note of hold gr_2 were changed"),
        ("DELETE FROM holds", "hold gr_2 does not stand"),
        (
            "UPDATE artefacts SET action = 'allow' WHERE action = 'block'",
            "artefact s/j/w stands as allow (no_permission), but gr_3 was decided as block",
        ),
        ("UPDATE artefacts SET reason = 'licensed'", "stands as hold (licensed)"),
        ("UPDATE artefacts SET sha256 = 'f'", "artefact s/j/v stands for other bytes"),
        ("UPDATE artefacts SET attempt = 'gr_9'", "stands as hold, which nobody decided"),
        (
            "UPDATE artefacts SET attempt = 'gr_2', action = 'hold'",
            "artefact s/j/w stands for other bytes",  # a name of the job, but not of these bytes
        ),
        (
            "UPDATE artefacts SET job = 'k'",
            "artefact s/k/v names the decision of artefact:s/j/v",
        ),
        ("UPDATE holds SET sha256 = 'f'", "hold gr_2 keeps other bytes"),
        ("UPDATE holds SET on_timeout = 'allow'", "hold gr_2 ends in allow, not as was decided"),
        ("UPDATE holds SET subject = 'other'", "hold gr_2 names the decision of artefact:s/j/v"),
        ("UPDATE holds SET id = 'gr_3'", "hold gr_3 stands, but it was decided as block"),
        ("UPDATE jobs SET action = 'log'", "job s/j stands as log, but gr_1 was decided as block"),
        ("UPDATE jobs SET attempt = 'gr_9'", "job s/j is of no decision on record"),
        ("UPDATE jobs SET action = 'shrug'", "cannot be compared"),
        ("UPDATE attempts SET media = '['", "what this attempt speaks of was changed"),
        ("UPDATE attempts SET at = 'noon'", "what this attempt speaks of was changed"),
        ("UPDATE texts SET salt = 'x'", "what this attempt speaks of was changed"),
        ("UPDATE texts SET words = 'x'", "not those that were judged"),
        ("UPDATE texts SET digest = x'ff'", "speaks of was changed"),
        ("UPDATE decisions SET at = 'noon'", "what this outcome speaks of was changed"),
        ("UPDATE decisions SET salt = 5", "what this outcome speaks of was changed"),
        ("UPDATE decisions SET document = x'ff'", "speaks of was changed"),
        ("UPDATE holds SET created_at = 'noon'", "row 1 of holds was changed"),
        ("UPDATE holds SET on_timeout = x'ff'", "hold gr_2 ends in"),
        ("UPDATE artefacts SET headers = '{'", "row 1 of artefacts was changed"),
        ("UPDATE artefacts SET attempt = x'ff'", "which nobody decided"),
        ("UPDATE entries SET payload = x'ff' WHERE seq = 2", "was changed"),
        ("UPDATE entries SET at = x'ff' WHERE seq = 2", "was changed"),
        ("UPDATE entries SET seq = 'two' WHERE seq = 2", "are missing"),
        ("UPDATE entries SET worker = x'ff' WHERE seq = 2", "entries after 1 are missing"),
    ],
)
def test_tampering_is_found(
    sqlite_url: str, open_store: Callable[..., Store], clock: Clock, statement: str, what: str
) -> None:
    store = open_store(sqlite_url, worker="w")
    judge(store, "gr_1")
    deliver(store, clock)
    assert verify(store).problems == ()
    change(store, statement)
    assert what in problems(store)
    assert verify(store).ok is (what == "")


def test_an_erasure_that_nobody_recorded_is_found(
    url: str, open_store: Callable[..., Store]
) -> None:
    store = open_store(url, worker="w")
    judge(store, "gr_1")
    change(
        store,
        "UPDATE decisions SET document = NULL, salt = NULL",
        "DELETE FROM texts",
        "UPDATE attempts SET erased_worker = 'w', erased_seq = 1",
    )
    assert "decision gr_1 is gone without an erasure" in problems(store)
    assert "texts were changed, or are gone" in problems(store)


def test_an_outcome_put_before_its_attempt_is_found(
    url: str, open_store: Callable[..., Store]
) -> None:
    store = open_store(url, worker="w")
    judge(store, "gr_1")
    change(
        store,
        "UPDATE entries SET seq = 9 WHERE seq = 1",
        "UPDATE entries SET seq = 1 WHERE seq = 2",
        "UPDATE entries SET seq = 2 WHERE seq = 9",
    )
    assert "outcome of gr_1, which is not open here" in problems(store)
    assert "does not follow from the entry before it" in problems(store)


def rehash(store: Store, worker: str) -> None:
    """Make the digests of a chain agree again, as anybody could."""
    with store.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT * FROM entries WHERE worker = :w ORDER BY seq"), {"w": worker}
        ).all()
        previous = "0" * 64
        for row in rows:
            entry = read_entry(row)
            forged = type(entry)(
                worker=worker,
                seq=entry.seq,
                at=entry.at,
                kind=entry.kind,
                payload=entry.payload,
                previous=previous,
            )
            connection.execute(
                text("UPDATE entries SET previous=:p, digest=:d WHERE worker=:w AND seq=:s"),
                {"p": previous, "d": forged.digest, "w": worker, "s": entry.seq},
            )
            previous = forged.digest
        connection.commit()


def test_a_chain_made_to_agree_again_fails_its_signature(
    url: str, open_store: Callable[..., Store]
) -> None:
    store = open_store(url, worker="w")
    judge(store, "gr_1")
    change(
        store,
        "UPDATE entries SET payload = replace(payload, 'block', 'allow')",
        "UPDATE decisions SET action = 'allow'",
    )
    rehash(store, "w")
    assert "digest is another" not in problems(store)
    assert "the signature does not hold" in problems(store)


def test_a_chain_that_nobody_signed_is_found(url: str, open_store: Callable[..., Store]) -> None:
    store = open_store(url, worker="w")
    judge(store, "gr_1")
    change(store, "DELETE FROM entries WHERE kind = 'checkpoint'")
    assert "no checkpoint in this chain" in problems(store)


def test_a_signature_under_keys_of_somebody_else_is_found(
    url: str, open_store: Callable[..., Store], tmp_path: Path
) -> None:
    stranger = open_store(url, keys=Keys.open(tmp_path / "other"))
    judge(stranger, "gr_1")
    assert verify(stranger).ok
    assert "the signature does not hold: no key in" in problems(open_store(url))


def test_a_key_that_is_not_there_is_named_once(
    url: str, open_store: Callable[..., Store], tmp_path: Path
) -> None:
    keys = Keys.open(tmp_path / "keys")
    judge(open_store(url, keys=keys, store_text=True), "gr_1")
    keys.rotate()
    for name in ("signing-1.key", "hmac-1.key"):
        (tmp_path / "keys" / name).unlink()
    found = problems(open_store(url, keys=Keys.read(tmp_path / "keys")))
    for name in ("signing-1.key", "hmac-1.key"):
        assert found.count(f"the key {tmp_path / 'keys' / name} is missing") == 1
    assert "does not hold" not in found
    assert "not those that were judged" not in found


def test_a_tail_that_another_worker_saw_cannot_be_cut_off(
    url: str, open_store: Callable[..., Store]
) -> None:
    first = open_store(url, worker="a")
    judge(first, "gr_1", "gr_2")
    judge(open_store(url, worker="b"), "gr_3")
    assert verify(first).ok
    change(
        first,
        "DELETE FROM entries WHERE worker = 'a' AND seq > 3",
        "DELETE FROM decisions WHERE attempt = 'gr_2'",
        "DELETE FROM texts WHERE attempt = 'gr_2'",
        "DELETE FROM attempts WHERE id = 'gr_2'",
    )
    assert problems(first) == "a 5: gone or replaced, though checkpoint 3 of b saw it"


def test_a_whole_chain_that_another_worker_saw_cannot_vanish(
    url: str, open_store: Callable[..., Store]
) -> None:
    judge(open_store(url, worker="a"), "gr_1")
    store = open_store(url, worker="b")
    judge(store, "gr_2")
    tables = ("entries", "chains")
    change(
        store,
        *(f"DELETE FROM {table} WHERE worker = 'a'" for table in tables),
        "DELETE FROM decisions WHERE attempt = 'gr_1'",
        "DELETE FROM texts WHERE attempt = 'gr_1'",
        "DELETE FROM attempts WHERE id = 'gr_1'",
    )
    assert problems(store) == "a 3: gone or replaced, though checkpoint 3 of b saw it"


def test_checkpoints_come_with_time_with_number_and_at_the_close(
    url: str, open_store: Callable[..., Store], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guardrail.store.checkpoints.EVERY_ENTRIES", 6)
    store = open_store(url, worker="w")
    judge(store, "gr_1", "gr_2")  # the first commit of a chain is always signed
    clock.forward(seconds=60)
    judge(store, "gr_3", "gr_4", "gr_5", "gr_6", "gr_7")
    store.close()
    store = open_store(url)
    kinds = "".join(entry.kind[0] for entry in store.entries())
    assert kinds == "aocaoaocaoaoaocaoc"
    assert verify(store).ok


def test_a_checkpoint_names_only_chains_that_moved(
    url: str, open_store: Callable[..., Store]
) -> None:
    a, b = open_store(url, worker="a"), open_store(url, worker="b")
    judge(a, "gr_1")
    judge(b, "gr_2")
    b.checkpoint()
    judge(b, "gr_3")
    b.checkpoint()
    heads = [e.payload["heads"] for e in b.entries() if e.kind == "checkpoint" and e.worker == "b"]
    first = next(entry for entry in b.entries() if entry.seq == 3)
    assert heads == [{"a": [3, first.digest]}, {}]


def test_problems_are_counted_only_to_a_bound(
    url: str, open_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guardrail.store.verify._MOST_PROBLEMS", 3)
    monkeypatch.setattr("guardrail.store.verify._PAGE", 2)
    store = open_store(url)
    judge(store, *(f"gr_{n}" for n in range(5)))
    assert verify(store).ok
    change(store, "UPDATE entries SET digest = 'x'")
    assert len(verify(store).problems) == 3


# -- any flipped bit -------------------------------------------------------------------------

COLUMNS = ("worker", "at", "kind", "payload", "previous", "digest")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[tuple[Path, Store]]:
    """A record with entries of every kind, whose worker has gone."""
    path = tmp_path_factory.mktemp("sound") / "guardrail.db"
    clock = Clock()
    url = f"sqlite:///{path}"
    first = Store.open(url, keys=keys, now=clock, worker="first")
    judge(first, "gr_1", "gr_2")
    first.erase_attempt("gr_1")
    first.close()
    second = Store.open(url, keys=keys, now=clock, worker="second")
    judge(second, "gr_3")
    yield path, second
    second.close()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_in_any_entry_is_found(
    sound: tuple[Path, Store], data: st.DataObject
) -> None:
    path, store = sound
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        rows = raw.execute("SELECT worker, seq FROM entries").fetchall()
        worker, seq = data.draw(st.sampled_from(rows))
        column = data.draw(st.sampled_from(COLUMNS))
        where = "WHERE worker = ? AND seq = ?"
        (value,) = raw.execute(f"SELECT {column} FROM entries {where}", (worker, seq)).fetchone()
        flipped = bytearray(value.encode())
        flipped[data.draw(st.integers(0, len(flipped) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        change = f"UPDATE entries SET {column} = CAST(? AS TEXT) {where}"
        raw.execute(change, (bytes(flipped), worker, seq))
        assert not verify(store).ok
        there = bytes(flipped) if column == "worker" else worker.encode()
        back = where.replace("worker = ?", "worker = CAST(? AS TEXT)")
        raw.execute(f"UPDATE entries SET {column} = ? {back}", (value, there, seq))
    assert verify(store).ok


@pytest.mark.parametrize("moved_to", [-1, 0, 77])
def test_an_entry_moved_to_another_number_is_found(
    sound: tuple[Path, Store], moved_to: int
) -> None:
    _, store = sound
    change(store, f"UPDATE entries SET seq = {moved_to} WHERE worker = 'first' AND seq = 2")
    assert not verify(store).ok
    change(store, f"UPDATE entries SET seq = 2 WHERE worker = 'first' AND seq = {moved_to}")
    assert verify(store).ok


def test_payloads_are_kept_as_they_are_hashed(sound: tuple[Path, Store]) -> None:
    path, store = sound
    with closing(sqlite3.connect(path)) as raw:
        kept = [payload for (payload,) in raw.execute("SELECT payload FROM entries")]
    assert kept == [canonical(entry.payload).decode() for entry in store.entries()]
