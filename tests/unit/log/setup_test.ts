import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { SectionValues } from "../../../lib/base/setting.ts";
import { logSection, type LogSettings } from "../../../lib/log/settings.ts";
import { type Log, openLog } from "../../../lib/log/setup.ts";

const defaults = Object.fromEntries(
  Object.entries(logSection.keys).map(([key, setting]) => [key, setting.default]),
) as SectionValues<typeof logSection>;

interface Fixture {
  readonly log: Log;
  readonly clock: FakeClock;
  readonly console: string[];
  readonly folder: string;
  readonly path: string;
  file(): string;
}

function withLog(settings: Partial<LogSettings>, test: (fixture: Fixture) => void, path = "x84.log"): void {
  const folder = Deno.makeTempDirSync();
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const lines: string[] = [];
  const log = openLog({ ...defaults, ...settings }, {
    clock,
    colours: false,
    resolvePath: (name) => join(folder, name),
    writeLine: (line) => lines.push(line),
  });
  try {
    const whole = join(folder, path);
    test({ log, clock, console: lines, folder, path: whole, file: () => Deno.readTextFileSync(whole) });
  } finally {
    log.close();
    assert.equal(clock.pending, 0);
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("openLog() shows a line at once and writes it into the file within a second", () =>
  withLog({}, ({ log, clock, console, file }) => {
    log.logger.info("telnet", "Listening", { port: 6023 });
    assert.deepEqual(console, ["00:00:00 INFO  telnet Listening port=6023"]);
    assert.equal(file(), "");
    clock.advance(1000);
    assert.equal(file(), "2026-01-01T00:00:00.000Z INFO  telnet Listening port=6023\n");
  }));

Deno.test("openLog() writes an error into the file at once, after what came before it", () =>
  withLog({}, ({ log, file }) => {
    log.logger.info("a", "First");
    log.logger.error("a", "Second");
    assert.match(file(), /First\n.*Second\n$/);
  }));

Deno.test("Log.close() writes what is kept, and what is logged afterwards is lost without a word", () =>
  withLog({}, ({ log, console, file }) => {
    log.logger.warn("a", "Kept");
    log.close();
    assert.match(file(), /Kept\n$/);
    log.logger.error("a", "Late");
    assert.equal(console.length, 1);
    assert.doesNotMatch(file(), /Late/);
  }));

Deno.test("openLog() has levels for the console, the file, and for categories in both", () => {
  const categories = new Map([["telnet", "error"], ["store", "debug"]] as const);
  withLog({ level: "warn", file_level: "info", categories }, ({ log, console, file }) => {
    log.logger.info("host", "One");
    log.logger.warn("host", "Two");
    log.logger.warn("telnet", "Three");
    log.logger.debug("store", "Four");
    log.logger.debug("host", "Five");
    log.flush();
    assert.deepEqual(console.map((line) => line.split(" ").at(-1)), ["Two", "Four"]);
    assert.deepEqual(file().trim().split("\n").map((line) => line.split(" ").at(-1)), ["One", "Two", "Four"]);
    assert.equal(log.logger.enabled("debug", "host"), false);
    assert.equal(log.logger.enabled("info", "host"), true);
  });
});

Deno.test("Log.apply() changes levels and format of a running log", () =>
  withLog({}, ({ log, console }) => {
    log.logger.debug("a", "Unseen");
    log.apply({ ...defaults, level: "debug", json: true });
    log.logger.debug("a", "Seen");
    assert.deepEqual(console.map((line) => JSON.parse(line).message), ["Seen"]);
  }));

Deno.test("openLog() sums up a flood about one address", () =>
  withLog({}, ({ log, clock, console }) => {
    for (let i = 0; i < 100; i++) log.logger.info("telnet", "Bad login", {}, { address: "192.0.2.1" });
    clock.advance(1000);
    assert.equal(console.length, 5);
    assert.ok(console.at(-1)!.endsWith("WARN  log Lines left out within a second source=192.0.2.1 lines=96"));
  }));

Deno.test("openLog() puts a full file aside and keeps no more than max_files", () =>
  withLog({ max_bytes: 65536, max_files: 2, file_level: "debug" }, ({ log, clock, folder, path }) => {
    for (let i = 0; i < 400; i++) {
      log.logger.debug("a", "x".repeat(1000));
      clock.advance(100);
    }
    log.close();
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
    assert.deepEqual(names, ["x84.log", "x84.log.1", "x84.log.2"]);
    for (const name of names) assert.ok(Deno.statSync(join(folder, name)).size <= 65536);
    assert.ok(Deno.readTextFileSync(`${path}.1`).endsWith("\n"));
  }));

Deno.test("openLog() without a file writes none", () =>
  withLog({ file: "" }, ({ log, folder, console }) => {
    log.logger.error("a", "Shown");
    assert.equal(console.length, 1);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("openLog() goes on without a file that cannot be opened, says so once, and takes it up later", () =>
  withLog({ file: "logs/x84.log" }, ({ log, clock, console, folder, file }) => {
    assert.match(console[0]!, /ERROR log Cannot write log file message=/);
    log.logger.error("a", "One");
    log.logger.error("a", "Two");
    clock.advance(10_000);
    log.logger.error("a", "Three");
    assert.deepEqual(console.map((line) => line.split(" ").at(-1)).slice(1), ["One", "Two", "Three"]);
    Deno.mkdirSync(join(folder, "logs"));
    clock.advance(10_000);
    log.logger.error("a", "Four");
    assert.match(
      file(),
      /WARN {2}log Lines lost while the file could not be written lines=3\n.* ERROR a Four\n$/,
    );
  }, "logs/x84.log"));

Deno.test("Log.recent() answers the last lines, also without a file", () =>
  withLog({ file: "" }, ({ log }) => {
    log.logger.info("telnet", "Listening", { port: 6023 });
    log.logger.warn("a", "b\x1b[2Jc");
    assert.deepEqual(log.recent(5).map((line) => line.slice(25)), [
      "INFO  telnet Listening port=6023",
      "WARN  a b\\x1b[2Jc",
    ]);
    assert.equal(log.recent(1).length, 1);
  }));
