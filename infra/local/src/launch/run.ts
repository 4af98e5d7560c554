import { main } from './main.js';

// For those who start a built stack without installing and building before: the journeys.
await main(process.argv.slice(2));
