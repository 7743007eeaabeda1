import assert from "node:assert/strict";
import { noteRows, parseWord, recall, speak, wordRows } from "../../../scripts/room_words.ts";
import { THEMES } from "../../../scripts/themes.ts";
import { stripSequences } from "../../../lib/text/ansi.ts";
import { displayWidth } from "../../../lib/text/layout.ts";
import { ALICE, FakeSession } from "../../fakes/fake_session.ts";
import { assertHarmless, EVIL, freshStore, hostOf } from "../../fakes/people_scene.ts";

const WORD = { kind: "say", handle: "bob", text: "hi", time: 0, number: 3 } as const;
const LOOK = THEMES["amber"]!;

function plain(rows: readonly string[]): string[] {
  return rows.map((row) => stripSequences(row).replace(/\d\d:\d\d/, "HH:MM"));
}

Deno.test("parseWord() takes a word, and nothing that is none", () => {
  assert.deepEqual(parseWord(WORD), WORD);
  assert.equal(parseWord({ ...WORD, number: "3" })?.number, -1);
  for (
    const data of [null, 7, "x", [], { ...WORD, kind: "shout" }, { ...WORD, time: NaN }, {
      ...WORD,
      time: 1e300,
    }]
  ) {
    assert.equal(parseWord(data), undefined);
  }
  const evil = parseWord({ ...WORD, handle: EVIL, text: EVIL })!;
  assertHarmless(evil.handle + evil.text);
});

Deno.test("speak() keeps a bounded number of words, the newest, and tells each with its number", async () => {
  freshStore();
  using session = new FakeSession({ user: ALICE, host: hostOf() });
  for (let i = 1; i <= 6; i++) await speak(session.asSession, i === 6 ? "do" : "say", `word ${i}`, 3);
  const kept = await recall(10);
  assert.deepEqual(kept.map(({ kind, text, number }) => [kind, text, number]), [
    ["say", "word 4", 3],
    ["say", "word 5", 4],
    ["do", "word 6", 5],
  ]);
  assert.deepEqual((await recall(1)).map(({ text }) => text), ["word 6"]);
  const published = session.calls.flatMap((call) =>
    call.verb === "publish" ? JSON.parse(call.data).number : []
  );
  assert.deepEqual(published, [0, 1, 2, 3, 4, 5]);
});

Deno.test("wordRows() wraps within the columns, with the time of day where there is room", () => {
  const text = "a long line that has to be wrapped somewhere, for it is longer than the screen is wide";
  assert.deepEqual(plain(wordRows({ ...WORD, text }, "alice", LOOK, 60)), [
    "HH:MM bob: a long line that has to be wrapped somewhere, for",
    "      it is longer than the screen is wide",
  ]);
  assert.deepEqual(plain(wordRows(WORD, "alice", LOOK, 30)), ["bob: hi"]);
  assert.deepEqual(plain(wordRows({ ...WORD, kind: "do" }, "alice", LOOK, 30)), ["* bob hi"]);
  assert.deepEqual(plain(wordRows({ ...WORD, kind: "leave" }, "alice", LOOK, 30)), ["- bob leaves"]);
  for (const columns of [1, 5, 39]) {
    for (const row of wordRows({ ...WORD, text }, "bob", LOOK, columns)) {
      assert.ok(displayWidth(row) <= columns);
    }
  }
  assert.deepEqual(plain(noteRows("one two three", LOOK, 9)), ["- one two", "  three"]);
});
