import { expect, test } from 'vitest';
import { inChroot } from '../../support/host/chroot.ts';

const ALL = ['/proc', '/sys', '/dev'];

const UP = 'flannelctl lab up --nodes 1 --pods 2';
const WHOLE = `${UP} >&2 && flannelctl lab test && flannelctl lab down && ls /run/netns`;

/** What there is of a lab after it was refused is listed after what was said. */
const REFUSED = `${UP}; status=$?; ls -A /run >&2; exit $status`;

test('in a chroot that is a mount point a lab is made, tested and taken down', async () => {
  const { exitCode, stdout, stderr } = await inChroot({ isMountPoint: true, mounts: ALL }, WHOLE);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/pod → pod +2\/2\n[\s\S]*nothing is left of it\.$/);
});

test('in one that is no mount point it is refused with what to do, and nothing is made', async () => {
  const { exitCode, stderr } = await inChroot({ isMountPoint: false, mounts: ALL }, REFUSED);
  expect(stderr).toMatch(
    /^Error: the root folder is a chroot that is no mount point.*\n {2}→ Mount it onto.*$/,
  );
  expect(exitCode).toBe(69);
});

test.each([
  [['/sys', '/dev'], '/proc/self/mountinfo'],
  [['/proc', '/dev'], '/sys'],
  [['/proc', '/sys'], '/dev/null'],
  [[], '/proc/self/mountinfo, /sys, /dev/null'],
])(
  'in one with %j alone it is refused with what is missing, and nothing is made',
  async (mounts, missing) => {
    const { exitCode, stderr } = await inChroot({ isMountPoint: true, mounts }, REFUSED);
    const said = `^Error: the root folder has no ${missing}, .*\n  → Mount what is missing: .*$`;
    expect(stderr).toMatch(new RegExp(said));
    expect(exitCode).toBe(69);
  },
);

test('and is made once that is mounted as it says', async () => {
  const hint = "flannelctl lab up 2>&1 | sed -n 's/^ *→ Mount what is missing: //p'";
  const { exitCode, stdout, stderr } = await inChroot(
    { isMountPoint: true, mounts: [] },
    `eval "$(${hint})"; ${UP} && flannelctl lab down`,
  );
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/nothing is left of it\.$/);
});
