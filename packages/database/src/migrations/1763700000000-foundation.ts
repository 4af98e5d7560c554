import type { MigrationInterface, QueryRunner } from 'typeorm';
import { functionGrants, schemas, tables } from '../schema.js';
import { accessStatements, functionAccessStatements } from '../table-access.js';

/**
 * The ground floor: accounts, credits, purchases, creations, and what carries their side effects.
 * Personal data: names, addresses, preferences, age bands, sessions (plain, sign-in needs them); prompts, parameters and
 * pictures' previews (sealed under the subject's key); amounts and ids of purchases; credit movements.
 */
export class Foundation1763700000000 implements MigrationInterface {
  readonly name = 'Foundation1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const { up } of schemas) for (const statement of up) await runner.query(statement);
    for (const table of tables) for (const statement of accessStatements(table)) await runner.query(statement);
    for (const statement of functionAccessStatements(functionGrants)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { down } of schemas.toReversed()) for (const statement of down) await runner.query(statement);
  }
}
