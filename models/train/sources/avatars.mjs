// Draws avatars with generators that exist in JavaScript only: node avatars.mjs GENERATOR < orders.
// An order a line (JSON), an SVG a line comes back, in the same order.

import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , generator, modules] = process.argv;
const require = createRequire(pathToFileURL(join(modules, "here.js")));
const load = async (file) => import(pathToFileURL(join(modules, "node_modules", file)).href);

// mulberry32: small, and the same everywhere.
const seeded = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const drawers = {
  async facesjs() {
    const { generate } = await load("facesjs/build/generate.js");
    const { faceToSvgString } = await load("facesjs/build/faceToSvgString.js");
    return ({ seed, gender, change }) => {
      Math.random = seeded(seed);
      const face = generate({ accessories: { id: "none" }, glasses: { id: "none" } }, { gender });
      for (const [part, traits] of Object.entries(change)) {
        face[part] = Array.isArray(traits) ? traits : { ...face[part], ...traits };
      }
      return faceToSvgString(face);
    };
  },
  async react(name, component) {
    const React = require("react");
    const { renderToStaticMarkup } = require("react-dom/server");
    const library = require(name);
    return ({ draw, ...props }) =>
      renderToStaticMarkup(React.createElement(library[component ?? draw], props));
  },
};

const draw = await {
  facesjs: () => drawers.facesjs(),
  bigheads: () => drawers.react("@bigheads/core", "BigHead"),
  peeps: () => drawers.react("react-peeps", "default"),
  kawaii: () => drawers.react("react-kawaii"),
}[generator]();
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${draw(JSON.parse(line)).replaceAll("\n", " ")}\n`);
}
