/** Doors by telnet: real programs in real pseudo-terminals, and what becomes of them when callers leave. */

import assert from "node:assert/strict";
import { ask, enter, RawCaller, startBoard } from "./battery_kit.ts";
import { NO_SCRIPT, processesWith, startDoors, untilFile, untilNothingLeft } from "./door_kit.ts";
import { pause, type TestCaller, until } from "./harness.ts";

/** Opens a door and waits for a word of the program. */
async function open(caller: TestCaller, door: string, says: string | RegExp): Promise<string> {
  await caller.send(`door ${door}\r`);
  return await caller.expect(says);
}

/** Whether a process sleeps in a write to its terminal, at two looks after one another. */
async function isBlocked(pid: string): Promise<boolean> {
  const look = () => Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]!.split(" ");
  const before = look();
  await pause(200);
  const after = look();
  return before[0] === "S" && after[0] === "S" && before[11] === after[11];
}

const options = { ignore: NO_SCRIPT };
const HOLD = "echo $$ >pid; echo HOLDING; while :; do sleep 1; done\n";

Deno.test("A door gets keys, sizes and a terminal, and its status comes back", options, async () => {
  const talk = `
    echo "SIZE $(stty size)"; echo "TTY $(tty)"
    trap 'echo "NOW $(stty size)"' WINCH
    while :; do
      if read -r line; then
        [ "$line" = quit ] && break
        echo "HEARD $line"
      fi
    done
    exit 7
  `;
  await using board = await startDoors({ talk });
  await using caller = await enter(board);
  await caller.send("door talk\r");
  await caller.expect("SIZE 24 80");
  await caller.expect(/TTY \/dev\//);
  await caller.send("hello\r");
  await caller.expect("HEARD hello");
  await caller.resize(100, 30);
  await caller.expect("NOW 30 100");
  await caller.send("héé\x7f\x7fi\r");
  await caller.expect("HEARD hi");
  await caller.send("quit\r");
  await caller.expect("STATUS 7");
  await caller.expect("MENU> ");
  assert.match(board.log(), /ERROR session .*Door failed door=talk status=7/);
  // The line is the scripts' again.
  await caller.send("size\r");
  await caller.expect("SIZE 100x30");
});

Deno.test(
  "Keys that were typed before a door opens are the program's, and those behind it the scripts'",
  options,
  async () => {
    await using board = await startDoors({ two: "read -r a; read -r b; echo GOT $a $b\n" });
    await using caller = await enter(board);
    await caller.send("door two\rone\rtwo\r");
    await caller.expect("GOT one two");
    await caller.expect("MENU> ");
    await caller.send("door two\rthree\rfour\r");
    await caller.expect("GOT three four");
    await caller.expect("MENU> ");
    await ask(caller, "who", /WHO .* END/);
  },
);

Deno.test(
  "A program gets the listed environment, no shell reads a caller's name, and its drop file is his",
  options,
  async () => {
    const spy = `
    for a in "$@"; do echo "ARG[$a]"; done
    env | sort | sed 's/^/ENV /'
    ls -ld "$(dirname "$DROP")" "$DROP" | cut -c1-10 | sed 's/^/MODE /'
    sed -n '4p;10p;15p;36p' "$DROP" | sed 's/^/DROP /'
    echo END
  `;
    await using board = await startDoors({ spy }, {
      spy: {
        command: `/bin/sh {home}/spy.sh "{handle}" '$(id)' ';id' "a  b" * {node} {session[handle]}`,
        env: 'DROP={dropfile} MINE="x y"',
        nodes: 3,
      },
    });
    await using caller = await enter(board, "apply hostile");
    const said = await open(caller, "spy", /[^]*END\r?\n/);
    const lines = (word: string) =>
      Array.from(said.matchAll(new RegExp(`${word}(.*)\r`, "g")), ([, rest]) => rest!);
    assert.deepEqual(lines("ARG"), ["[hostile]", "[$(id)]", "[;id]", "[a  b]", "[*]", "[1]", "[hostile]"]);
    const names = lines("ENV ").map((line) => line.split("=")[0]).filter((name) =>
      !/^(PWD|OLDPWD|SHLVL|_)$/.test(name!)
    );
    assert.deepEqual(names, ["COLUMNS", "DROP", "HOME", "LANG", "LINES", "MINE", "PATH", "TERM", "X84_DOOR"]);
    assert.ok(lines("ENV ").includes("MINE=x y"));
    assert.deepEqual(lines("MODE "), ["drwx------", "-rw-------"]);
    assert.deepEqual(lines("DROP "), ["1", "hostile hostile", "100", "hostile"]);
    assert.doesNotMatch(said, /uid=/);
    await caller.expect("STATUS 0");
    await untilNothingLeft(board, `${board.home}/cache/doors`);
  },
);

Deno.test(
  "A door that is not there, closed, for others, or without its program is refused in a word",
  options,
  async () => {
    await using board = await startDoors({ mine: "echo IN\n" }, {
      mine: { sysop_only: true },
      group: { command: "true", groups: "friends" },
      members: { command: "true", guests: false },
      shut: { command: "true", enabled: false },
      no: { command: "no" },
      gone: { command: "x84-no-such-program" },
      nowhere: { command: "true", folder: "not/there" },
    });
    await using first = await enter(board, "apply chief");
    await ask(first, "door mine", "IN");
    await using caller = await enter(board, "apply other");
    for (const name of ["mine", "group", "shut", "no", "unknown", "/bin/sh", "../x", "__proto__"]) {
      await ask(caller, `door ${name}`, "FAULT refused");
    }
    for (const name of ["gone", "nowhere"]) await ask(caller, `door ${name}`, "FAULT broken");
    await using guest = await enter(board);
    await ask(guest, "door members", "FAULT refused");
    assert.match(board.log(), /Door cannot be opened door=gone .*there is no program/);
  },
);

Deno.test(
  "A door has so many seats as its section says, and each is free again behind its caller",
  options,
  async () => {
    await using board = await startDoors({ one: "echo NODE $1; read -r x\n" }, {
      one: { command: "/bin/sh {home}/one.sh {node}", nodes: 1 },
    });
    await using first = await enter(board);
    await using second = await enter(board);
    await open(first, "one", "NODE 1");
    await ask(second, "door one", "FAULT busy");
    await first.send("\r");
    await first.expect("MENU> ");
    await open(second, "one", "NODE 1");
    second.close();
    await until("the seat of who has hung up is free", async () => {
      return await open(first, "one", /NODE 1|FAULT busy/) === "NODE 1";
    });
  },
);

Deno.test("A drop file in a folder of the sysop's is one caller's at a time", options, async () => {
  const shared = `
    sed -n 36p "$1"; echo HOLDING; read -r x; echo "STILL $(sed -n 36p "$1")"
  `;
  await using board = await startDoors({ shared }, {
    shared: { command: "/bin/sh {home}/shared.sh {dropfile}", droppath: "{home}" },
  });
  await using chief = await enter(board, "apply chief");
  await using other = await enter(board, "apply other");
  await open(other, "shared", "HOLDING");
  await ask(chief, "door shared", "FAULT busy");
  await other.send("\r");
  await other.expect("STILL other");
  await other.expect("STATUS 0");
  await open(chief, "shared", "chief");
});

Deno.test(
  "Nothing of a door is left behind a caller who hangs up, whatever it ignores and starts",
  options,
  async () => {
    const stubborn = `
    trap '' HUP TERM INT
    setsid sh -c 'trap "" HUP TERM; echo $$ >away; while :; do sleep 1; done' &
    (trap '' HUP; while :; do sleep 1; done) &
    ${HOLD}`;
    await using board = await startDoors({ stubborn });
    await using caller = await enter(board);
    await open(caller, "stubborn", "HOLDING");
    await untilFile(board, "away");
    assert.ok(processesWith(`${board.home}/cache/doors`).length + processesWith("stubborn.sh").length > 0);
    const mark = /X84_DOOR=([0-9a-f-]+)/.exec(
      Deno.readTextFileSync(`/proc/${await untilFile(board, "pid")}/environ`),
    )![1]!;
    assert.ok(processesWith(mark).length >= 4);
    caller.close();
    await untilNothingLeft(board, mark);
    await until(
      "the log tells why",
      () => /Door closed door=stubborn .*ended="caller is gone"/.test(board.log()),
    );
  },
);

Deno.test("A door that is closed is told first, and has a while to save", options, async () => {
  await using board = await startDoors({ game: `trap 'sleep 0.5; echo yes >saved; exit 0' HUP\n${HOLD}` });
  await using caller = await enter(board);
  await open(caller, "game", "HOLDING");
  caller.close();
  assert.equal(await untilFile(board, "saved"), "yes");
});

Deno.test("Background programs of a door that has ended are ended, too", options, async () => {
  const fork = `
    setsid sh -c 'echo $$ >away; exec sleep 4242' &
    until grep -qs '^sleep' "/proc/$(cat away 2>/dev/null)/cmdline"; do sleep 0.1; done
    echo RUNS
  `;
  await using board = await startDoors({ fork });
  await using caller = await enter(board);
  await open(caller, "fork", "RUNS");
  await caller.expect("STATUS 0");
  assert.deepEqual(processesWith("sleep\x004242"), []);
});

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  Deno.test(`Nothing of a door outlives a server that gets ${signal}`, options, async () => {
    const home = await Deno.makeTempDir({ prefix: "x84-test-" });
    try {
      await using board = await startDoors({ hold: `trap '' HUP TERM\n${HOLD}` }, {}, home);
      await using caller = await enter(board);
      await open(caller, "hold", "HOLDING");
      const pid = Number(await untilFile(board, "pid"));
      const mark = /X84_DOOR=([0-9a-f-]+)/.exec(Deno.readTextFileSync(`/proc/${pid}/environ`))![1]!;
      Deno.kill(board.pid, signal);
      await until("the program is gone", () => processesWith(mark).length === 0);
      await until("the server is gone", () => !board.alive);
    } finally {
      await Deno.remove(home, { recursive: true });
    }
  });
}

Deno.test(
  "A door that floods waits for its caller, and one that does not read takes what is pasted",
  options,
  async () => {
    await using board = await startDoors({
      flood:
        "echo $$ >pid; echo FLOODING; read -r go; exec yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
      deaf: "stty raw -echo; echo DEAF; sleep 2; exit 3\n",
    });
    await using caller = await RawCaller.enter(board);
    await using other = await enter(board);
    await caller.send("door flood\r");
    await caller.expect("FLOODING");
    await caller.send("\r");
    await until("much has come", () => caller.received > 1_000_000);
    caller.stopReading();
    // Somebody else is served meanwhile, and ^C reaches the program through all of it.
    await ask(other, "who", /WHO .* END/);
    const pid = await untilFile(board, "pid");
    await until("the program waits for its caller", () => isBlocked(pid));
    caller.read();
    await caller.send("\x03");
    await caller.expect("STATUS 130");
    await open(other, "deaf", "DEAF");
    await other.send("y".repeat(1024 * 1024));
    await other.expect("STATUS 3");
  },
);

Deno.test("A caller who closes his half of the line leaves nothing of his door behind", options, async () => {
  await using board = await startDoors({ copy: "echo $$ >pid; echo READY; exec cat >copied\n" });
  await using caller = await enter(board);
  await open(caller, "copy", "READY");
  const pid = await untilFile(board, "pid");
  await caller.send("last words\r");
  assert.equal(await untilFile(board, "copied"), "last words");
  await caller.closeWrite();
  await until("the program is gone", () => !processesWith("cat").includes(Number(pid)));
});

Deno.test(
  "A program of code page 437 is the same picture for callers of either encoding",
  options,
  async () => {
    const art = "printf '\\311\\315\\273 \\001 \\033[1mX\\r\\n'\n";
    await using board = await startDoors({ art }, { art: { cp437: true } });
    await using caller = await enter(board);
    await open(caller, "art", "╔═╗ ☺");
    await caller.expect("STATUS 0");
  },
);

Deno.test(
  "DOSDoor cleans what the emulator does to the screen, and throws away what is typed meanwhile",
  options,
  async () => {
    const dos = "printf '\\033[6n\\033[1;80H   \\033[HREADY'; read -r x; echo \"GOT <$x>\"\n";
    await using board = await startDoors({ dos });
    await using caller = await enter(board);
    await caller.send("door dos dos\r");
    const said = await caller.expect(/[^]*READY/);
    assert.ok(!said.includes("\x1b[6n") && !said.includes("\x1b[1;80H"), JSON.stringify(said));
    assert.ok(said.includes(`\x1b[25;1H${"\r\n".repeat(25)}`), JSON.stringify(said));
    await caller.send("early\r");
    await until("the first seconds are over", async () => {
      await caller.send("late\r");
      return await caller.expect(/GOT <.*>/, 500).then((found) => found.includes("<late>"), () => false);
    });
    await caller.expect("STATUS 0");
  },
);

Deno.test("A door is told how long it may take", options, async () => {
  // That it is ended then, tests show that have the clock in hand.
  await using board = await startDoors({ left: "echo LEFT $1\n" }, {
    left: { command: "/bin/sh {home}/left.sh {minutes}", time_limit: 17 },
  });
  await using caller = await enter(board);
  await ask(caller, "door left", "LEFT 17");
});

Deno.test("Scripts may not start programs", async () => {
  const thief = `
    export default async function main(session) {
      try {
        const { success } = await new Deno.Command("/bin/sh", { args: ["-c", "true"] }).output();
        await session.echo("STOLEN " + success);
      } catch (error) {
        await session.echo("REFUSED " + error.name + " ");
      }
      await session.echo((await Deno.permissions.request({ name: "run", command: "/bin/sh" })).state + "\\r\\n");
    }
  `;
  await using board = await startBoard({ scripts: { f_thief: thief } });
  await using caller = await enter(board);
  await ask(caller, "thief", "REFUSED NotCapable denied");
});
