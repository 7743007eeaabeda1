import assert from "node:assert/strict";
import {
  BaseHandler,
  ConsoleHandler,
  FileHandler,
  formatters,
  getLevelByName,
  getLevelName,
  getLogger,
  type LevelName,
  Logger,
  LogLevels,
  type LogRecord,
  RotatingFileHandler,
  setup,
} from "@std/log";

/** A record as a logger makes it. */
function recordOf(log: (logger: Logger) => void): LogRecord {
  const records: LogRecord[] = [];
  class Keeper extends BaseHandler {
    override handle(record: LogRecord): void {
      records.push(record);
    }
    override log(): void {}
  }
  log(new Logger("x", "NOTSET", { handlers: [new Keeper("NOTSET")] }));
  return records[0]!;
}

class ListHandler extends BaseHandler {
  readonly lines: string[] = [];
  override log(msg: string): void {
    this.lines.push(msg);
  }
}

function withFolder(test: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("setup() gives loggers their handlers and levels", () => {
  const list = new ListHandler("INFO");
  setup({ handlers: { list }, loggers: { x84: { level: "DEBUG", handlers: ["list"] } } });
  const logger = getLogger("x84");
  logger.debug("below the handler's level");
  assert.equal(logger.warn("answered"), "answered");
  logger.error(() => "made when needed");
  assert.deepEqual(list.lines, ["WARN answered", "ERROR made when needed"]);
  assert.equal(getLogger("nobody").info("nowhere"), "nowhere");
  setup({});
});

Deno.test("setup() opens handlers and ends those there were", () => {
  const calls: string[] = [];
  class Watched extends ListHandler {
    override setup() {
      calls.push("setup");
    }
    override destroy() {
      calls.push("destroy");
    }
  }
  setup({ handlers: { watched: new Watched("INFO") } });
  setup({});
  assert.deepEqual(calls, ["setup", "destroy"]);
});

Deno.test("Logger does not make a message that nobody will see", () => {
  const logger = new Logger("x", "WARN", { handlers: [new ListHandler("NOTSET")] });
  assert.equal(logger.info(() => assert.fail("made without need")), undefined);
  logger.levelName = "INFO";
  assert.equal(logger.info(() => 5), 5);
});

Deno.test("LogRecord keeps a copy of its arguments, which a formatter may use", () => {
  const handler = new ListHandler("NOTSET", {
    formatter: ({ levelName, loggerName, msg, args }) =>
      `${levelName} ${loggerName} ${msg} ${JSON.stringify(args)}`,
  });
  new Logger("x", "NOTSET", { handlers: [handler] }).critical({ a: "b" }, 1, "two");
  assert.deepEqual(handler.lines, ['CRITICAL x {"a":"b"} [1,"two"]']);
});

Deno.test("formatters.jsonFormatter() writes one object", () => {
  const record = recordOf((logger) => logger.info("m", { a: 1 }));
  const { datetime, ...rest } = JSON.parse(formatters.jsonFormatter(record));
  assert.equal(datetime, record.datetime.getTime());
  assert.deepEqual(rest, { level: "INFO", message: "m", args: { a: 1 } });
});

Deno.test("ConsoleHandler colours unless told otherwise", () => {
  const record = recordOf((logger) => logger.warn("m"));
  assert.equal(new ConsoleHandler("INFO", { useColors: false }).format(record), "WARN m");
  const coloured = new ConsoleHandler("INFO").format(record);
  assert.ok(coloured.startsWith(Deno.noColor ? "WARN m" : "\x1b[33mWARN m"), coloured);
});

Deno.test("getLevelByName() and getLevelName() know each other", () => {
  for (const name of Object.keys(LogLevels) as LevelName[]) {
    assert.equal(getLevelName(getLevelByName(name)), name);
  }
  assert.throws(() => getLevelByName("LOUD" as LevelName), Error);
});

Deno.test("FileHandler keeps lines until its buffer is full or it is flushed", () =>
  withFolder((folder) => {
    const filename = `${folder}/a.log`;
    const handler = new FileHandler("NOTSET", { filename, bufferSize: 10 });
    handler.setup();
    handler.log("12345");
    assert.equal(Deno.readTextFileSync(filename), "");
    handler.log("67890");
    assert.equal(Deno.readTextFileSync(filename), "12345\n");
    handler.flush();
    handler.log("longer than the buffer");
    assert.equal(Deno.readTextFileSync(filename), "12345\n67890\nlonger than the buffer\n");
    handler.log("end");
    handler.destroy();
    assert.ok(Deno.readTextFileSync(filename).endsWith("\nend\n"));
  }));

Deno.test("RotatingFileHandler puts the file aside before it becomes too large", () =>
  withFolder((folder) => {
    const filename = `${folder}/a.log`;
    const handler = new RotatingFileHandler("NOTSET", { filename, maxBytes: 4, maxBackupCount: 2 });
    handler.setup();
    for (const line of ["111", "222", "333", "444"]) handler.log(line);
    handler.destroy();
    const found = Array.from(
      Deno.readDirSync(folder),
      ({ name }) => [name, Deno.readTextFileSync(`${folder}/${name}`)],
    );
    assert.deepEqual(Object.fromEntries(found), { "a.log": "444\n", "a.log.1": "333\n", "a.log.2": "222\n" });
  }));

Deno.test("RotatingFileHandler counts what is in the file already", () =>
  withFolder((folder) => {
    const filename = `${folder}/a.log`;
    Deno.writeTextFileSync(filename, "old\n");
    const handler = new RotatingFileHandler("NOTSET", { filename, maxBytes: 5, maxBackupCount: 1 });
    handler.setup();
    handler.log("new");
    handler.destroy();
    assert.equal(Deno.readTextFileSync(`${filename}.1`), "old\n");
    assert.equal(Deno.readTextFileSync(filename), "new\n");
  }));
