/**
 * `x84 init`: makes the home folder, the INI file and the database, and starts nothing.
 *
 * @module
 */

import { loadHome, makeFolder } from "../serve.ts";
import { ControlClient } from "../server/control_client.ts";
import { StoreClient } from "../store/store_client.ts";
import { type Command, EXIT } from "./command.ts";

/** Makes a board, and leaves alone what is there. */
export const initCommand: Command = {
  name: "init",
  least: 0,
  most: 0,
  summary: "Make the folder of a board with its INI file and its database, and start nothing",
  details: ["What is there already stays as it is."],
  run: async ({ paths, console }) => {
    const { configuration, created } = await loadHome(paths);
    console.print(`${created ? "created" : "found"} ${paths.config}`);
    const database = paths.database(configuration);
    const before = await Deno.stat(database).catch(() => undefined);
    using server = await ControlClient.connect(paths.control);
    if (server === undefined) {
      await makeFolder(paths.data(configuration));
      await (await StoreClient.open(database)).close();
    }
    console.print(`${before === undefined ? "created" : "found"} ${database}`);
    console.print(
      server === undefined ? "Next: edit the INI file if you like, then run x84" : "The server is running",
    );
    return EXIT.ok;
  },
};
