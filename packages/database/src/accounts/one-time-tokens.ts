import type { DataSource } from 'typeorm';

/** Mailed links' tokens by their hash. Taking one removes it, so that a link works once however often it is opened. */
export class PostgresOneTimeTokens {
  constructor(private readonly dataSource: DataSource) {}

  async put(tokenHash: Uint8Array, payload: Readonly<Record<string, unknown>>, expiresAt: Date): Promise<void> {
    await this.dataSource.query('INSERT INTO one_time_tokens (token_hash, payload, expires_at) VALUES ($1, $2, $3)', [
      tokenHash,
      payload,
      expiresAt,
    ]);
  }

  async take(tokenHash: Uint8Array, at: Date): Promise<Record<string, unknown> | null> {
    const [taken] = await this.dataSource.query<{ payload: Record<string, unknown>; expires_at: Date }[]>(
      'WITH taken AS (DELETE FROM one_time_tokens WHERE token_hash = $1 RETURNING payload, expires_at) SELECT * FROM taken',
      [tokenHash],
    );
    return taken && taken.expires_at > at ? taken.payload : null;
  }
}
