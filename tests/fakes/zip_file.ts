/**
 * Makes ZIP archives for tests: stored, or deflated ahead.
 *
 * @module
 */

/** A file for an archive; `deflated` holds it packed. */
export type ZipMember = readonly [name: string, bytes: Uint8Array, deflated?: Uint8Array];

/** An archive. Checksums are left 0: nobody here looks at them. */
export function zipOf(members: readonly ZipMember[], comment: string = ""): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  const add = (part: Uint8Array) => {
    parts.push(part);
    offset += part.length;
  };
  for (const [name, bytes, deflated] of members) {
    const encoded = new TextEncoder().encode(name);
    const data = deflated ?? bytes;
    const at = offset;
    const shared = (view: DataView, from: number) => {
      view.setUint16(from, 20, true);
      view.setUint16(from + 4, deflated === undefined ? 0 : 8, true);
      view.setUint32(from + 14, data.length, true);
      view.setUint32(from + 18, bytes.length, true);
      view.setUint16(from + 22, encoded.length, true);
    };
    const local = new Uint8Array(30);
    const localView = new DataView(local.buffer);
    localView.setUint32(0, 0x04034b50, true);
    shared(localView, 4);
    for (const part of [local, encoded, data]) add(part);
    const central = new Uint8Array(46);
    const centralView = new DataView(central.buffer);
    centralView.setUint32(0, 0x02014b50, true);
    shared(centralView, 6);
    centralView.setUint32(42, at, true);
    directory.push(central, encoded);
  }
  const start = offset;
  for (const part of directory) add(part);
  const end = new Uint8Array(22);
  const words = new TextEncoder().encode(comment);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, members.length, true);
  view.setUint16(10, members.length, true);
  view.setUint32(12, offset - start, true);
  view.setUint32(16, start, true);
  view.setUint16(20, words.length, true);
  add(end);
  add(words);
  const whole = new Uint8Array(offset);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes packed as in an archive. */
export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
