// A JSON Pointer (RFC 6901) in, its segments out, and names of keys and positions of elements in, a pointer out.

/** The segments of a pointer, `~1` and `~0` understood. */
export function pointerSegments(pointer: string): readonly string[] {
  const [, ...segments] = pointer.split("/");
  return segments.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function pointerTo(pointer: string, ...names: readonly (string | number)[]): string {
  return [pointer, ...names.map((name) => pointerSegment(String(name)))].join("/");
}

/** The name as a pointer spells it. */
export function pointerSegment(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
