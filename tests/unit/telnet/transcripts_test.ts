import assert from "node:assert/strict";
import { concatBytes, hex } from "../../../lib/base/bytes.ts";
import type { TelnetEffect } from "../../../lib/telnet/effects.ts";
import { Player, readTranscript, showEffects, type Step } from "./transcripts.ts";

const FOLDER = new URL("../../golden/telnet/", import.meta.url);
const files = [...Deno.readDirSync(FOLDER)].map((file) => file.name).filter((name) => name.endsWith(".txt"))
  .sort();

/**
 * All bytes for the socket, and everything else in order: what may not depend on cuts. Input before "wrongProtocol" does, as no
 * key waits for a signature to be complete; and an Enter is an LF only if it came along with its line.
 */
function digest(effects: readonly TelnetEffect[]): string[] {
  const wrong = effects.some((e) => e.type === "wrongProtocol");
  const replies = effects.filter((e) => e.type === "reply").map((e) => e.bytes);
  const others = effects.filter((e) => e.type !== "reply" && !(wrong && e.type === "input"));
  const shown = showEffects(others).map((line) =>
    line.startsWith("! input ") ? line.replaceAll(" 0A", " 0D") : line
  );
  return [hex(concatBytes(replies)), ...shown];
}

function playInPieces(steps: readonly Step[], size: number): string[] {
  const player = new Player();
  return digest(steps.flatMap((step) => player.play(step, size)));
}

/** Neighbouring steps that are bytes become one. */
function whole(steps: readonly Step[]): Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const last = joined.at(-1);
    if (last !== undefined && last.act !== "= deadline" && step.act !== "= deadline") {
      joined[joined.length - 1] = { ...last, bytes: concatBytes([last.bytes, step.bytes]) };
    } else joined.push(step);
  }
  return joined;
}

Deno.test("the golden telnet transcripts are there", () => assert.ok(files.length >= 28));

for (const name of files) {
  const steps = readTranscript(Deno.readTextFileSync(new URL(name, FOLDER)));

  Deno.test(`TelnetSession follows ${name}`, () => {
    const player = new Player();
    for (const step of steps) assert.deepEqual(showEffects(player.play(step)), step.expected, step.act);
  });

  Deno.test(`TelnetSession follows ${name} whole and a byte at a time`, () => {
    const stepwise = playInPieces(steps, Infinity);
    assert.deepEqual(playInPieces(whole(steps), Infinity), stepwise);
    assert.deepEqual(playInPieces(steps, 1), stepwise);
    assert.deepEqual(playInPieces(steps, 3), stepwise);
  });
}
