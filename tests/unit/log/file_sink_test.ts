import assert from "node:assert/strict";
import { Logger } from "@std/log";
import { FakeClock } from "../../../lib/base/clock.ts";
import { FileSink } from "../../../lib/log/file_sink.ts";

function makeSink(path: string) {
  const clock = new FakeClock();
  const failures: string[] = [];
  const sink = new FileSink({
    path,
    maxBytes: 100_000,
    maxFiles: 1,
    clock,
    formatter: ({ msg }) => msg,
    onFailure: (message) => failures.push(message),
    lostLine: (lines) => `lost ${lines}`,
  });
  const logger = new Logger("x", "NOTSET", { handlers: [sink] });
  return { clock, failures, sink, logger };
}

Deno.test({
  name: "FileSink counts what a full disk does not take, and never throws",
  // The device that is always full exists on Linux only.
  ignore: Deno.build.os !== "linux",
  fn() {
    const { clock, failures, sink, logger } = makeSink("/dev/full");
    sink.setup();
    for (let i = 0; i < 10; i++) logger.error(`line ${i}`);
    assert.equal(failures.length, 1);
    assert.equal(sink.lost, 10);
    clock.advance(60_000);
    logger.error("again");
    assert.equal(failures.length, 1);
    assert.equal(sink.lost, 11);
    sink.destroy();
    assert.equal(clock.pending, 0);
  },
});

Deno.test("FileSink does nothing after destroy()", () => {
  const path = Deno.makeTempFileSync();
  try {
    const { sink, clock, logger } = makeSink(path);
    sink.setup();
    logger.error("one");
    sink.destroy();
    logger.error("two");
    sink.flush();
    assert.equal(Deno.readTextFileSync(path), "one\n");
    assert.equal(clock.pending, 0);
  } finally {
    Deno.removeSync(path);
  }
});
