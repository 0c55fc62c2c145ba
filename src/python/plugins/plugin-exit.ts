/** A callback plugin called sys.exit: the run ends with its code. */
export class PluginExit extends Error {
  constructor(readonly code: number) {
    super(`a callback plugin ended the run with code ${code}`);
  }
}
