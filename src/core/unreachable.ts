// Bugs throw: a case that the types say cannot happen.

export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

export function presume<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`presumed ${what}`);
  return value;
}
