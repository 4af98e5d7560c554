type Cleanup = () => Promise<void>;

const cleanups = new Set<Cleanup>();
let isEnding = false;

/** What must be stopped when somebody ends the run before it ends by itself. @returns takes it off the list again */
export function onInterrupt(cleanup: Cleanup): () => void {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** Leaves no server and no folder behind on Ctrl-C, on a polite kill, and when the terminal goes. */
export function endCleanlyOnSignals(): void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      if (isEnding) return;
      isEnding = true;
      // Whoever is still measuring sees its server go.
      process.on('uncaughtException', () => undefined);
      process.on('unhandledRejection', () => undefined);
      void Promise.allSettled([...cleanups].map((cleanup) => cleanup())).then(() => process.exit(code));
    });
  }
}
