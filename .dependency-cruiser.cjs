// The room rule: a room imports only from floors below it, and only through another room's index.ts.
// Each room's floor is here and nowhere else, lowest first.
const FLOORS = [
  ['errors', 'net', 'words', 'generated'],
  ['text', 'flannel'],
  ['state'],
  ['backends'],
  ['config'],
  ['leases'],
  ['validate'],
  ['host'],
  ['checks', 'reconcile', 'stores'],
  ['node'],
  ['health', 'lab', 'agent'],
  ['output'],
];

/** The floors within a room that has parts, lowest first: a part imports only from parts below it. */
const PARTS = {
  state: ['base', 'firewall', 'link-types', 'kinds', 'objects', 'diff', 'steps'],
  reconcile: ['base', 'comparison', 'journal', 'apply', 'history', 'rollback', 'lifecycle'],
  node: [
    'uplink',
    'input',
    'saved',
    'managed',
    'takeover',
    'resolve',
    'compare',
    'follow',
    'terms',
    'look',
    'change',
  ],
  health: ['findings', 'bundle', 'trace', 'gather', 'status', 'probe', 'diagnose'],
};

const inPart = (room, parts) => `^src/${room}/(${parts.join('|')})/`;

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
    ...Object.entries(PARTS).flatMap(([room, parts]) => [
      ...parts.map((part, floor) => ({
        name: `only-downwards-in-${room}-from-${part}`,
        severity: 'error',
        comment: 'A part of a room imports only from parts below it.',
        from: { path: inPart(room, [part]) },
        to: { path: inPart(room, [...parts.slice(floor + 1), 'index']) },
      })),
      {
        name: `every-part-of-${room}-has-a-floor`,
        severity: 'error',
        comment: 'A new part gets its floor in PARTS.',
        from: {},
        to: { path: `^src/${room}/`, pathNot: [inPart(room, parts), `^src/${room}/index\\.ts$`] },
      },
    ]),
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
      name: 'reconcile-is-given-its-host',
      severity: 'error',
      comment: 'Of the host, transactions know only types: what they do there goes through a ReconcileHost.',
      from: { path: '^src/reconcile/' },
      to: { path: '^src/host/', dependencyTypesNot: ['type-only'] },
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
