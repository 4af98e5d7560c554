import { jsonAnswer } from '../platform/plain-answers.server.js';

export function loader() {
  return jsonAnswer({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
