// Where things lie in the checkout.
import { fileURLToPath } from "node:url";
import path from "node:path";

export const projectFolder = path.resolve(fileURLToPath(import.meta.url), "../../..");

/** Node 24, which comes as an npm package: it strips the types of TypeScript, which the Node of the machine may not. */
export const node24 = path.join(projectFolder, "node_modules/node/bin/node");

export const trainerBuildFolder = path.join(projectFolder, "build/trainer");

/** The trainer as it ships: for every x86-64 machine with AVX2, not for this one. */
export const packagedTrainerBuildFolder = path.join(projectFolder, "build/trainer-package");

/** A VS Code that runs without a desktop. It has its own node_modules, none of which is part of the project. */
export const vscodeHostFolder = path.join(projectFolder, ".cache/vscode-host");
