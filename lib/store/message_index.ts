/**
 * What the index of words holds of a message, and how a search is said in its words.
 *
 * Beside the words that people search for, the column `marks` says whom a message is for, by whom it is and how it is
 * tagged: so a search for the commonest word in the mail of somebody who has none does not look at all the messages
 * that are not his. The marks only lead the way; what may be read is decided by `messages` itself.
 *
 * @module
 */

import { stripPipe } from "../text/pipe_codes.ts";
import { excerpt, type SearchTerm, searchWords } from "../text/search_text.ts";
import type { FullQuery } from "../wire/message_base.ts";
import { mailKeys, type Reader } from "../wire/message_client.ts";

/** The mark of public messages. */
const OPEN = "open";

/** What marks are made of. */
export interface Marked {
  readonly public: boolean;
  readonly author: string;
  readonly authorKey: string | null;
  readonly recipientKey: string | null;
  readonly tags: readonly string[];
}

/** A text's words, without colours. */
export function indexedText(text: string): string {
  return searchWords(stripPipe(text)).join(" ");
}

/** What is shown of a body that was found. */
export function bodyExcerpt(body: string, terms: readonly SearchTerm[]): string {
  return excerpt(stripPipe(body), terms);
}

/** The marks of a message. */
export function marksOf({ public: isPublic, author, authorKey, recipientKey, tags }: Marked): string {
  const marks = [mark("by", author.toLowerCase()), ...tags.map((tag) => mark("tag", tag))];
  if (isPublic) marks.push(OPEN);
  if (authorKey !== null) marks.push(mark("from", authorKey));
  if (recipientKey !== null) marks.push(mark("to", recipientKey));
  return marks.join(" ");
}

/** A search in the words of FTS5. Between the quotes there are letters and digits only. */
export function matchText(terms: readonly SearchTerm[], reader: Reader, query: FullQuery): string {
  const words = terms.map((term) => `"${term.words.join(" ")}"${term.prefix ? " *" : ""}`);
  const open = [OPEN];
  const inbox = mailKeys(reader).map((key) => mark("to", key));
  const sent = reader.key === "" ? [] : [mark("from", reader.key)];
  const scopes = {
    public: open,
    private: [...inbox, ...sent],
    inbox,
    sent,
    all: [...open, ...inbox, ...sent],
  };
  const narrowed = [
    scopes[query.scope],
    ...query.author === undefined ? [] : [[mark("by", query.author.toLowerCase())]],
    ...query.tags.length === 0 ? [] : [query.tags.map((tag) => mark("tag", tag))],
  ];
  // A guest has no mail: a word that no message has.
  const marks = narrowed.map((any) => `(${(any.length === 0 ? ["none"] : any).join(" OR ")})`);
  return `{subject body author} : (${words.join(" AND ")}) AND marks : (${marks.join(" AND ")})`;
}

/** One word of letters and digits for any text. */
function mark(kind: string, text: string): string {
  const hex = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0"));
  return `${kind}x${hex.join("")}`;
}
