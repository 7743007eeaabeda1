import assert from "node:assert/strict";
import { parseArgs } from "@std/cli";

Deno.test("parseArgs() reads strings, truth values and other words", () => {
  const args = parseArgs(["--config", "a.ini", "--verbose", "serve", "--port=00501", "-h", "--name="], {
    string: ["config", "port", "name"],
    boolean: ["verbose", "help", "quiet"],
    alias: { help: "h" },
  });
  assert.equal(args.config, "a.ini");
  assert.equal(args.port, "00501");
  assert.equal(args.name, "");
  assert.deepEqual([args.verbose, args.help, args.quiet], [true, true, false]);
  assert.deepEqual(args._, ["serve"]);
});

Deno.test("parseArgs() fills in defaults, also for aliases", () => {
  const args = parseArgs([], {
    string: ["config"],
    alias: { config: ["c"] },
    default: { config: "x84.ini" },
  });
  const config: string = args.config;
  assert.deepEqual([config, args["c"]], ["x84.ini", "x84.ini"]);
});

Deno.test("parseArgs() collects what may come several times; otherwise the last one counts", () => {
  const args = parseArgs(["--set", "a=1", "--set=b=2", "--one", "x", "--one", "y"], {
    string: ["set", "one", "other"],
    collect: ["set", "other"],
  });
  assert.deepEqual(args.set, ["a=1", "b=2"]);
  assert.equal(args.one, "y");
  assert.deepEqual(args.other, []);
});

Deno.test("parseArgs() negates what is negatable", () => {
  const options = { boolean: ["color"], negatable: ["color"], default: { color: true } } as const;
  assert.equal(parseArgs(["--no-color"], options).color, false);
  assert.equal(parseArgs([], options).color, true);
  assert.equal(parseArgs(["--no-other"], options)["no-other"], true);
});

Deno.test("parseArgs() stops at --, and early when told to", () => {
  assert.deepEqual(parseArgs(["-a", "--", "-b", "5"], { boolean: ["a"] })._, ["-b", "5"]);
  const split = parseArgs(["one", "--", "-b"], { "--": true });
  assert.deepEqual([split._, split["--"]], [["one"], ["-b"]]);
  const early = parseArgs(["-v", "useradd", "--sysop", "5"], { boolean: ["v"], stopEarly: true });
  assert.deepEqual(early._, ["useradd", "--sysop", "5"]);
});

Deno.test("parseArgs() asks about what is not declared, and leaves out what is refused", () => {
  const asked: unknown[][] = [];
  const args = parseArgs(["--cofnig", "x", "--help", "word"], {
    boolean: ["help"],
    unknown: (...question) => {
      asked.push(question);
      return false;
    },
  });
  assert.deepEqual(asked, [["--cofnig", "cofnig", "x"], ["word"]]);
  assert.deepEqual({ ...args }, { _: [], help: true });
});

Deno.test("parseArgs() reads groups of letters, and values that stick to a letter", () => {
  const options = { string: ["port"], boolean: ["v", "q"], alias: { port: "p" } } as const;
  for (const words of [["-vqp", "23"], ["-vq", "-p23"], ["-v", "-q", "-p=23"]]) {
    const args = parseArgs(words, options);
    assert.deepEqual([args.v, args.q, args.port], [true, true, "23"], words.join(" "));
  }
});

Deno.test("parseArgs() makes numbers of what looks so unless it is declared as string", () => {
  const args = parseArgs(["--a", "5", "--b=0x10", "7", "-"], {});
  assert.deepEqual({ ...args }, { _: [7, "-"], a: 5, b: 16 });
  assert.deepEqual(parseArgs(["007"], { string: ["_"] })._, ["007"]);
});

Deno.test("parseArgs() does not take an option for a value", () => {
  const args = parseArgs(["--config", "--help"], { string: ["config"], boolean: ["help"] });
  assert.deepEqual([args.config, args.help], ["", true]);
});

Deno.test("parseArgs() lets a truth value be said", () => {
  const args = parseArgs(["--a", "false", "--b=false", "--c", "true"], { boolean: ["a", "b", "c"] });
  assert.deepEqual([args.a, args.b, args.c], [false, false, true]);
});

Deno.test("parseArgs() does not reach the prototype", () => {
  parseArgs(["--__proto__", "x", "--__proto__.polluted=1", "--constructor=2"]);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});
