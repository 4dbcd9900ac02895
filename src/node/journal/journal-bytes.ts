// What a journal needs of an open file, and no more: so that tests can hand in a disk that fills, fails and forgets.

export interface JournalBytes {
  /** How many bytes were read; 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** How many bytes were taken: on a full disk fewer than were given, without an error. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Resolves when what was written would survive a power cut. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Writes until all is taken. */
export async function writeWhole(file: JournalBytes, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const taken = await file.write(bytes.subarray(done), position + done);
    if (taken <= 0) throw new Error("the disk takes no more");
    done += taken;
  }
}
