/**
 * Reads feeds: RSS 0.9 to 2.0, RDF and Atom.
 *
 * ```text
 * rss > channel > item > title link description content:encoded pubDate author dc:creator comments guid
 * rdf:RDF > item       feed > entry > title link summary content updated published author > name
 * ```
 *
 * A feed is a stranger's text: it is read piece by piece without building a tree, all that is kept is bounded, and
 * entities that it declares itself are not expanded. The parser, npm `htmlparser2`, is loaded with the first feed.
 *
 * @module
 */

import { sanitizeLine } from "./sanitize.ts";

/** One entry. Addresses begin with `http`, or are empty. */
export interface FeedEntry {
  readonly title: string;
  readonly link: string;
  /** Where it is talked about. */
  readonly comments: string;
  readonly author: string;
  /** Milliseconds since 1970; `undefined` when it does not tell. */
  readonly time: number | undefined;
  /** A few words, as HTML. */
  readonly summary: string;
  /** All of it, as HTML; empty in most feeds. */
  readonly content: string;
}

/** A feed. */
export interface Feed {
  readonly title: string;
  readonly entries: readonly FeedEntry[];
}

/** Characters of a short field, and of the text of an entry. */
const MAX_FIELD = 2000;
const MAX_CONTENT = 200_000;

/** What each element means, by its name without a prefix that is of no interest. */
const FIELDS: Readonly<Record<string, keyof Draft>> = {
  "title": "title",
  "link": "link",
  "guid": "guid",
  "comments": "comments",
  "author": "author",
  "dc:creator": "author",
  "name": "author",
  "pubdate": "time",
  "dc:date": "time",
  "published": "time",
  "updated": "updated",
  "description": "summary",
  "summary": "summary",
  "content:encoded": "content",
  "content": "content",
};

interface Draft {
  title: string;
  link: string;
  guid: string;
  comments: string;
  author: string;
  time: string;
  updated: string;
  summary: string;
  content: string;
}

function emptyDraft(): Draft {
  return {
    title: "",
    link: "",
    guid: "",
    comments: "",
    author: "",
    time: "",
    updated: "",
    summary: "",
    content: "",
  };
}

function webAddress(text: string): string {
  const address = text.trim();
  return /^https?:\/\/[^\s"<>]+$/i.test(address) && address.length <= 2000 ? address : "";
}

/** Markup that titles hold although they should not; other words in brackets are words. */
const MARKUP = /<\/?(?:a|abbr|b|br|code|em|i|p|small|span|strong|sub|sup|u)(?:\s[^>]{0,500})?\/?>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#39;": "'",
  "&nbsp;": " ",
};

/** Text out of what may hold markup, or entities that were escaped once too often. */
function line(text: string, maxLength: number): string {
  const plain = text.replace(MARKUP, "").replace(
    /&(?:amp|lt|gt|quot|apos|nbsp|#39);/g,
    (it) => ENTITIES[it]!,
  );
  return sanitizeLine(plain.replace(/\s+/g, " ").trim(), { maxLength });
}

function finished(draft: Draft): FeedEntry {
  const time = Date.parse((draft.time || draft.updated).trim());
  return {
    title: line(draft.title, 300) || "(no title)",
    link: webAddress(draft.link) || webAddress(draft.guid),
    comments: webAddress(draft.comments),
    author: line(draft.author, 60),
    time: Number.isNaN(time) ? undefined : time,
    summary: draft.summary,
    content: draft.content,
  };
}

/** Takes the events of the parser. */
class FeedReader {
  title = "";
  isFeed = false;
  readonly entries: FeedEntry[] = [];
  #draft: Draft | undefined;
  #field: keyof Draft | undefined;
  /** Elements that are open within the field, for XHTML. */
  #within = 0;
  #rooted = false;
  #isAtom = false;

  constructor(private readonly maxEntries: number) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const tag = name.toLowerCase();
    if (!this.#rooted) {
      this.#rooted = true;
      this.isFeed = tag === "rss" || tag === "rdf:rdf" || tag === "feed";
      this.#isAtom = tag === "feed";
    }
    if (this.#field !== undefined) {
      this.#within += 1;
      // XHTML in Atom: its own markup is kept, without attributes.
      if (/^[a-z0-9]{1,12}$/.test(tag)) this.#add(`<${tag}>`);
      return;
    }
    if (tag === "item" || tag === "entry") {
      this.#draft = this.entries.length < this.maxEntries ? emptyDraft() : undefined;
      return;
    }
    const field = Object.hasOwn(FIELDS, tag) ? FIELDS[tag] : undefined;
    if (this.#draft === undefined) {
      if (tag === "title" && this.title === "" && this.entries.length === 0) this.#field = "title";
    } else if (tag === "link" && attributes.href !== undefined) {
      const rel = attributes.rel ?? "alternate";
      if (rel === "alternate" && this.#draft.link === "") this.#draft.link = attributes.href;
      if (rel === "replies" && this.#draft.comments === "") this.#draft.comments = attributes.href;
    } else if (field !== undefined && this.#draft[field] === "") {
      this.#field = field;
    }
    // An author in Atom has a name inside, which is a field of its own.
    if (tag === "author" && this.#isAtom) this.#field = undefined;
  }

  text(text: string): void {
    this.#add(text);
  }

  close(name: string): void {
    const tag = name.toLowerCase();
    if (this.#within > 0) {
      this.#within -= 1;
      if (/^[a-z0-9]{1,12}$/.test(tag)) this.#add(`</${tag}>`);
      return;
    }
    this.#field = undefined;
    if ((tag === "item" || tag === "entry") && this.#draft !== undefined) {
      this.entries.push(finished(this.#draft));
      this.#draft = undefined;
    }
  }

  #add(text: string): void {
    const field = this.#field;
    if (field === undefined) return;
    if (this.#draft === undefined) {
      this.title = (this.title + text).slice(0, MAX_FIELD);
      return;
    }
    const most = field === "summary" || field === "content" ? MAX_CONTENT : MAX_FIELD;
    if (this.#draft[field].length < most) this.#draft[field] = (this.#draft[field] + text).slice(0, most);
  }
}

/** Reads a feed; `undefined` when the text is none. */
export async function parseFeed(xml: string, maxEntries: number = 100): Promise<Feed | undefined> {
  const { Parser } = await import("htmlparser2");
  const reader = new FeedReader(maxEntries);
  const parser = new Parser({
    onopentag: (name, attributes) => reader.open(name, attributes),
    ontext: (text) => reader.text(text),
    onclosetag: (name) => reader.close(name),
  }, { xmlMode: true, decodeEntities: true });
  parser.write(xml);
  parser.end();
  if (!reader.isFeed) return undefined;
  return { title: line(reader.title, 100), entries: reader.entries };
}
