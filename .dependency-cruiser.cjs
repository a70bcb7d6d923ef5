// The room rule: a room imports only from floors below it. Each room's floor is here and nowhere else.
const FLOORS = [
  ['errors', 'net', 'generated'],
  ['config'],
  ['leases'],
  ['validate'],
  ['state'],
  ['backends'],
  ['host'],
  ['reconcile'],
  ['node'],
  ['health', 'lab'],
  ['output'],
];

const folder = (rooms) => `^src/(${rooms.join('|')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...FLOORS.map((rooms, floor) => ({
      name: `floor-${floor}-${rooms.join('-')}`,
      severity: 'error',
      comment: 'A room imports only from floors below it.',
      from: { path: folder(rooms) },
      to: {
        path: ['^commands/', folder(FLOORS.slice(floor).flat())],
        pathNot: rooms.length === 1 ? folder(rooms) : '^$',
      },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
