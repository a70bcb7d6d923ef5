/** Someone to be reached. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/** What came of trying to reach a target. */
export interface Dialled {
  /** Its address. */
  readonly target: string;
  /** The address that the target saw the connection come from; absent if it was not reached. */
  readonly seen?: string;
  /** From the first packet sent to the answer read, in milliseconds. */
  readonly ms?: number;
  /**
   * Why it was not reached: the last error's code; STALLED if small messages get through and full ones don't, SILENT if it
   * was connected, but none was answered in time.
   */
  readonly error?: string;
}

/**
 * How long each try may take, in milliseconds. The later ones have patience with a busy machine, on which it may take a
 * second until the one process that answers all has its turn.
 */
export const TRIES_MS: readonly number[] = [500, 1000, 2000];

/**
 * What each side sends, in bytes: more than two full packets of an Ethernet, so that a path on which only small
 * packets fit (an MTU too large for the overlay) doesn't pass for good.
 */
export const MESSAGE_BYTES = 4096;

/** A text as a message of that length. It ends at the first newline. */
export const message = (text: string): string => `${text}\n`.padEnd(MESSAGE_BYTES);

export const textIn = (received: string): string => received.slice(0, received.indexOf('\n'));

/** What a caller begins a message with that is small, and is to be answered by a small one. */
export const SMALL = 'small';

/** A text as a message of one packet. */
export const smallMessage = (text: string): string => `${text}\n`;
