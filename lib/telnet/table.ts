/**
 * State machines as rows: `compile()` turns rows into a lookup and refuses a hole or a row said twice.
 *
 * It knows nothing of telnet; the decoder's and the negotiator's rows stand in their own files.
 *
 * @module
 */

/** One row: in this state, on each of these inputs, this is what happens. */
export interface Row<State extends string, Input extends string> {
  readonly in: State;
  readonly on: Input | readonly Input[];
}

/** Rows in the order of states, then inputs: the row for both is at `state * inputs.length + input`. */
export interface CompiledTable<R> {
  readonly rows: readonly R[];
}

/**
 * Compiles rows. Throws a `TypeError` for a row that is said twice, names a state or an input that is not listed, or
 * is missing.
 */
export function compile<State extends string, Input extends string, R extends Row<State, Input>>(
  name: string,
  states: readonly State[],
  inputs: readonly Input[],
  rows: readonly R[],
): CompiledTable<R> {
  const cells: (R | undefined)[] = new Array(states.length * inputs.length).fill(undefined);
  for (const row of rows) {
    const state = states.indexOf(row.in);
    for (const on of typeof row.on === "string" ? [row.on as Input] : row.on as readonly Input[]) {
      const input = inputs.indexOf(on);
      const place = `state "${row.in}", input "${on}"`;
      if (state < 0 || input < 0) throw new TypeError(`Cannot compile table "${name}": unknown ${place}`);
      const cell = state * inputs.length + input;
      if (cells[cell] !== undefined) {
        throw new TypeError(`Cannot compile table "${name}": said twice, ${place}`);
      }
      cells[cell] = row;
    }
  }
  const compiled: R[] = [];
  cells.forEach((row, i) => {
    if (row === undefined) {
      const state = states[Math.floor(i / inputs.length)];
      throw new TypeError(
        `Cannot compile table "${name}": missing, state "${state}", input "${inputs[i % inputs.length]}"`,
      );
    }
    compiled.push(row);
  });
  return { rows: compiled };
}
