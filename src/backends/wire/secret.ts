// A key in, a value out that cannot be printed (spec 6.18.3): JSON, text and inspection show "[secret]". It is for one origin alone.

const shown = "[secret]";

export class Secret {
  /** What is sent. */
  readonly #value: string;
  /** Every form in which a server may repeat it, longest first. */
  readonly #forms: readonly string[];
  readonly #origin: string;

  private constructor(value: string, forms: readonly string[], url: string) {
    this.#value = value;
    this.#forms = [...new Set(forms.flatMap((form) => [form, encodeURIComponent(form)]))]
      .filter((form) => form.length >= shortest)
      .sort((a, b) => b.length - a.length);
    this.#origin = originOf(url) ?? "";
  }

  /** "Authorization: Bearer KEY", or "Key KEY" where a server wants that word. */
  static bearer(key: string, url: string, word = "Bearer"): Secret {
    return new Secret(`${word} ${key}`, [key], url);
  }

  /** HTTP Basic, from "user:password". */
  static basic(account: string, url: string): Secret {
    const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(account)));
    const password = account.slice(account.indexOf(":") + 1);
    return new Secret(`Basic ${encoded}`, [encoded, account, password], url);
  }

  /** A header that is the key itself, as "x-api-key". */
  static plain(key: string, url: string): Secret {
    return new Secret(key, [key], url);
  }

  /** For whoever writes the request. null: the URL is not of the origin that the key is for. */
  reveal(url: string): string | null {
    return this.#origin !== "" && originOf(url) === this.#origin ? this.#value : null;
  }

  /** The text without the key, wherever a server repeated it. */
  hide(text: string): string {
    return this.#forms.reduce((hidden, form) => hidden.replaceAll(form, shown), text);
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return shown;
  }
}

/** Shorter ones are found in every text, and guard nothing. */
const shortest = 4;

export function originOf(url: string): string | null {
  try {
    const { origin } = new URL(url);
    return origin === "null" ? null : origin;
  } catch {
    return null;
  }
}
