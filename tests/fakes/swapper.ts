/**
 * A program that swaps a folder for a link, and back: a Worker, so that it never waits for the test. As fast as it can,
 * with a short rest now and then, so that on every machine some of what is tried meanwhile comes to pass.
 *
 * @module
 */

/** Turns that it makes at most, should nobody stop it. */
const MAX_TURNS = 20_000_000;

/** Turns between two rests, and the milliseconds of a rest. */
const [BURST, REST] = [200, 2];

/** Begins to swap `swap` in a folder for its link `evil`, and back. The folder is there when it has been stopped. */
export async function startSwapper(folder: string): Promise<{ stop(): Promise<number> }> {
  const source = `
    const stop = new Int32Array(await new Promise((r) => (self.onmessage = ({ data }) => r(data))));
    const [swap, away, evil] = ["swap", "away", "evil"].map((name) => ${JSON.stringify(folder)} + "/" + name);
    self.postMessage(0);
    let turns = 0;
    for (; Atomics.load(stop, 0) === 0 && turns < ${MAX_TURNS}; turns++) {
      Deno.renameSync(swap, away);
      Deno.renameSync(evil, swap);
      Deno.renameSync(swap, evil);
      Deno.renameSync(away, swap);
      if (turns % ${BURST} === 0) Atomics.wait(stop, 0, 0, ${REST});
    }
    self.postMessage(turns);
  `;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
  const said = () => new Promise<number>((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  const shared = new SharedArrayBuffer(4);
  const began = said();
  worker.postMessage(shared);
  await began;
  return {
    async stop() {
      const over = said();
      Atomics.store(new Int32Array(shared), 0, 1);
      const turns = await over;
      worker.terminate();
      return turns;
    },
  };
}
