import assert from "node:assert/strict";
import fc from "fast-check";
import { setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import {
  addAnswer,
  addQuestion,
  castVote,
  deleteAnswer,
  deleteQuestion,
  getQuestion,
  listQuestions,
  MAX_ANSWERS,
  openBooth,
  voteOf,
  votesIn,
} from "../../../scripts/vote_booth.ts";

function open(): MemoryKvStore {
  const store = new MemoryKvStore();
  setKvProvider(() => Promise.resolve(store));
  return store;
}

async function counts(number: number): Promise<number[] | undefined> {
  return (await getQuestion(number))?.answers.map(({ votes }) => votes);
}

Deno.test("openBooth asks the board's question once, however many open it at once", async () => {
  open();
  await Promise.all(Array.from({ length: 8 }, () => openBooth()));
  assert.deepEqual((await listQuestions()).map(({ number }) => number), [1]);
  await deleteQuestion(1);
  await openBooth();
  assert.deepEqual(await listQuestions(), []);
  assert.equal(await addQuestion("Next?", ["yes", "no"], "alice", 100), 2);
});

Deno.test("castVote moves a vote from one answer to another (x/84 kept no lock)", async () => {
  open();
  await openBooth();
  assert.equal(await castVote(1, 0, "alice"), "done");
  assert.equal(await castVote(1, 0, "ALICE"), "done");
  assert.equal(await castVote(1, 2, "bob"), "done");
  assert.deepEqual(await counts(1), [1, 0, 1, 0]);
  assert.equal(await castVote(1, 2, "alice"), "done");
  assert.deepEqual(await counts(1), [0, 0, 2, 0]);
  assert.equal(await castVote(1, 9, "alice"), "gone");
  assert.equal(await castVote(9, 0, "alice"), "gone");
});

Deno.test("castVote counts everybody who votes at the same time", async () => {
  open();
  await openBooth();
  await Promise.all(Array.from({ length: 20 }, (_, i) => castVote(1, i % 4, `user${i}`)));
  assert.deepEqual(await counts(1), [5, 5, 5, 5]);
});

Deno.test("castVote is not troubled by handles that x/84 kept beside its own keys", async () => {
  open();
  await openBooth();
  for (const handle of ["index", "questions", "next", "counter", "0000000001", "1/alice"]) {
    assert.equal(await castVote(1, 1, handle), "done");
    assert.equal(await voteOf(1, handle), 1);
  }
  assert.deepEqual(await counts(1), [0, 6, 0, 0]);
  assert.equal((await listQuestions()).length, 1);
});

Deno.test("addAnswer adds once what is said twice, and gives it the vote", async () => {
  open();
  await openBooth();
  assert.equal(await addAnswer(1, "By \x1b[2Jcarrier pigeon", "alice"), "done");
  assert.equal(await addAnswer(1, "by carrier PIGEON", "bob"), "done");
  const question = await getQuestion(1);
  assert.deepEqual(question?.answers.at(-1), { id: 4, text: "By carrier pigeon", by: "alice", votes: 2 });
  assert.equal(await addAnswer(7, "x", "bob"), "gone");
  for (let i = question!.answers.length; i < MAX_ANSWERS; i++) await addAnswer(1, `answer ${i}`, "bob");
  assert.equal(await addAnswer(1, "one too many", "bob"), "full");
});

Deno.test("deleteAnswer takes its votes away, and who gave them votes anew", async () => {
  open();
  await openBooth();
  await castVote(1, 1, "alice");
  await castVote(1, 2, "bob");
  assert.equal(await deleteAnswer(1, 1), "done");
  assert.deepEqual(await counts(1), [0, 1, 0]);
  assert.equal(await castVote(1, 2, "alice"), "done");
  assert.deepEqual(await counts(1), [0, 2, 0]);
  assert.equal(await deleteAnswer(9, 1), "gone");
});

Deno.test("deleteQuestion takes the votes along", async () => {
  const store = open();
  await openBooth();
  await castVote(1, 1, "alice");
  await deleteQuestion(1);
  assert.equal(await voteOf(1, "alice"), undefined);
  assert.equal(await getQuestion(1), undefined);
  assert.equal(await addQuestion("Full?", ["a", "b"], "bob", 0), undefined);
  await store.close();
});

Deno.test("the votes in a question are the votes of its voters, whatever they do", async () => {
  const act = fc.tuple(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 4 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 15 }), async (acts) => {
      open();
      await openBooth();
      for (const [who, answer, deletes] of acts) {
        if (deletes) await deleteAnswer(1, answer);
        else await castVote(1, answer, who);
      }
      const question = (await getQuestion(1))!;
      const mine = await Promise.all(["a", "b", "c"].map((who) => voteOf(1, who)));
      const valid = mine.filter((vote) => question.answers.some(({ id }) => id === vote));
      assert.equal(votesIn(question), valid.length);
      for (const { id, votes } of question.answers) {
        assert.equal(votes, valid.filter((vote) => vote === id).length);
      }
    }),
    { numRuns: 60 },
  );
});
