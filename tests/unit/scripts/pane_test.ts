import assert from "node:assert/strict";
import { Lightbar } from "../../../lib/bbs/lightbar.ts";
import { Pager } from "../../../lib/bbs/pager.ts";
import type { Session } from "../../../mod.ts";
import { hintLine, Pane, readOn, readSoFar } from "../../../scripts/pane.ts";
import { ReadingBoard } from "../../fakes/reading_board.ts";

const LINES = Array.from({ length: 60 }, (_, i) => `line ${i + 1}`);

function reader(session: Session) {
  const pager = new Pager({ content: LINES });
  const pane = new Pane<"leave" | "on" | "ask">(session, pager, {
    head: () => ["HEAD", ""],
    status: () => readSoFar(pager),
    hints: () => [["a", "ask"], ["q", "leave"]],
    keys: { leave: ["q"], on: [" "], ask: ["a"] },
    topics: ["mine"],
    told: (event) => void (pane.message = `told ${event.data}`),
  });
  return { pager, pane };
}

async function run(session: Session): Promise<unknown> {
  const { pane } = reader(session);
  await pane.paint();
  for (;;) {
    const action = await readOn(session, pane);
    if (action !== "ask") return action;
    pane.message = `asked ${await pane.ask("What?", { maxLength: 10 })}`;
    await pane.paint();
  }
}

Deno.test("Pane keeps the answers of a long question in sight, and tells how to leave a line", async () => {
  using board = await ReadingBoard.open();
  const sure = (session: Session) => reader(session).pane.sure(`Really ${"very ".repeat(20)}sure?`);
  for (const happenings of [[], [{ columns: 40, rows: 12 }]]) {
    const { screen } = await board.play(sure, "alice", {
      columns: happenings.length === 0 ? 40 : 80,
      happenings,
    });
    assert.match(screen, /\n Really very [^\n]*very? ?v?e?r? \[y\/N\]$/);
  }
  const asked = await board.play(run, "alice", { columns: 40, happenings: ["a"] });
  assert.match(asked.screen, /\n Enter is done, Esc leaves\n What\?$/);
  const answered = await board.play(run, "alice", { happenings: ["a", "x\r"] });
  assert.match(answered.screen, /asked x/);
  assert.doesNotMatch(answered.screen, /Enter is done/);
});

Deno.test("Pane stands between its head and its two rows, on any screen", async () => {
  using board = await ReadingBoard.open();
  const normal = await board.play(run, "alice", { rows: 12 });
  const rows = normal.screen.split("\n");
  assert.deepEqual([rows[0], rows[2], rows[9], rows[10]], ["HEAD", " line 1", " line 8", " 13% read"]);
  assert.equal(rows[11], " a ask  q leave");
  for (const [columns, height] of [[1, 1], [2, 3], [10, 5], [500, 300]] as const) {
    const { end, screen } = await board.play(run, "alice", { columns, rows: height, happenings: ["q"] });
    assert.equal(end.type, "returned");
    assert.ok(screen.split("\n").length <= height);
  }
});

Deno.test("readOn turns pages, and answers the key at the end of the text", async () => {
  using board = await ReadingBoard.open();
  const { end } = await board.play(run, "alice", { rows: 34, happenings: [" ", " "] });
  assert.deepEqual(end, { type: "returned", value: "on" });
  const middle = await board.play(run, "alice", { rows: 34, happenings: ["j"] });
  assert.match(middle.screen, /^ line 2$/m);
  assert.match(middle.screen, /^ 51% read$/m);
});

Deno.test("Pane asks in its last row, keeps what is told meanwhile, and follows a new size", async () => {
  using board = await ReadingBoard.open();
  let asking = "";
  const { screen } = await board.play(run, "alice", {
    happenings: [
      "a",
      "hel",
      { topic: "mine", data: 1 },
      { columns: 30, rows: 10 },
      { look: (shown) => void (asking = `${shown}\n`) },
      "lo\r",
      { look: (shown) => void (asking += shown) },
    ],
  });
  assert.match(asking, /What\? hel$/m);
  assert.match(screen, /told 1/);
});

Deno.test("Pane tells a broadcast, and a question passes over keys that are no answer", async () => {
  using board = await ReadingBoard.open();
  const heard = await board.play(run, "alice", {
    happenings: [{ topic: "broadcast", data: { text: "Tea!" } }],
  });
  assert.match(heard.screen, /Broadcast: Tea!/);
  const sure = (session: Session) => reader(session).pane.sure("Sure?");
  for (const [keys, answer] of [["xy", true], ["n", false], ["\r", false], ["\x1b", false]] as const) {
    const { end } = await board.play(sure, "alice", { happenings: [{ columns: 30, rows: 10 }, keys] });
    assert.deepEqual(end, { type: "returned", value: answer });
  }
});

Deno.test("Pane answers undefined when its widget ends by itself", async () => {
  using board = await ReadingBoard.open();
  const list = async (session: Session) => {
    const bar = new Lightbar({ items: [{ key: "one", text: "One" }] });
    const pane = new Pane<never>(session, bar, { head: () => [], hints: () => [], keys: {} });
    await pane.paint();
    return [await pane.next(), bar.selection?.key];
  };
  const { end } = await board.play(list, "alice", { happenings: ["\r"] });
  assert.deepEqual(end, { type: "returned", value: [undefined, "one"] });
});

Deno.test("hintLine shows as many keys as fit, and always the last one", () => {
  const hints = [["r", "reply"], ["n", "next"], ["q", "leave"]] as const;
  assert.equal(hintLine(hints, 40, ""), "r reply  n next  q leave");
  assert.equal(hintLine(hints, 20, ""), "r reply  q leave");
  assert.equal(hintLine(hints, 3, ""), "q leave");
  assert.equal(hintLine([], 3, ""), "");
});
