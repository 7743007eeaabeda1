import assert from "node:assert/strict";
import { Door, type DoorEnd, DoorError, DOSDoor, listDoors, type Session } from "../../../mod.ts";
import { runScript } from "../../../lib/testing.ts";

type Opened = { name: string; manner: unknown; encoding: string };

async function play(main: (session: Session) => unknown, end: DoorEnd, happenings: string[] = []) {
  const opened: Opened[] = [];
  const openDoor = ({ name, manner, encoding }: Opened) => {
    opened.push({ name, manner, encoding });
    return end;
  };
  const run = await runScript(async (session) => void await main(session), {
    answers: { openDoor },
    happenings,
  });
  return { ...run, opened };
}

const WELL: DoorEnd = { type: "ended", status: 0, dos: false };

Deno.test("Door.run() answers the status, and says how the program is spoken to only where the script does", async () => {
  const status: number[] = [];
  const { opened } = await play(async (session) => {
    status.push(await new Door(session, "chess").run());
    status.push(await new Door(session, "chess", { cp437: false, raw: true }).run());
    status.push(await new DOSDoor(session, "lord").run());
    status.push(await new DOSDoor(session, "lord", { cp437: false }).run());
  }, { type: "ended", status: 3, dos: false });
  assert.deepEqual(status, [3, 3, 3, 3]);
  assert.deepEqual(opened, [
    { name: "chess", manner: {}, encoding: "utf8" },
    { name: "chess", manner: { cp437: false, raw: true }, encoding: "utf8" },
    { name: "lord", manner: { cp437: true, dos: true }, encoding: "utf8" },
    { name: "lord", manner: { cp437: false, dos: true }, encoding: "utf8" },
  ]);
});

Deno.test("Door.run() throws a DoorError with its code", async () => {
  const { screen } = await play(async (session) => {
    await new Door(session, "chess").run().catch(async (error) => {
      assert.ok(error instanceof DoorError);
      await session.echo(`${error.name} ${error.code}: ${error.message}`);
    });
  }, { type: "fault", code: "busy", message: "Not now." });
  assert.equal(screen.text, "DoorError busy: Not now.");
});

Deno.test("Door.run() puts the terminal in order, and below a DOS screen or a late one at the bottom", async () => {
  const run = async (end: DoorEnd) => {
    const main = (session: Session) => new Door(session, "x").run().catch(() => {});
    return (await play(main, end)).output;
  };
  const plain = await run(WELL);
  assert.ok(plain.startsWith("\x1b[0m\x1b[?25h\x1b[?7h"));
  assert.ok(!plain.includes("\x1b[r"));
  for (const end of [{ ...WELL, dos: true }, { type: "fault", code: "timeout", message: "Over." }] as const) {
    assert.ok((await run(end)).includes("\x1b[r\x1b[24;1H\r\n\r\n"));
  }
  assert.equal(await run({ type: "fault", code: "refused", message: "No." }), "");
});

Deno.test("Door takes no name and no option that is none", async () => {
  await play((session) => {
    for (const name of ["", "a\nb", "x".repeat(101)]) assert.throws(() => new Door(session, name), TypeError);
    assert.throws(() => new Door(session, 7 as never), TypeError);
    assert.throws(() => new Door(session, "x", { cp437: "yes" as never }), {
      message: 'Cannot open door "x": expected true or false as "cp437", found "yes"',
    });
  }, WELL);
});

Deno.test("Session.openDoor() is for one door at a time", async () => {
  await play(async (session) => {
    const first = session.openDoor("a", {});
    await assert.rejects(session.openDoor("b", {}), /another one is open/);
    await first;
    await session.openDoor("b", {});
  }, WELL);
});

Deno.test("In tests of scripts there are no doors, and none can be opened, unless the test says so", async () => {
  const { screen } = await runScript(async (session: Session) => {
    await session.echo(`${(await listDoors(session)).length} `);
    await new Door(session, "x").run().catch((error) => session.echo(error.code));
  });
  assert.equal(screen.text, "0 refused");
});
