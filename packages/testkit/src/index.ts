export { POSTGRES_MAJOR, startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from './test-database.js';
