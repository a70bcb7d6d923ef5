import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileDurations, runVitest } from './vitest.mjs';

/** The folder of a file's room among the unit tests. */
const roomOf = (file) => path.join('unit', file.split(path.sep)[1] ?? '');

const hasTests = (root, room) => existsSync(path.join(root, 'test', room));

/**
 * Whether unit tests fail with a file as it is now in the copy, and which: first those of its room, which mostly do, then
 * all that import it, unless only the room is asked.
 */
export async function testsFail(root, file, { seconds, onlyRoom }) {
  const room = roomOf(file);
  const related = ['related', path.join(root, file)];
  if (!hasTests(root, room)) return runVitest(root, related, seconds);
  const ofRoom = await runVitest(root, [`test/${room}/`], seconds);
  return ofRoom.outcome !== 'survived' || onlyRoom
    ? ofRoom
    : runVitest(root, [...related, '--exclude', `${room}/**`], seconds);
}

/**
 * Makes sure that the unit tests pass in the copy as it is, those of the rooms of some files or all, else each mutant would
 * count as killed; notes how long each takes.
 */
export async function requirePassing(root, files, { onlyRoom }) {
  const rooms = [...new Set(files.map(roomOf))].filter((room) => hasTests(root, room));
  const { outcome, by } = await runVitest(root, onlyRoom ? rooms.map((room) => `test/${room}/`) : [], 3600);
  if (outcome !== 'survived') throw new Error(`a unit test fails without any mutant: ${by ?? outcome}`);
  writeFileSync(path.join(root, 'durations.json'), JSON.stringify(fileDurations(root)));
}
