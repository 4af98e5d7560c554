import path from 'node:path';

/** The repository's root. */
export const root = path.resolve(import.meta.dirname, '../../..');

/** A tool from the root's own dependencies, as `node` runs it. @param script below the package's folder */
export const tool = (packageName, script) => path.join(root, 'node_modules', packageName, script);
