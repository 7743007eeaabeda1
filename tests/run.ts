/**
 * Runs `deno test`, and ends with the line `N passed, N failed`.
 *
 * Arguments are handed on: `deno task test tests/unit/telnet`.
 *
 * @module
 */

const SUMMARY = /(\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(?: \| (\d+) ignored)?/;

const paths = Deno.args.length > 0
  ? Deno.args
  : ["--doc", "lib/bbs/README.md", "tests/unit", "tests/house", "tests/e2e"];
const child = new Deno.Command(Deno.execPath(), {
  // All permissions: the tests look at the spawned server through /proc, which Deno allows for nothing less.
  args: ["test", "--quiet", "--frozen", "--no-check", "--allow-all", ...paths],
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
const found = SUMMARY.exec(tail.replace(/\x1b\[[0-9;]*m/g, ""));
const [passed, failed, skipped] = [found?.[1] ?? "0", found?.[2] ?? "1", found?.[3]];
console.log(`${passed} passed, ${failed} failed${skipped === undefined ? "" : `, ${skipped} skipped`}`);
Deno.exit(code);

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
