import assert from "node:assert/strict";
import type { CursorPosition } from "../../../lib/bbs/cursor_position.ts";
import { PlayedHost } from "./played_host.ts";

Deno.test("askCursorPosition() answers in row 1 too, and leaves what was typed meanwhile in order", async () => {
  const places: (CursorPosition | undefined)[] = [];
  const keys: (string | undefined)[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      places.push(await session.cursorPosition(), await session.cursorPosition());
      for (let i = 0; i < 5; i++) {
        const key = await session.readKey();
        keys.push(key?.name ?? key?.text);
      }
    },
  });
  await host.until(() => host.screen === "\x1b[6n");
  host.type("ab\x1b[1;2R");
  await host.until(() => host.screen === "\x1b[6n\x1b[6n");
  host.type("c\x1b[1;1Rd\x1b[1;2R");
  await host.goodbye();
  assert.deepEqual(places, [{ row: 1, column: 2 }, { row: 1, column: 1 }]);
  // Nobody has asked any more when the last one comes.
  assert.deepEqual(keys, ["a", "b", "c", "d", "f3"]);
});

Deno.test("askCursorPosition() gives up when the time is over, and asks no Commodore", async () => {
  const places: (CursorPosition | undefined)[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      places.push(await session.cursorPosition(0));
      session.setEncoding("petscii");
      places.push(await session.cursorPosition());
    },
  });
  await host.goodbye();
  assert.deepEqual(places, [undefined, undefined]);
  assert.equal(host.screen, "\x1b[6n");
});
