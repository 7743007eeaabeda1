/**
 * Runs `deno test`, and ends with the line `N passed, N failed`.
 *
 * Arguments are handed on: `deno task test tests/unit/telnet`. Most end-to-end tests wait more than they work: all of
 * them (`deno task test tests/e2e`, or no argument) are run two files at a time, each in a process of its own, and what
 * a file says is shown when it is done. Those that load the machine are run alone, before the others.
 *
 * @module
 */

const END_TO_END = "tests/e2e";
const OTHERS = ["--doc", "lib/bbs/README.md", "tests/unit", "tests/house"];
const SIDE_BY_SIDE = 2;
/** Files whose tests load the machine, and measure what is left of it. */
const ALONE = /^(?:battery_|board_walker)/;
const SUMMARY = /(\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(?: \| (\d+) ignored)?/;
/** What `deno test` writes above everything that went wrong. */
const ERRORS = "\n ERRORS \n";

/** How a process ended. */
interface Ended {
  readonly code: number;
  readonly output: string;
}

const total = { passed: 0, failed: 0, skipped: 0 };
/** What went wrong in files whose output has scrolled away. */
const trouble: string[] = [];
let exitCode = 0;

const [first, ...more] = Deno.args;
if (first === undefined) {
  remember("unit and house tests", await run(OTHERS, "inherit"));
  await runEndToEnd([]);
} else if (first.replace(/\/$/, "") === END_TO_END) {
  await runEndToEnd(more);
} else {
  await run(Deno.args, "inherit");
}
for (const text of trouble) console.log(text);
const skipped = total.skipped === 0 ? "" : `, ${total.skipped} skipped`;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
Deno.exit(exitCode);

/** Runs the end-to-end tests. */
async function runEndToEnd(options: readonly string[]): Promise<void> {
  const names = Array.from(Deno.readDirSync(END_TO_END), ({ name }) => name);
  const files = names.filter((name) => name.endsWith("_test.ts")).sort();
  const { alone = [], beside = [] } = Object.groupBy(files, (file) => ALONE.test(file) ? "alone" : "beside");
  let number = 0;
  // Whoever is free takes the next file.
  const take = async (queue: string[]) => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const path = `${END_TO_END}/${file}`;
      const place = `[${++number}/${files.length}]`;
      const ended = await run([...options, path], "piped");
      await writeAll(new TextEncoder().encode(`${place} ${ended.output.trim()}\n`));
      remember(path, ended);
    }
  };
  await take(alone);
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => take(beside)));
}

function remember(what: string, { code, output }: Ended): void {
  if (code === 0) return;
  const at = output.indexOf(ERRORS);
  trouble.push(`\n${what} failed:\n${output.slice(at < 0 ? -4000 : at).trim()}\n`);
}

/** Runs `deno test` once and counts; what it says is shown as it comes, or answered. */
async function run(args: readonly string[], stderr: "inherit" | "piped"): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    // All permissions: the tests look at the spawned server through /proc, which Deno allows for nothing less.
    args: ["test", "--quiet", "--frozen", "--no-check", "--allow-all", ...args],
    stdout: "piped",
    stderr,
  }).spawn();
  const [said, complained] = await Promise.all([
    readAll(child.stdout, stderr === "inherit" ? writeAll : undefined),
    stderr === "piped" ? readAll(child.stderr) : "",
  ]);
  const { code } = await child.status;
  // deno-lint-ignore no-control-regex
  const found = SUMMARY.exec(said.slice(-4000).replace(/\x1b\[[0-9;]*m/g, ""));
  total.passed += Number(found?.[1] ?? 0);
  total.failed += Number(found?.[2] ?? 1);
  total.skipped += Number(found?.[3] ?? 0);
  exitCode ||= code;
  return { code, output: said + complained };
}

async function readAll(
  from: ReadableStream<Uint8Array>,
  each?: (bytes: Uint8Array) => Promise<void>,
): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of from) {
    await each?.(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
