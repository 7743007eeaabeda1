/**
 * How fast the store thread is: durable single sets from 16 ports, and the round trip of a get.
 *
 * `deno run -A tests/bench/store_bench.ts [seconds] [callers' Workers]` prints one line of JSON. The file is the
 * entry of the callers' Workers too.
 *
 * @module
 */

import { makeSessionId, parseSchemaName, parseTableName } from "../../lib/base/brand.ts";
import { KvPortClient } from "../../lib/wire/kv_client.ts";
import { encodeValue } from "../../lib/wire/kv.ts";
import { StoreClient } from "../../lib/store/store_client.ts";

interface Order {
  readonly ports: readonly MessagePort[];
  readonly seconds: number;
  readonly kind: "set" | "get" | "mixed";
}

interface Finding {
  readonly count: number;
  readonly seconds: number;
  readonly median: number;
  readonly p99: number;
}

const PORTS = 16;
const place = { schema: parseSchemaName("bench"), table: parseTableName("unnamed") };
const value = encodeValue("x".repeat(198));

async function measure(order: Order): Promise<Finding> {
  const clients = order.ports.map((port) => new KvPortClient(port));
  const begin = performance.now();
  const end = begin + order.seconds * 1000;
  const times: number[] = [];
  await Promise.all(clients.map(async (client, port) => {
    for (let i = 0; performance.now() < end; i++) {
      const key = `${port}/${i % 5000}`;
      const before = performance.now();
      if (order.kind === "get") await client.get(place, key);
      else await client.commit([], [{ type: "set", ...place, key, value }]);
      times.push(performance.now() - before);
    }
  }));
  const seconds = (performance.now() - begin) / 1000;
  for (const client of clients) client.close();
  times.sort((a, b) => a - b);
  return {
    count: times.length,
    seconds,
    median: times[Math.floor(times.length / 2)] ?? 0,
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
  };
}

// In a Worker `import.meta.main` is true as well.
if (!("WorkerGlobalScope" in globalThis)) {
  const seconds = Number(Deno.args[0] ?? 3);
  const workers = Number(Deno.args[1] ?? 2);
  const folder = Deno.makeTempDirSync({ prefix: "x84-bench-" });
  try {
    await using client = await StoreClient.open(`${folder}/bench.sqlite3`);
    const pool = Array.from({ length: workers }, () => new Worker(import.meta.url, { type: "module" }));
    let lastPort = 0;
    const run = (worker: Worker, kind: Order["kind"], count: number) => {
      const ports = Array.from(
        { length: count },
        () => client.connectPort(makeSessionId("bench", "127.0.0.1", ++lastPort), "board"),
      );
      const done = new Promise<Finding>((resolve) => worker.onmessage = (event) => resolve(event.data));
      worker.postMessage({ ports, seconds, kind } satisfies Order, ports);
      return done;
    };
    await Promise.all(pool.map((worker) => run(worker, "set", 1)));
    const sets = await Promise.all(pool.map((worker) => run(worker, "set", PORTS / workers)));
    const gets = await run(pool[0]!, "get", 1);
    const bytes = Deno.statSync(`${folder}/bench.sqlite3`).size;
    const round = (n: number) => Math.round(n * 1000) / 1000;
    console.log(JSON.stringify({
      deno: Deno.version.deno,
      setsPerSecond: Math.round(sets.reduce((sum, finding) => sum + finding.count / finding.seconds, 0)),
      setMedianMs: round(Math.max(...sets.map((finding) => finding.median))),
      setP99Ms: round(Math.max(...sets.map((finding) => finding.p99))),
      getsPerSecond: Math.round(gets.count / gets.seconds),
      getMedianMs: round(gets.median),
      getP99Ms: round(gets.p99),
      bytes,
    }));
    for (const worker of pool) worker.terminate();
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
} else {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<Order>) => void;
    postMessage(message: Finding): void;
  };
  scope.onmessage = async (event) => scope.postMessage(await measure(event.data));
}
