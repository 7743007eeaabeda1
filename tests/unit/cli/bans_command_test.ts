import assert from "node:assert/strict";
import { parseDuration } from "../../../lib/cli/bans_command.ts";
import { UsageError } from "../../../lib/cli/command.ts";
import { withHome, x84 } from "../../fakes/command_line.ts";

Deno.test("parseDuration() reads seconds, minutes, hours, days and weeks", () => {
  const read = ["90s", "15m", "2h", "7d", "4w", " 2H "].map(parseDuration);
  assert.deepEqual(read, [90, 900, 7200, 604_800, 2_419_200, 7200]);
});

Deno.test("parseDuration() refuses everything else", () => {
  for (const wrong of ["", "90", "0s", "-1h", "1.5h", "1y", "h", "2h30m", "999999999w"]) {
    assert.throws(() => parseDuration(wrong), UsageError, wrong);
  }
});

Deno.test("x84 bans adds, lists and lifts bans without a server, and logs who did so", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    assert.deepEqual((await x84(home, "bans list")).out, ["Nobody is banned"]);
    assert.deepEqual((await x84(home, "bans add 192.0.2.9/24 too many robots")).out, [
      "Banned 192.0.2.0/24 for good",
    ]);
    const timed = await x84(home, "bans add 2001:db8::7 --for 2h");
    assert.match(timed.out.join(), /^Banned 2001:db8::7 until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    const { out } = await x84(home, "bans list");
    assert.match(out[1]!, /^192\.0\.2\.0\/24 +for good +\S+ \S+ +tester +too many robots$/);
    assert.match(out[2]!, /^2001:db8::7 +\d{4}-\d\d-\d\d \d\d:\d\d +.* -$/);
    assert.deepEqual((await x84(home, "bans remove 192.0.2.1/24")).out, ["Lifted the ban of 192.0.2.0/24"]);
    const again = await x84(home, "bans remove 192.0.2.1");
    assert.deepEqual([again.code, again.errors], [1, [
      'x84: Cannot lift the ban of "192.0.2.1": it is not banned by itself; see "x84 bans list"',
    ]]);
    assert.match(
      await Deno.readTextFile(`${home}/x84.log`),
      /Ban added address=192\.0\.2\.0\/24 .*by=tester/,
    );
  });
});

Deno.test("x84 bans add takes a wrong address or duration for wrong usage", async () => {
  await withHome(async (home) => {
    for (
      const [line, error] of [
        ["bans add nowhere", 'x84: Cannot read address: expected an address or subnet, found "nowhere"'],
        [
          "bans add 192.0.2.1 --for ever",
          'x84: Cannot read duration: expected a number with s, m, h, d or w, as in 2h, found "ever"',
        ],
      ] as const
    ) {
      const { code, errors } = await x84(home, line);
      assert.deepEqual([code, errors], [2, [error]]);
    }
  });
});
