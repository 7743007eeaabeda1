import assert from "node:assert/strict";
import { answerOfThread } from "../../fakes/thread_answer.ts";

/** Runs a function's text in a Worker of its own, where texts are limited for good. */
async function inWorker(run: () => unknown): Promise<unknown> {
  const url = new URL("../../../lib/worker/text_limit.ts", import.meta.url);
  return await answerOfThread(`
    import { parentPort } from "node:worker_threads";
    import { limitTexts } from "${url}";
    limitTexts();
    parentPort.postMessage(await (${run})());
  `);
}

Deno.test("limitTexts() refuses texts that are made in one go and longer than 64 Mi characters", async () => {
  const told = await inWorker(() => {
    const most = 64 * 1024 * 1024;
    const ways: readonly (() => string)[] = [
      () => "ab".repeat(most / 2 + 1),
      () => "a".padStart(most + 1),
      () => "a".padEnd(most + 1, "-+"),
      () => new Array(most + 2).join("x"),
      () => new Array(1000).fill("x".repeat(1e6)).join(""),
      () => new Array(1000).fill("x".repeat(1e6)).toString(),
    ];
    return ways.map((way) => {
      try {
        return way().length;
      } catch (error) {
        return `${error}`;
      }
    });
  });
  const why = (name: string, length: number) =>
    `RangeError: Cannot ${name}: a text made in one go has up to 67108864 characters, this one ${length}`;
  assert.deepEqual(told, [
    why("repeat", 67108866),
    why("padStart", 67108865),
    why("padEnd", 67108865),
    why("join", 67108865),
    why("join", 1e9),
    why("join", 1e9 + 999),
  ]);
});

Deno.test("limitTexts() leaves everything else of those methods as it is", async () => {
  const told = await inWorker(() => {
    const attempt = (way: () => unknown) => {
      try {
        return way();
      } catch (error) {
        return (error as Error).name;
      }
    };
    // deno-lint-ignore no-explicit-any
    const any = (value: unknown) => value as any;
    return [
      "ab".repeat(3),
      "".repeat(2 ** 30),
      "x".repeat(64 * 1024 * 1024).length,
      attempt(() => "x".repeat(-1)),
      attempt(() => "x".repeat(Infinity)),
      attempt(() => String.prototype.repeat.call(null, 2)),
      attempt(() => new (any("".repeat))(2)),
      "7".padStart(3, "0"),
      "7".padEnd(2),
      [1, "two", null, [3, 4]].join("-"),
      [, 1].join(),
      `${[1, 2]}`,
      Array.prototype.join.call({ length: 2, 0: "a", 1: "b" }, "+"),
      ["repeat", "padStart", "padEnd"].map((name) => [any("")[name].name, any("")[name].length]),
      Object.keys(String.prototype),
      Object.keys([]),
    ];
  });
  assert.deepEqual(told, [
    "ababab",
    "",
    67108864,
    "RangeError",
    "RangeError",
    "TypeError",
    "TypeError",
    "007",
    "7 ",
    "1-two--3,4",
    ",1",
    "1,2",
    "a+b",
    [["repeat", 1], ["padStart", 1], ["padEnd", 1]],
    [],
    [],
  ]);
});
