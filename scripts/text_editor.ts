/**
 * Writing a text of many lines below some lines that say what it is for. What is being written is kept while the
 * caller types, so that it is not lost with his line.
 *
 * @module
 */

import { clearScreen, FullEditor, type FullEditorOptions, paintFrame, runWidget, type Session } from "x84";
import { pageBox } from "./pane.ts";

/** Milliseconds without a key after which a draft is kept. */
const PAUSE = 1000;
/** Keys after which a draft is kept, pause or none. */
const KEYS = 50;
/** Rows that the text has at least, whatever stands above it. */
const LEAST_ROWS = 6;

/** Escape goes out of command mode as it goes out of everything on this board: a few of them lead to the logoff. */
const COMMANDS = { leave: ["q", "escape"] };

/** What is written, and what for. */
export interface WriteOptions extends Pick<FullEditorOptions, "content" | "quote" | "colors" | "maxLength"> {
  /** Lines above the text. */
  head(): readonly string[];
  /** Told what stands there, when the caller pauses and every few keys. */
  readonly keep?: (text: string) => Promise<void>;
}

/** What became of a text: written, thrown away, or left to go on with it another time. */
export type Written =
  | { readonly type: "written"; readonly text: string }
  | { readonly type: "dropped" }
  | { readonly type: "left" };

/** Lets the caller write. Before a text is thrown away he is asked to be sure; one that is kept he may leave. */
export async function writeText(session: Session, options: WriteOptions): Promise<Written> {
  const { head, keep, ...editing } = options;
  const editor = new FullEditor({ ...editing, commands: COMMANDS, kept: keep !== undefined });
  // Whoever answers goes on below what is quoted.
  editor.buffer.moveTo({ line: Infinity, column: Infinity });
  const shownHead = () => head().slice(0, Math.max(0, session.rows - LEAST_ROWS));
  const box = () => {
    const top = shownHead().length;
    const { left, width } = pageBox(session);
    return { top, left: left + 1, width: Math.max(1, width - 2), height: Math.max(1, session.rows - top) };
  };
  let kept = editor.buffer.version;
  let keys = 0;
  const keepNow = async () => {
    keys = 0;
    if (kept === editor.buffer.version) return;
    kept = editor.buffer.version;
    await keep?.(editor.content);
  };
  await clearScreen(session);
  await paintFrame(session, shownHead());
  await runWidget(session, editor, {
    box,
    onEvent: async () => {
      await paintFrame(session, shownHead());
      return true;
    },
  }, {
    onKey: () => ++keys < KEYS ? undefined : keepNow(),
    pause: { after: () => kept === editor.buffer.version ? undefined : PAUSE, call: keepNow },
  });
  if (editor.state !== "done" && !editor.left) return { type: "dropped" };
  // From here to the end of what is done with it the line may break, too.
  await keepNow();
  return editor.left ? { type: "left" } : { type: "written", text: editor.content };
}
