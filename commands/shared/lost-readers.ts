/** Whoever reads may stop reading, as `| head` does, or the terminal may be gone: no reason to leave work half done. */
const ignoreNoReader = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
};

/** Lets nothing come of it when nobody reads. oclif's own listener, set when a command is loaded, knows nothing of terminals. */
export function ignoreLostReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.removeAllListeners('error').on('error', ignoreNoReader);
}
