// What a project says of one of its servers in flowplan.json (spec 6.17.1): one row a field, from which reading, help and schema follow.

/** All texts as they stand in the file; paths are relative to it. */
export type ServerSettings = {
  /** What the project calls it. */
  readonly name: string;
  /** A row of the kinds, or the path of a module that makes a backend. */
  readonly kind: string;
  readonly url?: string;
  /** The name of the environment variable that holds the key. The key itself never stands in a file. */
  readonly key?: string;
  /** The name of the environment variable that holds "user:password". */
  readonly login?: string;
  /** What a server of objects calls its model, and a server of training the model that it trains. */
  readonly model?: string;
  /** What a server of training calls the model that it trains into. */
  readonly destination?: string;
  /** Base models of flows, and what the server calls each. */
  readonly models?: { readonly [baseModel: string]: string };
  /** Trained models of flows, and what the server calls each. */
  readonly loras?: { readonly [trainingId: string]: string };
  /** Datasets of flows, and where each is. */
  readonly datasets?: { readonly [dataset: string]: string };
  /** How good pictures are to be, where the price depends on it. */
  readonly quality?: string;
  /** A graph of the user's own, in the API format of ComfyUI. */
  readonly workflow?: string;
  /** A file of capabilities, instead of the declared ones. */
  readonly capabilities?: string;
  /** Calls under way at once. */
  readonly concurrency?: number;
  /** Calls in a minute at most. */
  readonly perMinute?: number;
  /** Seconds that one call may take. */
  readonly timeout?: number;
};

export type ServerField = Exclude<keyof ServerSettings, "name">;

/** `text`, `names` (an object of texts), `count` (a whole number above 0), `variable` (the name of an environment variable). */
export type FieldForm = "text" | "names" | "count" | "variable";

export const serverFields: { readonly [field in ServerField]: { readonly form: FieldForm; readonly words: string } } = {
  kind: { form: "text", words: "what kind of server it is, or the path of a module that makes one" },
  url: { form: "text", words: "where it is, as http://127.0.0.1:8188" },
  key: { form: "variable", words: "the environment variable that holds its key" },
  login: { form: "variable", words: "the environment variable that holds user:password" },
  model: { form: "text", words: "the model that generates objects, or the one that is trained" },
  destination: { form: "text", words: "the model that trainings make a new version of" },
  models: { form: "names", words: "base models of flows, each with the server's own name of it" },
  loras: { form: "names", words: "ids of trained models, each with the server's own name of it" },
  datasets: { form: "names", words: "ids of datasets, each with the URL where it is" },
  quality: { form: "text", words: "how good pictures are to be, as low, medium or high, where a model can be told" },
  workflow: { form: "text", words: "a file with a graph of your own, in the API format" },
  capabilities: { form: "text", words: "a file that says what it can do, instead of what is declared for its kind" },
  concurrency: { form: "count", words: "calls under way at once" },
  perMinute: { form: "count", words: "calls in a minute at most" },
  timeout: { form: "count", words: "seconds that one call may take" },
};

export const serverFieldNames = Object.keys(serverFields) as readonly ServerField[];
