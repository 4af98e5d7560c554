import { data } from '@remix-run/node';

/** The token of a mailed link. @throws a 404 when the address holds nothing that could be one */
export function linkToken(request: Request): string {
  const token = new URL(request.url).searchParams.get('token') ?? '';
  if (token.length < 20 || token.length > 200) throw data({ title: 'Not found' }, { status: 404 });
  return token;
}
