const oldest = [20, 19];

/** Ends the process with one sentence where this Node is too old for what follows. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(
    `Keepword needs Node ${oldest.join('.')} or newer; this is ${process.versions.node} (${process.execPath}). Install a newer one from https://nodejs.org and run the command again.`,
  );
  process.exit(1);
}
