import assert from "node:assert/strict";
import { TurnMarks } from "../../../lib/worker/turn_marks.ts";
import { turns } from "../../fakes/fake_timers.ts";

/** A script that waits when it is told to, and output that goes out at once or is kept. */
class Scene {
  waits = false;
  told = 0;
  flushed: Promise<void> = Promise.resolve();
  readonly marks = new TurnMarks({
    waits: () => this.waits,
    flushed: () => this.flushed,
    tell: () => void this.told++,
  });

  /** The script waits for a key; answers how many turns were told by then. */
  async wait(): Promise<number> {
    this.waits = true;
    this.marks.look();
    await turns();
    return this.told;
  }
}

Deno.test("TurnMarks tells once for each burst of output that a script waits after", async () => {
  const scene = new Scene();
  scene.marks.want(true);
  scene.marks.said();
  scene.marks.said();
  await turns();
  assert.equal(scene.told, 0, "the script still works");
  assert.equal(await scene.wait(), 1);
  assert.equal(await scene.wait(), 1, "a script that only looks again and again says nothing new");
  scene.waits = false;
  scene.marks.said();
  assert.equal(await scene.wait(), 2);
});

Deno.test("TurnMarks tells after a key that nothing was said to, for the terminal is locked until then", async () => {
  const scene = new Scene();
  scene.marks.want(true);
  assert.equal(await scene.wait(), 1);
  scene.marks.heard();
  await turns();
  assert.equal(scene.told, 1, "no script has taken it");
  assert.equal(await scene.wait(), 2);
});

Deno.test("TurnMarks tells after what is said while a script waits already", async () => {
  const scene = new Scene();
  scene.marks.want(true);
  await scene.wait();
  scene.marks.said();
  await turns();
  assert.equal(scene.told, 2);
});

Deno.test("TurnMarks waits for output that the window holds back, and says nothing if the script goes on by then", async () => {
  const scene = new Scene();
  const { promise, resolve } = Promise.withResolvers<void>();
  scene.flushed = promise;
  scene.marks.want(true);
  assert.equal(await scene.wait(), 0);
  scene.waits = false;
  resolve();
  await turns();
  assert.equal(scene.told, 0);
  assert.equal(await scene.wait(), 1);
});

Deno.test("TurnMarks says nothing to who does not want it, and at once when he begins to", async () => {
  const scene = new Scene();
  scene.marks.said();
  assert.equal(await scene.wait(), 0);
  scene.marks.want(true);
  await turns();
  assert.equal(scene.told, 1);
  scene.marks.want(false);
  scene.marks.said();
  await turns();
  assert.equal(scene.told, 1);
});
