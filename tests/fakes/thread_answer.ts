/**
 * A thread of its own for a test: for what is changed for good in the thread that runs it.
 *
 * @module
 */

import { Worker } from "node:worker_threads";

/** Runs a module's source in a thread and answers the first message that it posts to its `parentPort`. */
export async function answerOfThread(source: string): Promise<unknown> {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}
