const common = { 'x-content-type-options': 'nosniff', 'cache-control': 'public, max-age=300' };

export function plainText(text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, { headers: { ...common, 'content-type': 'text/plain; charset=utf-8', ...headers } });
}

export function jsonAnswer(value: unknown, init: { status?: number; headers?: Readonly<Record<string, string>> } = {}): Response {
  return new Response(JSON.stringify(value), {
    status: init.status ?? 200,
    headers: { ...common, 'content-type': 'application/json; charset=utf-8', ...init.headers },
  });
}
