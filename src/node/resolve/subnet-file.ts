import path from 'node:path';
import { Failure } from '../../errors/index.ts';
import { CNI_CONF } from '../../flannel/index.ts';
import { STATE_FOLDER } from '../../reconcile/index.ts';

/**
 * Folders in which there are no files to write, or only flannelctl's own, and that of CNI confs, where runtimes read
 * every file.
 */
const CLOSED = ['/dev', '/proc', '/sys', STATE_FOLDER, '/run/flannelctl', path.dirname(CNI_CONF)];

/** A path that fits into a line of a log, a unit and a CNI conf. */
const PATH = /^\/[\w./@:+,=~-]*[\w@:+,=~-]$/;

/** The path of subnet.env as it was given; a Failure `invalidConfig` says why it can't be there. */
export function subnetFileFrom(given: string): string {
  const file = path.normalize(given);
  const why = whyNot(file);
  if (why === undefined) return file;
  throw new Failure('invalidConfig', `--subnet-file ${JSON.stringify(given)} ${why}`, {
    hint: 'Give the full path of a file of its own, such as /run/flannel/other.env.',
  });
}

function whyNot(file: string): string | undefined {
  if (!path.isAbsolute(file)) return 'is not a full path: it begins without /';
  if (!PATH.test(file)) return 'is not the path of a file';
  if (file === CNI_CONF) return 'is the CNI conf';
  if (CLOSED.some((closed) => closed.startsWith(`${file}/`))) return 'is a folder that flannelctl needs';
  const folder = CLOSED.find((closed) => file === closed || file.startsWith(`${closed}/`));
  return folder && `is in ${folder}`;
}
