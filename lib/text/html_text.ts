/**
 * Makes text for a terminal out of a web page: paragraphs, headings, lists, quotations; no pictures, no scripts, no
 * furniture.
 *
 * The page is a stranger's: it is read piece by piece without building a tree, everything is bounded, and nothing of
 * it but text gets through. The parser, npm `htmlparser2`, is loaded when the first page is read.
 *
 * @module
 */

import { sanitizeLine } from "./sanitize.ts";
import { style } from "./style.ts";

/** What a page says. */
export interface HtmlText {
  /** Its title; `""` without one. */
  readonly title: string;
  /** Paragraphs and the empty lines between them, not yet wrapped, with colours. */
  readonly lines: readonly string[];
}

/** How much of a page is taken. */
export interface HtmlTextOptions {
  /** Most lines. Default 4000. */
  readonly maxLines?: number;
  /** Style of headings. Default `"bold"`. */
  readonly headingStyle?: string;
}

/** Code points of a paragraph; what is longer is no prose. */
const MAX_PARAGRAPH = 8000;
/** Lists and quotations within each other that still indent. */
const MAX_INDENT = 6;

/** Nothing within these is read. */
const SKIPPED: ReadonlySet<string> = new Set([
  ..."script style noscript template svg math iframe object embed canvas audio video map".split(" "),
  ..."nav footer aside form button select textarea datalist dialog menu".split(" "),
]);
/** These begin a line of their own. */
const BLOCKS: ReadonlySet<string> = new Set([
  ..."p div section article main header address figure figcaption details summary fieldset".split(" "),
  ..."table caption thead tbody tfoot tr dl dt dd ul ol li blockquote pre hr center hgroup".split(" "),
  ..."h1 h2 h3 h4 h5 h6 body".split(" "),
]);
/** These stand apart from what is before and behind them. */
const APART: ReadonlySet<string> = new Set(
  "p blockquote pre ul ol dl table h1 h2 h3 h4 h5 h6 figure".split(" "),
);

/** Gathers the text of a page. */
class TextMaker {
  title = "";
  readonly lines: string[] = [];
  /** The paragraph that is being read, its blanks still as they came. */
  #text = "";
  #prefix = "";
  #skipping = 0;
  #inTitle = false;
  #pre = 0;
  #heading = 0;
  #quotes = 0;
  /** The number of the last item of each list; -1 in lists without numbers. */
  #lists: number[] = [];

  constructor(private readonly maxLines: number, private readonly headingStyle: string) {}

  get full(): boolean {
    return this.lines.length >= this.maxLines;
  }

  open(name: string, alt: string): void {
    if (SKIPPED.has(name)) this.#skipping += 1;
    if (this.#skipping > 0) return;
    if (name === "title") this.#inTitle = this.title === "";
    if (BLOCKS.has(name)) this.#end(APART.has(name));
    if (name === "br") this.#end(false);
    else if (name === "hr") this.#line("-".repeat(20));
    else if (name === "img" && alt.trim() !== "") this.#add(`[${alt.trim().slice(0, 200)}]`);
    else if (name === "td" || name === "th") this.#add(this.#text.trim() === "" ? "" : " \u00b7 ");
    else if (name === "ul" || name === "ol") this.#lists.push(name === "ol" ? 0 : -1);
    else if (name === "blockquote") this.#quotes += 1;
    else if (name === "pre") this.#pre += 1;
    else if (/^h[1-6]$/.test(name)) this.#heading += 1;
    else if (name === "li") this.#item();
    else if (name === "dd") this.#prefix = "    ";
  }

  close(name: string): void {
    if (SKIPPED.has(name)) {
      this.#skipping = Math.max(0, this.#skipping - 1);
      return;
    }
    if (this.#skipping > 0) return;
    if (name === "title") this.#inTitle = false;
    if (BLOCKS.has(name)) this.#end(false);
    if (name === "ul" || name === "ol") this.#lists.pop();
    else if (name === "blockquote") this.#quotes = Math.max(0, this.#quotes - 1);
    else if (name === "pre") this.#pre = Math.max(0, this.#pre - 1);
    else if (/^h[1-6]$/.test(name)) this.#heading = Math.max(0, this.#heading - 1);
    if (APART.has(name)) this.#blank();
  }

  text(text: string): void {
    if (this.#skipping > 0) return;
    if (this.#inTitle) this.title = (this.title + text).slice(0, 300);
    else this.#add(text);
  }

  finish(): void {
    this.#end(false);
    while (this.lines.at(-1) === "") this.lines.pop();
  }

  #add(text: string): void {
    if (this.#text.length < MAX_PARAGRAPH * 2) this.#text += text;
  }

  #item(): void {
    const number = this.#lists.at(-1) ?? -1;
    if (number >= 0) this.#lists[this.#lists.length - 1] = number + 1;
    const indent = "  ".repeat(Math.min(MAX_INDENT, Math.max(0, this.#lists.length - 1)));
    this.#prefix = indent + (number >= 0 ? `${number + 1}. ` : "* ");
  }

  /** Ends the paragraph; `apart` leaves an empty line before what comes. */
  #end(apart: boolean): void {
    const text = this.#text;
    this.#text = "";
    if (this.#pre > 0) {
      const lines = text.replace(/^\r?\n/, "").trimEnd().split(/\r\n|\r|\n/);
      if (lines.some((line) => line.trim() !== "")) {
        for (const line of lines) this.#line(line.replaceAll("\t", "    "));
      }
    } else if (text.trim() !== "") {
      this.#line(this.#prefix + text.replace(/\s+/g, " ").trim());
      this.#prefix = "";
    }
    if (apart) this.#blank();
  }

  #line(text: string): void {
    if (this.full) return;
    const quoted = "> ".repeat(Math.min(MAX_INDENT, this.#quotes)) + text;
    const clean = sanitizeLine(quoted, { maxLength: MAX_PARAGRAPH });
    this.lines.push(this.#heading > 0 ? style(this.headingStyle, clean) : clean);
  }

  #blank(): void {
    if (this.#lists.length > 0) return;
    if (this.#prefix === "" && this.lines.length > 0 && this.lines.at(-1) !== "") this.lines.push("");
  }
}

/** The text of a page. */
export async function htmlToText(html: string, options: HtmlTextOptions = {}): Promise<HtmlText> {
  const { Parser } = await import("htmlparser2");
  const maker = new TextMaker(options.maxLines ?? 4000, options.headingStyle ?? "bold");
  const parser = new Parser({
    onopentag: (name, attributes) => maker.open(name, attributes.alt ?? ""),
    ontext: (text) => maker.text(text),
    onclosetag: (name) => maker.close(name),
  });
  for (let at = 0; at < html.length && !maker.full; at += 65536) parser.write(html.slice(at, at + 65536));
  parser.end();
  maker.finish();
  return { title: sanitizeLine(maker.title.replace(/\s+/g, " ").trim()), lines: maker.lines };
}
