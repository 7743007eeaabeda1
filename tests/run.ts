/**
 * Runs `deno test`, and ends with the line `N passed, N failed`.
 *
 * Arguments are handed on: `deno task test tests/unit/telnet`. Without them everything is run: first what needs nobody
 * else, as many files at once as there are processors; then the end-to-end tests, one after the other, for a server and
 * its callers want the machine for themselves.
 *
 * @module
 */

const SUMMARY = /(\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(?: \| (\d+) ignored)?/;

const ALONE = ["--parallel", "--doc", "lib/bbs/README.md", "tests/unit", "tests/house"];
const runs = Deno.args.length > 0 ? [Deno.args] : [ALONE, ["tests/e2e"]];
let [passed, failed, skipped, code] = [0, 0, 0, 0];
for (const run of runs) {
  const end = await test(run);
  code ||= end.code;
  // A run without a summary is a failure, whatever it was.
  passed += Number(end.summary?.[1] ?? 0);
  failed += Number(end.summary?.[2] ?? 1);
  skipped += Number(end.summary?.[3] ?? 0);
}
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
Deno.exit(code);

async function test(args: readonly string[]): Promise<{ code: number; summary: RegExpExecArray | null }> {
  const child = new Deno.Command(Deno.execPath(), {
    // All permissions: the tests look at the spawned server through /proc, which Deno allows for nothing less.
    args: ["test", "--quiet", "--frozen", "--no-check", "--allow-all", ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let tail = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    await writeAll(chunk);
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4000);
  }
  const { code } = await child.status;
  // deno-lint-ignore no-control-regex
  return { code, summary: SUMMARY.exec(tail.replace(/\x1b\[[0-9;]*m/g, "")) };
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
