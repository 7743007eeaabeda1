import assert from "node:assert/strict";
import { redirectConsole } from "../../../lib/worker/console.ts";

/** What is said to `console` meanwhile. */
function said(run: () => void): string[] {
  const before = Object.getOwnPropertyDescriptors(console);
  const lines: string[] = [];
  redirectConsole((level, message) => void lines.push(`${level} ${message}`));
  try {
    run();
  } finally {
    Object.defineProperties(console, before);
  }
  return lines;
}

Deno.test("redirectConsole() makes a line of each call, as the console would write it", () => {
  const lines = said(() => {
    console.log("plain");
    console.log("%s is %d", "one", 1, { a: [1, 2] });
    console.debug(undefined);
    console.info("info");
    console.warn("warn");
    console.error("broken");
    console.dir({ deep: 1 }, { colors: true });
    console.table([1, 2]);
    console.group("group");
    console.groupEnd();
  });
  assert.deepEqual(lines, [
    "info plain",
    "info one is 1 { a: [ 1, 2 ] }",
    "debug undefined",
    "info info",
    "warn warn",
    "error broken",
    "info { deep: 1 }",
    "info [ 1, 2 ]",
    "info group",
  ]);
});

Deno.test("redirectConsole() counts, takes times, asserts and traces", () => {
  const lines = said(() => {
    console.count();
    console.count("calls");
    console.count();
    console.countReset();
    console.count();
    console.assert(true, "so");
    console.assert(false, "not so");
    console.time("a");
    console.timeLog("a", "more");
    console.timeEnd("a");
    console.trace("here");
  });
  assert.deepEqual(lines.slice(0, 5), [
    "info default: 1",
    "info calls: 1",
    "info default: 2",
    "info default: 1",
    "error Assertion failed: not so",
  ]);
  assert.match(lines[5]!, /^info a: \d+\.\d{3} ms more$/);
  assert.match(lines[6]!, /^info a: \d+\.\d{3} ms$/);
  assert.match(lines[7]!, /^error Trace: here \n +at .*console_test\.ts/);
  assert.equal(lines.length, 8);
});

Deno.test("redirectConsole() leaves nothing of console to the runtime that writes", () => {
  const before = Object.getOwnPropertyDescriptors(console);
  said(() => {
    const left = Object.entries(Object.getOwnPropertyDescriptors(console))
      .filter(([name, { value }]) => typeof value === "function" && value === before[name]?.value)
      .map(([name]) => name);
    const harmless = ["context", "createTask", "profile", "profileEnd", "timeStamp"];
    assert.deepEqual(left.filter((name) => !harmless.includes(name)), []);
  });
});
