// The room rule: a room imports only from floors below it, and only through another room's index.ts.
// Each room's floor is here and nowhere else, lowest first.
const FLOORS = [
  ['errors', 'net', 'words', 'generated'],
  ['text'],
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

const inRooms = (rooms) => `^src/(${rooms.join('|')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...FLOORS.map((rooms, floor) => ({
      name: `only-downwards-from-${rooms.join('-')}`,
      severity: 'error',
      comment: 'A room imports only from floors below it.',
      from: { path: inRooms(rooms) },
      to: {
        path: ['^commands/', inRooms(FLOORS.slice(floor).flat())],
        pathNot: ['^src/$1/', '^src/generated/'],
      },
    })),
    {
      name: 'through-the-door',
      severity: 'error',
      comment: 'Another room is entered by its index.ts.',
      from: { path: '^(?:src/([^/]+)|commands)/' },
      to: {
        path: '^src/',
        pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', '^src/generated/'],
      },
    },
    {
      name: 'every-room-has-a-floor',
      severity: 'error',
      comment: 'A new room gets its floor in FLOORS.',
      from: {},
      to: { path: '^src/', pathNot: inRooms(FLOORS.flat()) },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: 'node_modules' },
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
