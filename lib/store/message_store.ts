/**
 * What every message base is: the verbs of a {@linkcode MessageClient} and an end. Nothing outside this folder knows
 * which engine is behind it; `tests/contract/message_store.ts` holds them all to the same behaviour.
 *
 * A deleted message stays as an empty row: its answers keep their parent and their thread, whoever is writing one
 * at that moment loses nothing, and no number ever means two messages.
 *
 * @module
 */

import { stripPipe } from "../text/pipe_codes.ts";
import { excerpt, type SearchTerm, searchWords } from "../text/search_text.ts";
import type { MessageClient } from "../wire/message_client.ts";

/** A message base in the hands of its owner. */
export interface MessageStore extends MessageClient {
  /** Lets go. Whatever is asked afterwards is rejected. */
  close(): Promise<void>;
}

/** What is searched of a text: its words, without colours. */
export function indexedText(text: string): string {
  return searchWords(stripPipe(text)).join(" ");
}

/** What is shown of a body that was found. */
export function bodyExcerpt(body: string, terms: readonly SearchTerm[]): string {
  return excerpt(stripPipe(body), terms);
}
