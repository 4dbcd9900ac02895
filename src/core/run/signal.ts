// How a person stops a run, or a call (spec 6.6).

/** Whether the person asked to stop. The listener is called once; the function given back forgets it. */
export interface Signal {
  readonly aborted: boolean;
  onAbort(listener: () => void): () => void;
}
