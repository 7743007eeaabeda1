import assert from "node:assert/strict";
import { Turns } from "../../../lib/host/turns.ts";
import { settle } from "../../fakes/until.ts";

Deno.test("Turns.shared runs beside others, Turns.alone beside nobody, in the order of asking", async () => {
  const turns = new Turns();
  const said: string[] = [];
  const open: (() => void)[] = [];
  const run = (name: string) => async () => {
    said.push(`${name} begins`);
    await new Promise<void>((resolve) => open.push(resolve));
    said.push(`${name} ends`);
  };
  const all = [
    turns.shared(run("a")),
    turns.shared(run("b")),
    turns.alone(run("c")),
    turns.shared(run("d")),
    turns.alone(run("e")),
  ];
  const step = async () => {
    await settle();
    for (const end of open.splice(0)) end();
    await settle();
  };
  await step();
  assert.deepEqual(said, ["a begins", "b begins", "a ends", "b ends", "c begins"]);
  for (let i = 0; i < 3; i++) await step();
  await Promise.all(all);
  assert.deepEqual(said.slice(4), ["c begins", "c ends", "d begins", "d ends", "e begins", "e ends"]);
});

Deno.test("Turns go on after one that failed", async () => {
  const turns = new Turns();
  await assert.rejects(turns.alone(() => Promise.reject(new Error("alone"))), /alone/);
  await assert.rejects(turns.shared(() => Promise.reject(new Error("shared"))), /shared/);
  assert.equal(await turns.alone(() => Promise.resolve(1)), 1);
});
