/**
 * The program. Everything is in `lib/`; this hands the command line over.
 *
 * @module
 */

import { run } from "./lib/cli/run.ts";

if (import.meta.main) Deno.exit(await run(Deno.args));
