/**
 * Memory that V8 counts neither as heap nor as what belongs to it: that of WebAssembly, and shared buffers.
 *
 * Of WebAssembly those memories are known that a script makes and those that a module gives out, which is where nearly all
 * modules have theirs. They are measured each time, for code may grow them without a word.
 *
 * @module
 */

type Instance = WebAssembly.Instance;
type Sized = WebAssembly.Memory | SharedArrayBuffer;
// deno-lint-ignore no-explicit-any
type Constructor<T> = { readonly prototype: any; new (...args: any[]): T };

/** What is used of such memory. */
export class UncountedMemory {
  readonly #used = new Set<WeakRef<Sized>>();
  readonly #known = new WeakSet<Sized>();

  /** Bytes of all of it. */
  get bytes(): number {
    let bytes = 0;
    for (const reference of this.#used) {
      const sized = reference.deref();
      if (sized === undefined) this.#used.delete(reference);
      else bytes += sizeOf(sized);
    }
    return bytes;
  }

  /**
   * Learns of it as it is made, in this thread, from now on.
   *
   * @param count told of bytes that a module brought along
   */
  watch(count: (bytes: number) => void): void {
    const { Memory, Instance, instantiate, instantiateStreaming } = WebAssembly;
    const seen = (instance: Instance) => {
      for (const thing of Object.values(instance.exports)) {
        if (thing instanceof Memory) count(this.#add(thing));
      }
    };
    note(globalThis, "SharedArrayBuffer", SharedArrayBuffer, (buffer) => void this.#add(buffer));
    note(WebAssembly, "Memory", Memory, (memory) => void this.#add(memory));
    note(WebAssembly, "Instance", Instance, seen);
    for (const [name, method] of Object.entries({ instantiate, instantiateStreaming })) {
      const value = async (...args: unknown[]) => {
        const made = await (method as (...args: unknown[]) => Promise<Instance | { instance: Instance }>)(
          ...args,
        );
        seen("instance" in made ? made.instance : made);
        return made;
      };
      Object.defineProperty(WebAssembly, name, { value });
    }
  }

  /** Answers how many bytes are new. */
  #add(sized: Sized): number {
    if (this.#known.has(sized)) return 0;
    this.#known.add(sized);
    this.#used.add(new WeakRef(sized));
    return sizeOf(sized);
  }
}

function sizeOf(sized: Sized): number {
  return "buffer" in sized ? sized.buffer.byteLength : sized.byteLength;
}

/** Is told of each new one. */
function note<T extends object>(
  holder: object,
  name: string,
  made: Constructor<T>,
  tell: (it: T) => void,
): void {
  const noting = new Proxy(made, {
    construct(target, args, newTarget) {
      const it = Reflect.construct(target, args, newTarget);
      tell(it);
      return it;
    },
  });
  Object.defineProperty(made.prototype, "constructor", { value: noting });
  Object.defineProperty(holder, name, { value: noting });
}
