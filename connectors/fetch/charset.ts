/** From the bytes of an answer to its text. */

/** UTF-8 unless a byte order mark or the server says otherwise. */
export function decoded(bytes: Uint8Array, type: string | undefined): string {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  const named = /charset\s*=\s*"?([\w-]+)/i.exec(type ?? '')?.[1];
  try {
    return new TextDecoder(mark ?? named ?? 'utf-8').decode(bytes);
  } catch {
    // A charset that no platform knows: what matters in a calendar is ASCII.
    return new TextDecoder().decode(bytes);
  }
}
