// Who may import whom: down only, by the door, and never round. Type-only imports count as any other.

const TESTS = "\\.test(-d)?\\.ts$";

// What may be imported from outside a folder. `spec/tables` is a door of its own, so that the codec takes the tables without
// the texts.
const DOORS = [
  "^spec/(tables/|examples/)?index\\.ts$",
  "^src/runtime/vitest\\.ts$",
  "^src/(topics|codec|inspect|models|runtime|runtime/operation|cli)/index\\.ts$",
  "^conformance/(((adapters|faults)/)?index|case|disposition|targets/(process|mosquitto))\\.ts$",
  "^fuzz/(exploration/)?index\\.ts$",
  "^src/runtime/client/(index|browser)\\.ts$",
  // For tests alone: they are not shipped.
  "^src/runtime/(transports/self-signed|security/test-issuer|wire-client)\\.ts$",
];

const FLOORS = "^(spec|src/[^/]+|conformance|fuzz|docs)/";

/** A folder may import these floors of ours, and no other. */
function floor(name, from, may) {
  return {
    name: `${name}-imports-down`,
    severity: "error",
    comment: `${name} may import ${may.length === 0 ? "no other floor" : may.join(", ")}.`,
    from: { path: from },
    to: { path: "^(spec|src|conformance|fuzz|docs)/", pathNot: [from, ...may.map((folder) => `^${folder}/`)] },
  };
}

const floors = [
  floor("spec", "^spec/", []),
  floor("topics", "^src/topics/", ["spec"]),
  floor("codec", "^src/codec/", ["spec", "src/topics"]),
  floor("inspect", "^src/inspect/", ["spec", "src/topics", "src/codec"]),
  floor("models", "^src/models/", ["spec", "src/topics", "src/codec"]),
  floor("runtime", "^src/runtime/", ["spec", "src/topics", "src/codec", "src/inspect", "src/models"]),
  floor("src", "^src/[^/]+\\.ts$", ["src/topics", "src/codec"]),
  floor("conformance", "^conformance/", [
    "spec",
    "src/topics",
    "src/codec",
    "src/inspect",
    "src/models",
    "src/runtime",
  ]),
  floor("fuzz", "^fuzz/", [
    "spec",
    "src/topics",
    "src/codec",
    "src/inspect",
    "src/models",
    "src/runtime",
    "conformance",
  ]),
  floor("docs", "^docs/", ["spec", "src/models", "src/runtime", "conformance"]),
];

const rooms = [
  {
    name: "cases-know-only-the-script",
    severity: "error",
    comment: "A case knows the wire: conformance/case.ts, the ids, and the codec. It never knows who plays it.",
    from: { path: "^conformance/cases/", pathNot: TESTS },
    to: {
      path: "^(spec|src|conformance|fuzz|docs)/",
      pathNot: ["^conformance/cases/", "^conformance/case\\.ts$", "^spec/index\\.ts$", "^src/codec/index\\.ts$"],
    },
  },
  {
    name: "cases-take-ids-only",
    severity: "error",
    comment: "What a case takes from the spec is the type of an id.",
    from: { path: "^conformance/cases/", pathNot: TESTS },
    to: { path: "^spec/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "cases-enter-by-their-door",
    severity: "error",
    comment: "The rest of conformance sees the cases through conformance/cases/index.ts.",
    from: { path: "^conformance/", pathNot: ["^conformance/cases/", TESTS] },
    to: { path: "^conformance/cases/", pathNot: "^conformance/cases/index\\.ts$" },
  },
  {
    name: "conformance-plays-models",
    severity: "error",
    comment:
      "Only players, targets, faults, our own adapter, the complete suites, and the report that shows their states know the models.",
    from: {
      path: "^conformance/",
      pathNot: ["^conformance/(players|targets|faults|adapters|complete|report/html)/", TESTS],
    },
    to: { path: "^src/models/" },
  },
  {
    name: "conformance-starts-runtimes",
    severity: "error",
    comment: "Only players, targets, our own adapter, and the matrix of transports and stores know the runtime.",
    from: { path: "^conformance/", pathNot: ["^conformance/(players|targets|adapters|matrix)/", TESTS] },
    to: { path: "^src/runtime/" },
  },
  {
    name: "texts-stay-out-of-the-codec",
    severity: "error",
    comment:
      "Topics and codec take types from spec/index.ts and tables from spec/tables: the texts would double the bundle.",
    from: { path: "^src/(topics|codec)/", pathNot: TESTS },
    to: { path: "^spec/index\\.ts$", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "topics-take-types-only",
    severity: "error",
    comment: "Topics need nothing of the spec at run time.",
    from: { path: "^src/topics/", pathNot: TESTS },
    to: { path: "^spec/", dependencyTypesNot: ["type-only"] },
  },
];

const outside = [
  {
    name: "pure-floors-need-nothing",
    severity: "error",
    comment: "spec, topics, codec and cases depend on no package.",
    from: { path: "^(spec|src/topics|src/codec|src/[^/]+\\.ts$|conformance/cases)", pathNot: TESTS },
    to: { dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional", "npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "models-need-xstate-only",
    severity: "error",
    comment: "The models depend on xstate and on nothing else.",
    from: { path: "^src/models/", pathNot: TESTS },
    to: { path: "node_modules/", pathNot: "node_modules/xstate/" },
  },
  {
    name: "xstate-is-for-models",
    severity: "error",
    comment: "Only the models import xstate; everyone else runs a machine through `step`.",
    from: { pathNot: "^src/models/" },
    to: { path: "node_modules/xstate/" },
  },
  {
    name: "fast-check-is-for-laws",
    severity: "error",
    comment: "Only fuzz and tests make random values.",
    from: { pathNot: ["^fuzz/", TESTS] },
    to: { path: "node_modules/(fast-check|@fast-check)/" },
  },
  {
    name: "conformance-needs-node-only",
    severity: "error",
    comment:
      "Outside its reports the suite is made of our own code, of node and of ws; adapters take the types of their clients.",
    from: { path: "^conformance/", pathNot: ["^conformance/(report|adapters)/", TESTS] },
    to: { path: "node_modules/", pathNot: "node_modules/(@types/)?ws/" },
  },
  {
    name: "node-is-for-the-last-floor",
    severity: "error",
    comment: "Whatever stands below the runtime runs in a browser.",
    from: { pathNot: ["^src/(runtime|cli)/", "^conformance/(?!cases/)", "^(fuzz|docs)/", "^[^/]+$", TESTS] },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "shipped-code-needs-shipped-packages",
    severity: "error",
    comment:
      "A devDependency is not there when the package is installed; of MQTT.js its adapter takes the types alone, what makes certificates for tests is not shipped, and prom-client is loaded when it is there.",
    from: {
      path: "^(spec|src|conformance)/",
      pathNot: [TESTS, "^conformance/adapters/mqtt-js\\.ts$", "^src/runtime/transports/self-signed\\.ts$"],
    },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm-peer"], pathNot: "node_modules/@types/" },
  },
];

module.exports = {
  forbidden: [
    ...floors,
    ...rooms,
    ...outside,
    {
      name: "by-the-door",
      severity: "error",
      comment: "A folder is entered by its door.",
      from: { path: FLOORS },
      to: { path: "^(spec|src|conformance|fuzz|docs)/", pathNot: ["^$1/", ...DOORS] },
    },
    {
      name: "no-circle",
      severity: "error",
      comment: "Nothing imports itself, not even its types.",
      from: {},
      to: { circular: true },
    },
    {
      name: "all-resolve",
      severity: "error",
      comment: "What is imported exists.",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|vectors|reports|coverage)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "import", "node", "default"] },
  },
};
