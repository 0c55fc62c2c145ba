/** What must be ended before an interrupted program goes: sessions, running commands, temporary files. */
const cleanups = new Set<() => Promise<void>>();

/** Registers work for an interrupt; the answer takes it back. */
export function whenInterrupted(cleanup: () => Promise<void>): () => void {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** Does the registered work, `limit` milliseconds at most. */
export async function cleanUp(limit: number): Promise<void> {
  const all = Promise.allSettled([...cleanups].map((c) => c()));
  await Promise.race([all, new Promise((done) => setTimeout(done, limit))]);
}
