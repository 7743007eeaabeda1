import assert from "node:assert/strict";
import { makeSessionId } from "../../../lib/base/brand.ts";
import type { LogEntry } from "../../../lib/log/entry.ts";
import { createLogger, silentLogger } from "../../../lib/log/logger.ts";

Deno.test("createLogger() stamps entries and writes those that are enabled", () => {
  const entries: LogEntry[] = [];
  const logger = createLogger(
    { enabled: (level) => level !== "debug", write: (entry) => entries.push(entry) },
    () => 42,
  );
  const sessionId = makeSessionId("telnet", "::1", 5);
  logger.debug("telnet", "Unseen");
  logger.info("telnet", "Seen", { n: 1 }, { sessionId, handle: "alice" });
  assert.deepEqual(entries, [{
    time: 42,
    level: "info",
    category: "telnet",
    message: "Seen",
    properties: { n: 1 },
    sessionId,
    handle: "alice",
    address: undefined,
  }]);
  assert.equal(logger.enabled("debug", "telnet"), false);
});

Deno.test("createLogger() never throws into the caller", () => {
  let asked = 0;
  const logger = createLogger({
    enabled: () => true,
    write: () => {
      asked++;
      throw new Error("disk full");
    },
  }, () => 0);
  logger.error("store", "Lost");
  assert.equal(asked, 1);
});

Deno.test("silentLogger is enabled for nothing", () => {
  silentLogger.error("a", "b");
  assert.equal(silentLogger.enabled("error", "a"), false);
});
