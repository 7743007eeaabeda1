/**
 * What every message base is: the verbs of a {@linkcode MessageClient} and an end. Nothing outside this folder knows
 * which engine is behind it; `tests/contract/message_store.ts` holds them all to the same behaviour.
 *
 * A deleted message stays as an empty row: its answers keep their parent and their thread, whoever is writing one
 * at that moment loses nothing, and no number ever means two messages.
 *
 * @module
 */

import type { MessageClient } from "../wire/message_client.ts";

/** A message base in the hands of its owner. */
export interface MessageStore extends MessageClient {
  /** Lets go. Whatever is asked afterwards is rejected. */
  close(): Promise<void>;
}
