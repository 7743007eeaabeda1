import assert from "node:assert/strict";
import vote from "../../../scripts/vote.ts";
import { castVote, getQuestion, listQuestions } from "../../../scripts/vote_booth.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { ReadingBoard } from "../../fakes/reading_board.ts";

async function counts(number: number = 1): Promise<number[] | undefined> {
  return (await getQuestion(number))?.answers.map(({ votes }) => votes);
}

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`vote shows questions and results in ${columns}x${rows}, ${encoding}`, async () => {
      using board = await ReadingBoard.open();
      await board.play(vote, "bob", { happenings: ["\r", "\r", "q", "q"] });
      const list = await board.play(vote, "alice", { columns, rows, encoding });
      await assertScreen(`vote_${columns}x${rows}`, list.screen);
      const results = await board.play(vote, "alice", { columns, rows, encoding, happenings: ["\r", "j\r"] });
      await assertScreen(`vote_results_${columns}x${rows}`, results.screen);
    });
  }
}

Deno.test("vote casts a vote, changes it and says so in the list", async () => {
  using board = await ReadingBoard.open();
  const { screen } = await board.play(vote, "alice", { happenings: ["\r", "\r", "j", "\r", "q"] });
  assert.deepEqual(await counts(), [0, 1, 0, 0]);
  assert.match(screen, /\* How did you reach us tonight/);
  assert.match(screen, /you have answered them all/);
});

Deno.test("vote lets a caller add an answer of his own, where the board likes that", async () => {
  using board = await ReadingBoard.open();
  const happenings = ["\r", "o", "By pigeon\r", "q", "q"];
  await board.play(vote, "alice", { settings: { vote: { own_answers: "no" } }, happenings });
  assert.equal((await counts())?.length, 4);
  await board.play(vote, "alice", { happenings });
  assert.deepEqual(await counts(), [0, 0, 0, 0, 1]);
});

Deno.test("vote takes a question with two answers at least, and tells the others", async () => {
  using board = await ReadingBoard.open();
  await board.play(vote, "alice", { happenings: ["a", "Too few?\r", "yes\r", "\r", "q"] });
  await board.play(vote, "alice", { happenings: ["a", "Given up?\r", "yes\r", "\x1b", "q"] });
  assert.equal((await listQuestions()).length, 1);
  const asked = await board.play(vote, "alice", { happenings: ["a", "Tea?\r", "yes\r", "no\r", "\r", "q"] });
  const [newest] = await listQuestions();
  assert.equal(newest?.question.text, "Tea?");
  assert.deepEqual(newest?.question.answers.map(({ text }) => text), ["yes", "no"]);
  assert.ok(asked.session.calls.some((call) => call.verb === "publish" && call.topic === "vote"));
});

Deno.test("vote lets only sysops ask when the board says so, and has a limit", async () => {
  using board = await ReadingBoard.open();
  const happenings = ["a", "Tea?\r", "yes\r", "no\r", "\r", "q"];
  await board.play(vote, "alice", { settings: { vote: { add_questions: "no" } }, happenings });
  assert.equal((await listQuestions()).length, 1);
  await board.play(vote, "boss", { settings: { vote: { add_questions: "no" } }, happenings });
  assert.equal((await listQuestions()).length, 2);
  const full = await board.play(vote, "bob", { settings: { vote: { max_questions: "2" } }, happenings });
  assert.match(full.output, /no room for another/);
});

Deno.test("vote lets a sysop delete an answer and a question, and nobody else", async () => {
  using board = await ReadingBoard.open();
  await board.play(vote, "alice", { happenings: ["d", "y", "\r", "d", "a", "q", "q"] });
  assert.equal((await counts())?.length, 4);
  await board.play(vote, "boss", { happenings: ["\r", "j", "d", "a", "d", "n", "q", "q"] });
  assert.equal((await counts())?.length, 3);
  await board.play(vote, "boss", { happenings: ["d", "y", "q"] });
  assert.deepEqual(await listQuestions(), []);
  const again = await board.play(vote, "boss", { happenings: ["\r", "d", "q"] });
  assert.match(again.screen, /Nobody has asked anything yet/);
});

Deno.test("vote shows a guest the results and takes no vote of his", async () => {
  using board = await ReadingBoard.open();
  const { screen } = await board.play(vote, "", { happenings: ["\r", "\r", "o"] });
  assert.deepEqual(await counts(), [0, 0, 0, 0]);
  assert.match(screen, /Answers are added by/);
  assert.match(screen, /q back/);
});

Deno.test("vote moves the bars when others vote, and follows a new size", async () => {
  using board = await ReadingBoard.open();
  let before = "";
  let voting: Promise<unknown> | undefined;
  const { screen } = await board.play(vote, "alice", {
    happenings: [
      "\r",
      { columns: 70, rows: 20 },
      { look: (shown) => void (before = shown) },
      { look: () => void (voting = castVote(1, 2, "bob")) },
      { look: () => {} },
      { topic: "vote", data: 1 },
    ],
  });
  await voting;
  assert.match(before, /With SSH .* 0% +0$/m);
  assert.match(screen, /With SSH .* 100% +1$/m);
  assert.equal(screen.split("\n").length <= 20, true);
});
