import assert from "node:assert/strict";
import { FetchTurns } from "../../../lib/host/fetch_turns.ts";
import { settle } from "../../fakes/until.ts";

const NEVER = new AbortController().signal;

/** Asks for a turn, and writes down who has got his. */
function line(room: { max_fetches: number; max_fetches_per_session: number }) {
  const turns = new FetchTurns<string>(() => room);
  const began: string[] = [];
  const ask = async (owner: string, signal: AbortSignal = NEVER) => {
    const turn = await turns.take(owner, signal);
    began.push(owner);
    return turn!;
  };
  return { turns, began, ask, room };
}

Deno.test("FetchTurns.take() lets so many of one owner begin, and the next when one ends", async () => {
  const { turns, began, ask } = line({ max_fetches: 9, max_fetches_per_session: 2 });
  const first = await ask("a");
  await ask("a");
  ask("a");
  await ask("b");
  await settle();
  assert.deepEqual([began, turns.waiting, turns.active], [["a", "a", "b"], 1, 3]);
  first[Symbol.dispose]();
  await settle();
  assert.deepEqual([began, turns.waiting, turns.active], [["a", "a", "b", "a"], 0, 3]);
});

Deno.test("FetchTurns.take() lets so many begin on the board, in order, past those whose session has no room", async () => {
  const { began, ask } = line({ max_fetches: 2, max_fetches_per_session: 1 });
  const a = await ask("a");
  const b = await ask("b");
  for (const owner of ["a", "c", "b", "d"]) ask(owner);
  await settle();
  assert.deepEqual(began, ["a", "b"]);
  b[Symbol.dispose]();
  await settle();
  assert.deepEqual(began, ["a", "b", "c"]);
  a[Symbol.dispose]();
  await settle();
  assert.deepEqual(began, ["a", "b", "c", "a"]);
});

Deno.test("FetchTurns.take() answers nothing when sixteen of an owner wait", async () => {
  const { turns, ask } = line({ max_fetches: 9, max_fetches_per_session: 1 });
  await ask("a");
  for (let i = 0; i < 16; i++) ask("a");
  assert.equal(turns.waiting, 16);
  assert.equal(await turns.take("a", NEVER), undefined);
  assert.ok(await turns.take("b", NEVER));
});

Deno.test("FetchTurns.take() leaves the line when its signal is aborted", async () => {
  const { turns, began, ask } = line({ max_fetches: 1, max_fetches_per_session: 1 });
  const reason = new Error("gone");
  await assert.rejects(turns.take("a", AbortSignal.abort(reason)), reason);
  const first = await ask("a");
  const abort = new AbortController();
  const second = ask("b", abort.signal);
  ask("c");
  abort.abort(reason);
  await assert.rejects(second, reason);
  first[Symbol.dispose]();
  await settle();
  assert.deepEqual([began, turns.waiting, turns.active], [["a", "c"], 0, 1]);
});

Deno.test("FetchTurns.take() keeps a turn whose signal is aborted later", async () => {
  const { turns, ask } = line({ max_fetches: 1, max_fetches_per_session: 1 });
  const abort = new AbortController();
  const first = await ask("a");
  const second = ask("b", abort.signal);
  first[Symbol.dispose]();
  await second;
  abort.abort();
  assert.equal(turns.active, 1);
  (await second)[Symbol.dispose]();
  assert.equal(turns.active, 0);
});

Deno.test("FetchTurns lets all begin that a raised limit has room for", async () => {
  const { began, ask, room } = line({ max_fetches: 1, max_fetches_per_session: 1 });
  const first = await ask("a");
  for (const owner of ["b", "c", "d"]) ask(owner);
  room.max_fetches = 3;
  first[Symbol.dispose]();
  await settle();
  assert.deepEqual(began, ["a", "b", "c", "d"]);
});
