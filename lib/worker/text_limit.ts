/**
 * A limit for the texts that scripts make in one go.
 *
 * V8 ends a script whose heap is full, but only where it grows step by step. For one object much larger than the heap it has
 * no answer but the end of the process, and `"x".repeat(3e8)` is the shortest way to one: the text takes no memory until
 * somebody looks into it. What a script doubles with `+=` gets as long; the board's own functions refuse that
 * (`base/expected.ts`), the language's do not.
 *
 * @module
 */

import { LONGEST_TEXT } from "../base/expected.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;
/** Answers the text's length. */
type Measure = (self: unknown, args: readonly unknown[]) => number;

/** Holds `repeat`, `padStart`, `padEnd` and the `join` of lists to it, in this thread, for good. */
export function limitTexts(): void {
  const text = String.prototype as unknown as Record<string, Method>;
  hold(text, "repeat", (self, [count]) => String(self).length * Number(count));
  hold(text, "padStart", (_, [width]) => Number(width));
  hold(text, "padEnd", (_, [width]) => Number(width));
  hold(Array.prototype as unknown as Record<string, Method>, "join", lengthOfList);
}

/** Of the texts in the list and what comes between them. */
function lengthOfList(self: unknown, [between = ","]: readonly unknown[]): number {
  if (!Array.isArray(self)) return 0;
  let length = (self.length - 1) * String(between).length;
  // A longer one of texts has them all in its heap.
  if (self.length > LONGEST_TEXT) return length;
  for (let i = 0; i < self.length; i++) {
    const item: unknown = self[i];
    if (typeof item === "string") length += item.length;
  }
  return length;
}

function hold(holder: Record<string, Method>, name: string, measure: Measure): void {
  const original = holder[name]!;
  // A method, for it must not be a constructor.
  const { [name]: value } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      const length = measure(this, args);
      if (length > LONGEST_TEXT && length < Infinity) {
        throw new RangeError(
          `Cannot ${name}: a text made in one go has up to ${LONGEST_TEXT} characters, this one ${length}`,
        );
      }
      return Reflect.apply(original, this, args);
    },
  };
  Object.defineProperty(value, "length", { value: original.length, configurable: true });
  Object.defineProperty(holder, name, { value, writable: true, configurable: true });
}
