/**
 * A stack of scripts that the test wrote.
 *
 * @module
 */

import { parseScriptName } from "../../../lib/base/brand.ts";
import type { ScriptMain } from "../../../lib/worker/loader.ts";
import { type RunnerEnd, ScriptRunner } from "../../../lib/worker/runner.ts";
import { Goto, ScriptError } from "../../../lib/worker/signals.ts";

/** Scripts by name. */
export type Scripts = Readonly<Record<string, (stage: Stage, ...args: unknown[]) => unknown>>;

/** Scripts as functions, and a runner that writes down what happens. */
export class Stage {
  readonly log: string[] = [];
  readonly failures: unknown[] = [];
  readonly runner: ScriptRunner;
  /** Whether a `goto` leaves for another Worker; may throw. */
  leaves: (signal: Goto) => boolean = () => false;

  constructor(scripts: Scripts) {
    this.runner = new ScriptRunner({
      session: this,
      load: (name) => {
        const main = scripts[name];
        if (main === undefined) return Promise.reject(new ScriptError("No such script", name));
        return Promise.resolve(main as ScriptMain);
      },
      entered: (name) => this.log.push(`> ${name}`),
      failed: (script, error, resumed) => {
        this.log.push(`! ${script}, on with ${resumed}`);
        this.failures.push(error);
        return Promise.resolve();
      },
      leaves: (signal) => this.leaves(signal),
    });
  }

  run(...args: unknown[]): Promise<RunnerEnd> {
    return this.runner.run(parseScriptName("main"), args);
  }

  gosub(name: string, ...args: unknown[]): Promise<unknown> {
    return this.runner.gosub(name, args);
  }

  goto(name: string, ...args: unknown[]): never {
    return this.runner.goto(name, args);
  }
}

/** What never comes. */
export const forever = (): Promise<never> => new Promise<never>(() => {});
