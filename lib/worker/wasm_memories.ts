/**
 * The memories of WebAssembly modules, which V8 counts neither as heap nor as what belongs to it.
 *
 * Known are those that a script makes and those that a module gives out, which is where nearly all modules have theirs;
 * they are measured each time, for code may grow them without a word.
 *
 * @module
 */

type Instance = WebAssembly.Instance;
type Memory = WebAssembly.Memory;

/** Memories that are used. */
export class WasmMemories {
  readonly #used = new Set<WeakRef<Memory>>();
  readonly #known = new WeakSet<Memory>();

  /** Bytes of all of them. */
  get bytes(): number {
    let bytes = 0;
    for (const reference of this.#used) {
      const memory = reference.deref();
      if (memory === undefined) this.#used.delete(reference);
      else bytes += memory.buffer.byteLength;
    }
    return bytes;
  }

  /**
   * Learns of memories as they are made, in this thread, from now on.
   *
   * @param count told of bytes that a module brought along
   */
  watch(count: (bytes: number) => void): void {
    const { Memory, Instance, instantiate, instantiateStreaming } = WebAssembly;
    const seen = <T extends Instance>(instance: T): T => {
      for (const thing of Object.values(instance.exports)) {
        if (thing instanceof Memory) count(this.#add(thing));
      }
      return instance;
    };
    const watched = <T extends Memory | Instance>(
      made: new (...args: never[]) => T,
      note: (it: T) => void,
    ) => {
      const watching = new Proxy(made, {
        construct(target, args, newTarget) {
          const it = Reflect.construct(target, args, newTarget);
          note(it);
          return it;
        },
      });
      Object.defineProperty(made.prototype, "constructor", { value: watching });
      Object.defineProperty(WebAssembly, made.name, { value: watching });
    };
    watched(Memory, (memory) => void this.#add(memory));
    watched(Instance, seen);
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
  #add(memory: Memory): number {
    if (this.#known.has(memory)) return 0;
    this.#known.add(memory);
    this.#used.add(new WeakRef(memory));
    return memory.buffer.byteLength;
  }
}
