// Loaded into every child before its own script. The channel to the launcher closes when the launcher ends, a `kill -9` included.
const lastResortMs = 10_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), lastResortMs).unref();
});
process.channel?.unref();
