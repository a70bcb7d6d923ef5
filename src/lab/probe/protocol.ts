/** An address and port to dial. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/** The result of dialling a target. */
export interface DialResult {
  /** The target's address. */
  readonly target: string;
  /** The source address that the target saw; absent if it was not reached. */
  readonly seen?: string;
  /** The time from the first packet sent to the answer read, in milliseconds. */
  readonly ms?: number;
  /**
   * Why the target was not reached: the last error's code; STALLED if small messages are answered and full-size ones
   * are not; SILENT if the connection was made and no message was answered in time.
   */
  readonly error?: string;
}

/**
 * The time limit of each try, in milliseconds. The later ones are longer because on a busy machine the one process that
 * answers all dials may take a second to get its turn.
 */
export const TRIES_MS: readonly number[] = [500, 1000, 2000];

/**
 * The length of each message, in bytes: more than two full Ethernet packets, so that a path that carries only small
 * packets (because an MTU is too large for the overlay) does not pass.
 */
export const MESSAGE_BYTES = 4096;

/** A text padded to a full-size message. The text ends at the first newline. */
export const message = (text: string): string => `${text}\n`.padEnd(MESSAGE_BYTES);

export const messageText = (received: string): string => received.slice(0, received.indexOf('\n'));

/** The keyword at the start of a small message, which asks for a small answer. */
export const SMALL_KEYWORD = 'small';

/** A text as a message that fits one packet. */
export const smallMessage = (text: string): string => `${text}\n`;
